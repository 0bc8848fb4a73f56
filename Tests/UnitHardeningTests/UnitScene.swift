import CheckScene
import Cryptography
import ReadinessCheck
import UnitHardening

/// Folders of units as a machine has them, all of them root's.
final class UnitScene {
  struct ScriptFailure: Error { let status: Int32 }

  static let unit = "[Service]\nExecStart=/bin/true\n"
  static let sha256 = digest(unit)

  let scene: CheckScene

  /// - Parameter script: run in a folder with `control`, `etc`, `run` and `usr`, in systemd's order, and the shipped unit
  ///   as `unit`.
  init(_ script: String = "") throws {
    scene = try CheckScene()
    var files = AlteredFiles()
    files.owner = 0
    scene.files = files
    try scene.write("unit", Self.unit)
    let made = scene.shell("set -e; umask 022; mkdir control etc run usr; chmod 0755 .\n\(script)")
    guard made == 0 else { throw ScriptFailure(status: made) }
  }

  static func digest(_ text: String) -> String { SHA256.digest(of: Array(text.utf8)).hex }

  func findings(
    _ more: String = "", unit: String = "trading-engine.service", sha256: String = UnitScene.sha256,
    change: (inout CheckContext) -> Void = { _ in }
  ) throws -> [Finding] {
    let with = """
      units: [{ unit: \(unit), sha256: \(sha256) }]
      search: [control, none-of-that-name, etc, run, usr]
      \(more)

      """
    var context = scene.context
    change(&context)
    return UnitHardening(try scene.read(UnitHardening.self, with)).run(in: context).findings
  }
}

/// A program that answers the same whatever it is asked.
struct OneAnswer: ProgramAccess {
  let answer: ProgramAnswer

  func run(_ run: ProgramRun) -> ProgramAnswer { answer }
}
