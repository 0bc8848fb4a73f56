import DurableFiles
import GateScene
import Processes
import StrictJSON

/// A desk's folder: a policy whose one blocker passes, fails or stays open, and a key that may sign.
struct CommandScene {
  let scene: GateScene

  init(hasKey: Bool = false) throws {
    scene = try GateScene()
    scene.shell("mkdir root")
    try policy()
    if hasKey { try key("gate", "gate") }
  }

  /// `with` is what the check legacy-file-absence is asked for besides its root and file.
  func policy(_ more: String = "", head: String = "", name: String = "p.yaml") throws {
    try scene.write(
      name,
      """
      policy: v1
      name: desk
      environment: simulator
      \(head)blockers:
        - id: legacy-state-file
          title: No legacy state file
          risk: high
          check: legacy-file-absence
          with: { root: root, files: [.kill_switch_state]\(more) }

      """)
  }

  /// With a blocker that fails.
  func leaveLegacyFile() throws { try scene.write("root/.kill_switch_state", "x") }

  static let undecided = ", ignored-by-git: [.kill_switch_state]"

  func key(_ name: String, _ role: String, _ environment: String = "simulator", validFor: String = "1d")
    throws
  {
    let made = run(
      "keys", "generate", "--name", name, "--role", role, "--environment", environment, "--out", "keys",
      "--valid-for", validFor)
    guard made.status == 0 else { throw SceneError(made.errors) }
  }

  @discardableResult func run(_ arguments: String..., environment: [String: String] = [:]) -> ProcessResult {
    scene.run(BuiltPrograms.readiness, arguments, environment: environment)
  }

  /// A signed run.
  func check(_ arguments: String..., report: String = "report.json", environment: [String: String] = [:])
    -> ProcessResult
  {
    scene.run(
      BuiltPrograms.readiness,
      [
        "check", "p.yaml", "--key", "keys/gate.pem", "--keyring", "keys/keyring.yaml", "--report", report,
        "--state", "state",
      ] + arguments, environment: environment)
  }

  /// The Statement in a signed report.
  func statement(_ report: String = "report.json") throws -> JSON {
    let envelope = try JSON.parse(Array(try scene.read(report).utf8).dropLast())
    let payload = scene.shell("base64 -d", input: envelope["payload"]?.stringValue ?? "")
    return try JSON.parse(payload.standardOutput)
  }
}

extension ProcessResult {
  /// The codes in brackets at the ends of standard error's lines.
  var codes: [String] {
    errors.split(separator: "\n").compactMap { line in
      guard line.hasSuffix("]"), line.contains("error: "), let open = line.lastIndex(of: "[") else {
        return nil
      }
      return String(line[line.index(after: open)...].dropLast())
    }
  }
}
