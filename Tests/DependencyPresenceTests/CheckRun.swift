import Chronology
import DocumentSchema
import ReadinessCheck
import StrictYAML
import Testing

@testable import DependencyPresence

/// Runs the check as a policy would: parameters from YAML, a world, and findings as short lines.
struct CheckRun {
  var world = WorldInMemory()
  var programs = ProgramsInMemory()

  static let kernel = KernelIdentity(
    machine: "x86_64", release: "6.1.0-18-amd64", version: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1")

  /// - Returns: nil when the parameters have mistakes.
  func answer(_ yaml: String) throws -> CheckAnswer {
    let node = try #require(StrictYAML.parse(Array(yaml.utf8), file: "policy.yaml").root)
    var reading = Reading(codePrefix: "policy")
    let parameters = DependencyPresence.parameters(node, &reading)
    #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
    return DependencyPresence(try #require(parameters).value, kernel: Self.kernel).run(in: context)
  }

  func findings(_ yaml: String) throws -> [Finding] { try answer(yaml).findings }

  /// `status subject: found` lines.
  func lines(_ yaml: String) throws -> [String] {
    try findings(yaml).map { "\($0.status.rawValue) \($0.subject): \($0.found)" }
  }

  static func mistakes(_ yaml: String) -> [String] {
    guard let node = StrictYAML.parse(Array(yaml.utf8), file: "policy.yaml").root else { return [] }
    var reading = Reading(codePrefix: "policy")
    _ = DependencyPresence.parameters(node, &reading)
    return reading.diagnostics.map(\.description)
  }

  private var context: CheckContext {
    CheckContext(
      blocker: "runtime-dependencies", environment: "live", policyFolder: "/etc/readiness", files: world,
      programs: programs, serviceEnvironment: [:], subjects: [:], keyring: nil, clocks: NoClocks(),
      now: { Timestamp(clamping: 1_795_442_709_000) }, nonce: { "" }, remainingMilliseconds: { 10_000 })
  }
}

/// Clocks that the check has no business with.
private struct NoClocks: ClockAccess {
  func read() throws(ClockAccessError) -> ClockReading { throw ClockAccessError("there is none") }
  func discipline() throws(ClockAccessError) -> ClockDiscipline { throw ClockAccessError("there is none") }
}

extension WorldInMemory {
  static let site = "/opt/venv/lib/python3.11/site-packages"

  /// A virtual environment of Python 3.11.2.
  static func environment(_ distributions: [(name: String, version: String, requires: [String])] = [])
    -> WorldInMemory
  {
    var world = WorldInMemory([
      "/opt/venv/pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n",
      "\(site)/_virtualenv.py": "",
    ])
    for (name, version, requires) in distributions { world.install(name, version, requires) }
    return world
  }

  mutating func install(
    _ name: String, _ version: String, _ requires: [String] = [], extra: String = "", in folder: String = site
  ) {
    let escaped = name.split(separator: "-").joined(separator: "_")
    let header =
      "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n" + extra
      + requires.map { "Requires-Dist: \($0)\n" }.joined()
    contents["\(folder)/\(escaped)-\(version).dist-info/METADATA"] = Array("\(header)\nName: decoy\n".utf8)
  }
}
