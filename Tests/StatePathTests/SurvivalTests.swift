import CheckScene
import Chronology
import ReadinessCheck
import StatePath
import StrictJSON
import Testing

@Suite("state-path survival") struct SurvivalTests {
  @Test("by the gate's writer is unknown without a gate that knows the roles")
  func noRoles() throws {
    let scene = try CheckScene.withoutEngine()
    scene.gate = "/bin/true"
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(
      answer.closed == [
        "unknown KILL_SWITCH_STATE_PATH survives process", "unknown TRADE_LOG_PATH survives process",
      ])
    #expect(scene.names(in: "system/data") == [".keep"])
  }

  @Test("fails when the gate's writer cannot write")
  func cannotWrite() throws {
    let scene = try CheckScene.withoutEngine()
    scene.gate = try scene.write("gate", "#!/bin/sh\necho 'error: disk full' >&2\nexit 74\n", mode: 0o755)
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(
      answer.closed == [
        "fail KILL_SWITCH_STATE_PATH survives process", "fail TRADE_LOG_PATH survives process",
      ])
    #expect(
      answer.findings(on: "TRADE_LOG_PATH survives process").first?.found
        == "exit status 74: error: disk full")
  }

  @Test("is unknown when the reader gives no answer")
  func silentReader() throws {
    let scene = try CheckScene.withoutEngine()
    scene.gate = try scene.write(
      "gate",
      "#!/bin/sh\n[ \"$1\" = --readiness-state-writer ] && exec '\(BuiltProducts.stateRole)' \"$@\"\nexit 3\n",
      mode: 0o755)
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(
      answer.closed == [
        "unknown KILL_SWITCH_STATE_PATH survives process", "unknown TRADE_LOG_PATH survives process",
      ])
    #expect(scene.names(in: "system/data") == [".keep"])
  }

  @Test("clears what a killed run left an hour ago, and nothing newer")
  func leftovers() throws {
    let scene = try CheckScene.withoutEngine()
    let now = scene.now.unixMilliseconds
    let old = ".readiness-probe-\(now - 3_600_001)-aa-0"
    let temporary = "..readiness-probe-\(now - 3_600_001)-aa-0.0011.tmp"
    let new = ".readiness-probe-\(now - 3_600_000)-bb-0"
    for name in [old, temporary, new, ".readiness-probe-x-0", "readiness-probe-1-a-0"] {
      try scene.write("system/data/\(name)", "")
    }
    #expect(try scene.run(StatePath.self, CheckScene.ownPaths).closed == [])
    #expect(
      scene.names(in: "system/data")
        == [".keep", new, ".readiness-probe-x-0", "readiness-probe-1-a-0"].sorted())
  }

  static let both = "survives: reboot\n"

  @Test("of a reboot is unknown at first, passes under another boot, and says why when it does not")
  func reboot() throws {
    let scene = try CheckScene.withoutEngine()
    let yaml = CheckScene.ownPaths + Self.both
    var files = AlteredFiles()
    func run(boot: String) throws -> [Finding] {
      files.contents["/boot_id"] = .success(Array("\(boot)\n".utf8))
      scene.files = files
      let answer = try scene.run(StatePath.self, yaml)
      #expect(answer.findings.filter { $0.status == .fail } == [])
      return answer.findings(on: "TRADE_LOG_PATH survives reboot")
    }
    let first = try run(boot: "aa")
    #expect(first.map(\.status) == [.unknown])
    #expect(first.first?.hint == "reboot the machine, then run the gate again")
    #expect(try run(boot: "aa").first?.found == "the marker of this boot")
    let third = try run(boot: "bb")
    #expect(third.map(\.status) == [.pass])
    #expect(third.first?.found == "the marker of boot aa")
    // The proof stands: later boots find the same marker.
    #expect(try run(boot: "cc").map(\.status) == [.pass])

    try scene.write("system/data/.readiness-marker", "torn")
    #expect(try run(boot: "cc").map(\.status) == [.unknown])
    #expect(try run(boot: "dd").map(\.status) == [.pass])

    // A copy of the folder is another folder.
    scene.shell("cp -a system/data system/copy; rm -r system/data; mv system/copy system/data")
    let copied = try run(boot: "ee")
    #expect(copied.map(\.status) == [.unknown])
    #expect(copied.first?.found == "a marker of another folder")
  }

  @Test("of a reboot is unknown when no marker can be planted or the boot has no name")
  func markerObstacles() throws {
    let scene = try CheckScene.withoutEngine()
    var files = AlteredFiles()
    files.replacement = FileAccessError(.noSpace, "cannot write: no space left on device (ENOSPC)")
    scene.files = files
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths + Self.both)
    #expect(
      answer.closed == [
        "unknown KILL_SWITCH_STATE_PATH survives reboot", "unknown TRADE_LOG_PATH survives reboot",
      ])
    files = AlteredFiles()
    files.contents["/boot_id"] = .failure(FileAccessError(.missing, "cannot open: ENOENT"))
    scene.files = files
    #expect(
      try scene.run(StatePath.self, CheckScene.ownPaths + Self.both).closed == [
        "unknown KILL_SWITCH_STATE_PATH survives reboot", "unknown TRADE_LOG_PATH survives reboot",
      ])
  }
}
