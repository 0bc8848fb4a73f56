import DurableFiles
import Glibc
import Processes

/// A folder with a key, a policy and a store, and the built `readiness` run in it; it goes when the value does.
final class GateFolder {
  /// Absolute.
  let folder: String

  init() throws {
    var template = Array("/var/tmp/hostile-operation.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw Failure("mkdtemp: errno \(errno)") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let made = readiness(
      ["keys", "generate", "--name", "gate", "--role", "gate", "--environment", "simulator", "--out", "keys"])
    guard made.isSuccess else { throw Failure(String(decoding: made.standardError, as: UTF8.self)) }
  }

  deinit { _ = run("/bin/rm", ["-rf", folder]) }

  struct Failure: Error {
    let description: String
    init(_ description: String) { self.description = description }
  }

  subscript(_ name: String) -> String { "\(folder)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try DurableFiles.replace(self[name], with: Array(text.utf8))
  }

  func read(_ name: String) throws -> [UInt8] { try DurableFiles.read(self[name], limit: 16 << 20) }

  /// A policy whose blockers pass unless `root` is missing.
  func writePolicy(_ blockers: String, report: String = "{}") throws {
    try write(
      "policy.yaml",
      "policy: v1\nname: hostile\nenvironment: simulator\nreport: \(report)\nblockers:\n\(blockers)")
  }

  static func blocker(_ id: String, root: String = ".", more: String = "") -> String {
    "  - { id: \(id), title: t, risk: low, check: legacy-file-absence, \(more)"
      + "with: { root: \(root), files: [.gone] } }\n"
  }

  func readiness(_ arguments: [String], environment: [String: String] = [:]) -> ProcessResult {
    run(program, arguments, environment: environment)
  }

  /// A signed run.
  func check(_ arguments: [String] = [], report: String = "report.json") -> ProcessResult {
    readiness(
      ["check", "policy.yaml", "--key", "keys/gate.pem", "--report", report, "--state", "store"] + arguments)
  }

  func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) -> ProcessResult {
    Processes.run(
      ProcessRequest(
        .path(program), arguments: arguments,
        environment: environment.merging(["PATH": "/usr/bin:/bin"]) { mine, _ in mine },
        workingDirectory: folder, outputLimit: 64 << 20),
      deadline: .now().advanced(byMilliseconds: 120_000))
  }

  /// The folder of the build's products, where the tests' own executable lies.
  var program: String { "\(Self.products)/readiness" }

  private static let products: String = {
    let program = (try? DurableFiles.realPath("/proc/self/exe")) ?? ""
    return program.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  }()
}

extension ProcessResult {
  var output: String { String(decoding: standardOutput, as: UTF8.self) }
  var errors: String { String(decoding: standardError, as: UTF8.self) }
}
