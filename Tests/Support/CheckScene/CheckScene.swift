import CheckHost
public import Chronology
import DocumentSchema
import Glibc
import Processes
public import ReadinessCheck
import StrictYAML

/// A real folder, real programs and a fixed clock in which a check runs.
///
/// The folder is below /var/tmp, because state below /tmp is refused; it goes when the scene does.
public final class CheckScene {
  /// Absolute, without links, mode 0700.
  public let folder: String
  /// The fake engine, when one was written.
  public private(set) var engine: String?
  public var blocker = "a-blocker"
  public var environment = "simulator"
  public var serviceEnvironment: [String: String] = [:]
  public var subjects: [String: CheckContext.Subject] = [:]
  public var keyring: [UInt8]?
  public var now = Timestamp(clamping: 1_795_000_000_000)
  public var clocks: any ClockAccess = HostClocks()
  public var nonce = "000102030405060708090a0b0c0d0e0f"
  /// How long programs get.
  public var milliseconds: Int64 = 20_000
  /// The executable that knows the worker roles.
  public var gate: String?
  /// Replaces the real files where a test needs an answer that no real file gives.
  public var files: any FileAccess

  public init() throws {
    var template = Array("/var/tmp/readiness-scene.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SceneError("mkdtemp", errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    files = HostFiles(scratchParent: folder)
  }

  deinit { _ = shell("chmod -R u+rwX '\(folder)'; rm -rf '\(folder)'") }

  public var context: CheckContext {
    let deadline = MonotonicInstant.now().advanced(byMilliseconds: Int(milliseconds))
    let now = now
    let nonce = nonce
    let milliseconds = milliseconds
    return CheckContext(
      blocker: blocker, environment: environment, policyFolder: folder, files: files,
      programs: HostPrograms(
        engine: engine.map { .path($0) }, deadline: deadline, gate: gate.map { .path($0) } ?? .selfExecutable),
      serviceEnvironment: serviceEnvironment, subjects: subjects, keyring: keyring, clocks: clocks,
      now: { now }, nonce: { nonce }, remainingMilliseconds: { milliseconds })
  }

  /// Runs a check with the parameters that a policy would write under `with:`.
  public func run<Check: ReadinessCheck>(_ check: Check.Type, _ yaml: String) throws -> CheckAnswer {
    Check(try read(check, yaml)).run(in: context)
  }

  public func read<Check: ReadinessCheck>(_ check: Check.Type, _ yaml: String) throws -> Check.Parameters {
    let document = StrictYAML.parse(Array(yaml.utf8), file: "with.yaml")
    var reading = Reading(codePrefix: "policy")
    let value = document.root.flatMap { Check.parameters($0, &reading)?.value }
    guard let value, !document.hasErrors, !reading.hasErrors else {
      let mistakes = document.diagnostics + reading.diagnostics
      throw SceneMistakes(
        diagnostics: mistakes.map(\.description), hints: mistakes.map { $0.hint ?? "" })
    }
    return value
  }

  /// Writes a file below the folder and makes the folders on the way.
  @discardableResult public func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String
  {
    let path = "\(folder)/\(name)"
    let parent = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
    guard shell("umask 022; mkdir -p '\(parent)'") == 0 else { throw SceneError("mkdir", errno) }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw SceneError("open \(path)", errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fchmod(descriptor, mode) == 0
    else { throw SceneError("write \(path)", errno) }
    return path
  }

  /// Writes the script that stands for the engine and makes it the subject `engine`.
  public func writeEngine(_ script: String) throws {
    useEngine(try write("bin/trading-engine", script, mode: 0o755))
  }

  /// Makes a program the subject `engine`.
  public func useEngine(_ path: String) {
    engine = path
    subjects["engine"] = CheckContext.Subject(path: path, sha256: String(repeating: "e", count: 64))
  }

  /// Runs a command line in the folder and answers its exit status.
  @discardableResult public func shell(_ command: String) -> Int32 {
    let result = Processes.run(
      ProcessRequest(
        .path("/bin/sh"), arguments: ["-c", command],
        environment: ["PATH": HostPrograms.searchPath, "HOME": folder],
        workingDirectory: folder),
      deadline: .now().advanced(byMilliseconds: 30_000))
    guard case .exited(let status) = result.termination else { return -1 }
    return status
  }

  /// The names in a folder below the scene's, with those that begin with a dot.
  public func names(in folder: String) -> [String] {
    (try? HostFiles().list("\(self.folder)/\(folder)", limit: 1_000)) ?? []
  }
}

/// A system call of a test's own preparation failed.
public struct SceneError: Error, CustomStringConvertible {
  public let description: String

  init(_ call: String, _ number: Int32) { description = "\(call): errno \(number)" }
}

/// Parameters that a policy may not have.
public struct SceneMistakes: Error {
  /// `with.yaml:1:1: error: … [policy.…]`.
  public let diagnostics: [String]
  /// What each says to type; empty where it says nothing.
  public let hints: [String]
}

extension CheckAnswer {
  /// The findings about one subject.
  public func findings(on subject: String) -> [Finding] { findings.filter { $0.subject == subject } }

  /// The statuses of the findings about one subject.
  public func statuses(of subject: String) -> [Finding.Status] { findings(on: subject).map(\.status) }

  /// The subjects that did not pass, with their statuses, sorted.
  public var closed: [String] {
    findings.filter { $0.status != .pass }.map { "\($0.status.rawValue) \($0.subject)" }.sorted()
  }
}
