import CheckScene
import Chronology
import HostClock
import ReadinessCheck

/// Clocks that say what a test wants.
struct ScriptedClocks: ClockAccess {
  var reading: Result<ClockReading, ClockAccessError>
  var kept: Result<ClockDiscipline, ClockAccessError> = .failure(ClockAccessError("not asked"))

  func read() throws(ClockAccessError) -> ClockReading { try reading.get() }
  func discipline() throws(ClockAccessError) -> ClockDiscipline { try kept.get() }
}

/// A machine whose clocks a test moves.
struct ClockWorld {
  let scene: CheckScene
  static let boot = "0d5c1d8f-5d2f-4c0e-9f2d-5d2f4c0e9f2d"
  static let second: Int64 = 1_000_000_000

  init(boot: String = boot) throws {
    scene = try CheckScene()
    self.boot(boot)
    clocks(realtime: 1_795_000_000, sinceBoot: 100)
  }

  /// The kernel's name for the boot that is running.
  func boot(_ id: String) {
    var files = AlteredFiles()
    files.contents["/boot_id"] = .success(Array("\(id)\n".utf8))
    scene.files = files
  }

  /// In seconds; `now` moves along.
  func clocks(realtime: Int64, sinceBoot: Int64, nanoseconds: Int64 = 0) {
    scene.clocks = ScriptedClocks(
      reading: .success(
        ClockReading(
          realtimeNanoseconds: realtime * Self.second + nanoseconds,
          bootTimeNanoseconds: sinceBoot * Self.second)))
    scene.now = Timestamp(clamping: realtime * 1_000)
  }

  /// What the kernel says of how the clock is kept.
  func kept(_ answer: Result<ClockDiscipline, ClockAccessError>) {
    scene.clocks = ScriptedClocks(reading: .failure(ClockAccessError("not asked")), kept: answer)
  }

  /// The one finding of a check that asks for one part.
  func finding(_ with: String) throws -> Finding {
    let findings = try scene.run(HostClock.self, with).findings
    guard findings.count == 1, let finding = findings.first else { throw Count(findings: findings) }
    return finding
  }

  /// What a check that asks only for steps says in the first run of a boot.
  func plant(_ with: String) throws {
    let finding = try finding(with)
    guard finding.status == .unknown, finding.message.contains("a mark has been planted") else {
      throw Count(findings: [finding])
    }
  }

  struct Count: Error { let findings: [Finding] }
}
