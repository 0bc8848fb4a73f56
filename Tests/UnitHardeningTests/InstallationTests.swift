import CheckScene
import ReadinessCheck
import Testing
import UnitHardening

@Suite("unit-hardening: an installed unit") struct InstallationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Puts files below `etc`, `run` and `usr`; the shipped unit is `unit`.
    let script: String
    let status: Finding.Status
    let message: String
    /// Part of what was found.
    var found = ""
    var hint = ""
  }

  private static let name = "trading-engine.service"

  static let cases = [
    Case(
      testDescription: "the shipped one", script: "cp unit etc/\(name)", status: .pass,
      message: "the unit is the shipped one", found: "etc/\(name)"),
    Case(
      testDescription: "the shipped one, in a later folder", script: "cp unit usr/\(name)", status: .pass,
      message: "the unit is the shipped one", found: "usr/\(name)"),
    Case(
      testDescription: "the shipped one, with another behind it",
      script: "cp unit etc/\(name); echo x > usr/\(name)", status: .pass,
      message: "the unit is the shipped one"),
    Case(
      testDescription: "none", script: "", status: .fail, message: "the unit is not installed",
      hint: "install -m 0644 '\(name)' '/etc/systemd/system/\(name)'"),
    Case(
      testDescription: "one of another name", script: "cp unit etc/trading-engine2.service", status: .fail,
      message: "the unit is not installed"),
    Case(
      testDescription: "an edited one", script: "cp unit etc/\(name); echo User=root >> etc/\(name)",
      status: .fail, message: "another one than the shipped one",
      found: UnitScene.digest(UnitScene.unit + "User=root\n"), hint: "install -m 0644"),
    Case(
      testDescription: "another in front of it", script: "cp unit usr/\(name); echo User=root > etc/\(name)",
      status: .fail, message: "another file stands before the shipped unit", found: "usr/\(name)",
      hint: "systemctl revert '\(name)'"),
    Case(
      testDescription: "one made by systemctl set-property in front of it",
      script: "cp unit etc/\(name); echo User=root > control/\(name)", status: .fail,
      message: "another file stands before the shipped unit", found: "control/\(name)"),
    Case(
      testDescription: "a mask", script: "ln -s /dev/null etc/\(name)", status: .fail,
      message: "the unit is masked", hint: "systemctl unmask '\(name)'"),
    Case(
      testDescription: "a mask in front of it", script: "cp unit usr/\(name); ln -s /dev/null run/\(name)",
      status: .fail, message: "the unit is masked", found: "run/\(name)"),
    Case(
      testDescription: "an empty file", script: ": > etc/\(name)", status: .fail,
      message: "the unit is masked"),
    Case(
      testDescription: "a link to the shipped file elsewhere", script: "ln -s ../unit etc/\(name)",
      status: .fail, message: "the unit is a link", found: "'../unit'"),
    Case(
      testDescription: "a link to nowhere", script: "ln -s /none/of/that etc/\(name)", status: .fail,
      message: "the unit is a link"),
    Case(
      testDescription: "a folder", script: "mkdir etc/\(name)", status: .fail, message: "the unit is no file"),
    Case(
      testDescription: "a FIFO", script: "mkfifo etc/\(name)", status: .fail, message: "the unit is no file"),
    Case(
      testDescription: "one that everybody can write", script: "cp unit etc/\(name); chmod 0666 etc/\(name)",
      status: .fail, message: "can be changed by others", found: "everybody may write '",
      hint: "chown root:root"),
    Case(
      testDescription: "one in a folder that everybody can write",
      script: "cp unit etc/\(name); chmod 0777 etc",
      status: .fail, message: "can be changed by others", found: "/etc'"),
    Case(
      testDescription: "one of more than a mebibyte",
      script: "head -c 1048577 /dev/zero > etc/\(name)", status: .unknown,
      message: "the unit's file cannot be read"),
  ]

  @Test("is the shipped file, or is not", arguments: cases) func answer(_ each: Case) throws {
    let finding = try #require(try UnitScene(each.script).findings().first)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.subject == Self.name && finding.message.contains(each.message), "\(finding)")
    #expect(finding.found.contains(each.found), "\(finding)")
    #expect((finding.hint ?? "").contains(each.hint), "\(finding)")
    #expect(finding.status == .pass || finding.hint != nil)
    #expect(finding.status != .pass || finding.artifact?.sha256 == UnitScene.sha256)
  }

  @Test("is nobody's but root's") func owner() throws {
    let world = try UnitScene("cp unit etc/\(Self.name)")
    var files = AlteredFiles()
    files.owner = 1_000
    world.scene.files = files
    let finding = try #require(try world.findings().first)
    #expect(finding.status == .fail && finding.found.hasPrefix("user 1000 owns '"))
  }

  @Test("is there after the next boot") func memory() throws {
    let world = try UnitScene("cp unit etc/\(Self.name)")
    var files = AlteredFiles()
    files.owner = 0
    files.fileSystem = .success(
      FileSystemInformation(type: "tmpfs", availableBytes: 1, availableInodes: 1, isReadOnly: false))
    world.scene.files = files
    let finding = try #require(try world.findings().first)
    #expect(finding.status == .fail && finding.message == "the unit's file is gone after the next boot")
  }

  @Test("is not known where a folder or the file cannot be read") func unread() throws {
    let denied = FileAccessError(.denied, "cannot list 'x': permission denied (EACCES)")
    let world = try UnitScene("cp unit etc/\(Self.name)")
    var files = AlteredFiles()
    files.owner = 0
    files.lists = ["/etc": denied]
    world.scene.files = files
    let folder = try world.findings()
    #expect(folder.map(\.status) == [.unknown] && folder.first?.found == denied.description)
    files.lists = [:]
    files.contents = ["/\(Self.name)": .failure(denied)]
    world.scene.files = files
    #expect(try world.findings().first?.status == .unknown)
    files.contents = [:]
    files.informations = ["/\(Self.name)": .failure(denied)]
    world.scene.files = files
    #expect(try world.findings().first?.status == .unknown)
  }

  @Test("is not looked for twice in a folder with two names") func twoNames() throws {
    let world = try UnitScene("rmdir run; ln -s etc run; mkdir etc/x; cp unit etc/\(Self.name)")
    #expect(try world.findings().map(\.status) == [.pass, .pass])
  }

  @Test("is asked about by itself, and each has its findings") func several() throws {
    let world = try UnitScene("cp unit etc/a.service; cp unit etc/b.timer; echo x >> etc/b.timer")
    let answer = try world.scene.run(
      UnitHardening.self,
      """
      units: [{ unit: a.service, sha256: \(UnitScene.sha256) }, { unit: b.timer, sha256: \(UnitScene.sha256) }]
      search: [etc]

      """)
    #expect(answer.statuses(of: "a.service") == [.pass, .pass])
    #expect(answer.statuses(of: "b.timer") == [.fail, .pass])
  }
}
