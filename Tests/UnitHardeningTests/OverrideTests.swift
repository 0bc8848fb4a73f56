import CheckScene
import Glibc
import ReadinessCheck
import Testing
import UnitHardening

@Suite("unit-hardening: what else changes a unit") struct OverrideTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let script: String
    let status: Finding.Status
    var with = ""
    var found = ""
    var hint = ""
  }

  private static let name = "trading-engine.service"
  private static let dropIn = "[Service]\nMemoryMax=1G\n"
  private static let sha256 = UnitScene.digest(dropIn)
  private static let allowed = "drop-ins: [{ file: 50-memory.conf, sha256: \(sha256) }]"

  private static func adding(_ path: String) -> String {
    "mkdir -p $(dirname \(path)); printf '[Service]\\nMemoryMax=1G\\n' > \(path)"
  }

  static let cases = [
    Case(testDescription: "nothing", script: "", status: .pass, found: "no drop-in, and no other name"),
    Case(
      testDescription: "a drop-in", script: adding("etc/\(name).d/override.conf"), status: .fail,
      found: "etc/\(name).d/override.conf' (SHA-256 \(sha256))", hint: "systemctl revert '\(name)'"),
    Case(
      testDescription: "a drop-in of systemctl set-property's",
      script: adding("control/\(name).d/50-MemoryMax.conf"), status: .fail, found: "control/"),
    Case(
      testDescription: "a drop-in that lasts until the next boot", script: adding("run/\(name).d/x.conf"),
      status: .fail, found: "run/"),
    Case(
      testDescription: "a drop-in of a package's", script: adding("usr/\(name).d/x.conf"), status: .fail,
      found: "usr/"),
    Case(
      testDescription: "one for every name that begins so", script: adding("etc/trading-.service.d/x.conf"),
      status: .fail, found: "etc/trading-.service.d/x.conf", hint: "rm '"),
    Case(
      testDescription: "one for every service", script: adding("usr/service.d/x.conf"), status: .fail,
      found: "usr/service.d/x.conf", hint: "rm '"),
    Case(
      testDescription: "one for every timer", script: adding("usr/timer.d/x.conf"), status: .pass),
    Case(
      testDescription: "one for a longer name", script: adding("etc/trading-engine-.service.d/x.conf"),
      status: .pass),
    Case(
      testDescription: "one for another beginning", script: adding("etc/trade-.service.d/x.conf"),
      status: .pass),
    Case(
      testDescription: "a file that is no drop-in", script: adding("etc/\(name).d/README"), status: .pass),
    Case(testDescription: "an empty folder", script: "mkdir etc/\(name).d", status: .pass),
    Case(testDescription: "a file in place of the folder", script: "echo x > etc/\(name).d", status: .pass),
    Case(
      testDescription: "a link to a folder of drop-ins",
      script: "mkdir d; echo x > d/x.conf; ln -s ../d etc/\(name).d", status: .fail, found: "x.conf"),
    Case(
      testDescription: "a mask of somebody else's drop-in",
      script: "mkdir etc/\(name).d; ln -s /dev/null etc/\(name).d/x.conf", status: .fail,
      found: "no readable regular file"),
    Case(
      testDescription: "an allowed one", script: adding("etc/\(name).d/50-memory.conf"), status: .pass,
      with: allowed, found: "allowed: "),
    Case(
      testDescription: "an allowed one in another folder", script: adding("usr/service.d/50-memory.conf"),
      status: .pass, with: allowed),
    Case(testDescription: "an allowed one that is not there", script: "", status: .pass, with: allowed),
    Case(
      testDescription: "the allowed content under another name", script: adding("etc/\(name).d/x.conf"),
      status: .fail, with: allowed,
      hint: "after reviewing it: drop-ins: [{ file: x.conf, sha256: \(sha256) }]"),
    Case(
      testDescription: "another content under the allowed name",
      script: adding("etc/\(name).d/50-memory.conf") + "; echo User=root >> etc/\(name).d/50-memory.conf",
      status: .fail, with: allowed),
    Case(
      testDescription: "an allowed one and another",
      script: adding("etc/\(name).d/50-memory.conf") + "\n" + adding("run/\(name).d/51-user.conf"),
      status: .fail, with: allowed, found: "51-user.conf"),
    Case(
      testDescription: "a link to an allowed one",
      script:
        "\(adding("d/50-memory.conf")); mkdir etc/\(name).d; ln -s ../../d/50-memory.conf etc/\(name).d/",
      status: .fail, with: allowed),
    Case(
      testDescription: "more than are named",
      script: (10..<20).map { adding("etc/\(name).d/\($0).conf") }.joined(separator: "\n"), status: .fail,
      found: ", and 2 more"),
    Case(
      testDescription: "another name", script: "ln -s \(name) etc/bot.service", status: .fail,
      found: "etc/bot.service' is another name of it", hint: "rm '"),
    Case(
      testDescription: "another name of another name",
      script: "ln -s bot.service etc/robot.service; ln -s ../usr/\(name) etc/bot.service", status: .fail,
      found: "robot.service'"),
    Case(
      testDescription: "another name in a folder that is not there",
      script: "ln -s \"$PWD/none-of-that-name/\(name)\" etc/bot.service", status: .fail, found: "bot.service'"
    ),
    Case(
      testDescription: "a unit that is linked from elsewhere",
      script: "mkdir d; cp unit d/\(name); ln -s ../d/\(name) etc/bot.service", status: .pass),
    Case(
      testDescription: "other units with other names",
      script: "cp unit usr/a.service; ln -s a.service usr/b.service; ln -s /none usr/c.service", status: .pass
    ),
    Case(
      testDescription: "the link that enables it",
      script: "mkdir etc/multi-user.target.wants; ln -s ../\(name) etc/multi-user.target.wants/",
      status: .pass),
  ]

  @Test("is found, wherever systemd would find it", arguments: cases) func answer(_ each: Case) throws {
    let world = try UnitScene("cp unit etc/\(Self.name)\n\(each.script)")
    let findings = try world.findings(each.with)
    #expect(findings.count == 2 && findings.first?.status == .pass, "\(findings)")
    let finding = try #require(findings.last)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.subject == Self.name && finding.found.contains(each.found), "\(finding)")
    #expect((finding.hint ?? "").contains(each.hint), "\(finding)")
    #expect(finding.status == .pass || (finding.hint != nil && finding.position != nil))
  }

  struct Door: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let script: String
    /// What others may write, below the scene's folder.
    let path: String
    var found = "everybody may write"
    var hint = "chown root:root '"
    var with = ""
  }

  /// Nothing changes the unit yet.
  static let doors = [
    Door(testDescription: "a folder of units in front", script: "chmod 0777 control", path: "control"),
    Door(testDescription: "a folder of units behind", script: "chmod 0777 usr", path: "usr"),
    Door(testDescription: "a sticky folder of units", script: "chmod 1777 run", path: "run"),
    Door(
      testDescription: "an empty folder of drop-ins", script: "mkdir -m 0777 etc/\(name).d",
      path: "etc/\(name).d"),
    Door(
      testDescription: "an empty folder of every service's drop-ins",
      script: "mkdir -m 0777 usr/service.d", path: "usr/service.d"),
    Door(
      testDescription: "a file in place of a folder of drop-ins",
      script: "echo x > etc/\(name).d; chmod 0666 etc/\(name).d", path: "etc/\(name).d"),
    Door(
      testDescription: "a folder of drop-ins that is a link to none",
      script: "ln -s /none/of/that etc/\(name).d", path: "etc/\(name).d",
      found: "whoever may change its end may write", hint: "rm '"),
    Door(
      testDescription: "a folder of an allowed drop-in",
      script: adding("etc/\(name).d/50-memory.conf") + "; chmod 0777 etc/\(name).d",
      path: "etc/\(name).d", with: allowed),
    Door(
      testDescription: "an allowed drop-in",
      script: adding("etc/\(name).d/50-memory.conf") + "; chmod 0646 etc/\(name).d/50-memory.conf",
      path: "etc/\(name).d/50-memory.conf", with: allowed),
  ]

  @Test("may not be put there by others", arguments: doors) func door(_ each: Door) throws {
    let world = try UnitScene("cp unit etc/\(Self.name)\n\(each.script)")
    let findings = try world.findings(each.with)
    #expect(findings.count == 2 && findings.first?.status == .pass, "\(findings)")
    let finding = try #require(findings.last)
    let path = "\(world.scene.folder)/\(each.path)"
    #expect(finding.status == .fail && finding.message == "others can change what the unit is", "\(finding)")
    #expect(finding.found.hasPrefix("\(each.found) '\(path)'"), "\(finding)")
    #expect(finding.hint?.hasPrefix(each.hint) == true && finding.position == "\(path):1", "\(finding)")
  }

  @Test(
    "may not be the service user's, or a group's",
    .enabled(if: geteuid() == 0, "only root can give files away"),
    arguments: [
      ("chown 1000 usr", "user 1000 owns '", "usr"),
      ("chgrp 1000 control; chmod g+w control", "group 1000 may write '", "control"),
      ("mkdir etc/\(name).d; chown 1000 etc/\(name).d", "user 1000 owns '", "etc/\(name).d"),
      ("mkdir etc/trading-.service.d; chown 1000 etc/trading-.service.d", "user 1000 owns '", "etc/trading-"),
      (
        adding("etc/\(name).d/50-memory.conf") + "; chown 1000 etc/\(name).d/50-memory.conf",
        "user 1000 owns '", "50-memory.conf"
      ),
    ])
  func owners(_ script: String, _ found: String, _ path: String) throws {
    let world = try UnitScene("cp unit etc/\(Self.name)\n\(script)")
    world.scene.files = AlteredFiles()
    let finding = try #require(try world.findings(Self.allowed).last)
    #expect(finding.status == .fail && finding.found.hasPrefix(found), "\(finding)")
    #expect(finding.found.contains(path), "\(finding)")
  }

  @Test("is named with what is there already") func both() throws {
    let world = try UnitScene(
      "cp unit etc/\(Self.name)\n\(Self.adding("etc/\(Self.name).d/x.conf")); chmod 0777 usr")
    let finding = try #require(try world.findings().last)
    #expect(finding.message == "a drop-in changes the unit" && finding.found.contains("x.conf"), "\(finding)")
    #expect(finding.found.contains("everybody may write '"), "\(finding)")
  }

  @Test("is looked for by every beginning of a long name") func beginnings() throws {
    for (folder, isRead) in [
      ("trading-engine-protect.service.d", true), ("trading-engine-.service.d", true),
      ("trading-.service.d", true), ("service.d", true), ("trading-engine.service.d", false),
      ("trading-engine-protect-.service.d", false),
    ] {
      let world = try UnitScene(
        "cp unit etc/trading-engine-protect.service; \(Self.adding("run/\(folder)/x.conf"))")
      let finding = try #require(try world.findings(unit: "trading-engine-protect.service").last)
      #expect(finding.status == (isRead ? .fail : .pass), "\(folder)")
    }
  }

  @Test("is not known where a folder of drop-ins cannot be read") func unread() throws {
    let world = try UnitScene("cp unit etc/\(Self.name); mkdir etc/\(Self.name).d")
    var files = AlteredFiles()
    files.owner = 0
    files.lists = ["/\(Self.name).d": FileAccessError(.denied, "cannot list 'x': permission denied (EACCES)")]
    world.scene.files = files
    let findings = try world.findings()
    #expect(findings.map(\.status) == [.pass, .unknown] && findings.last?.hint != nil)
  }
}
