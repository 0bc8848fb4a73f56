import CheckScene
import ConfigurationValid
import Cryptography
import ReadinessCheck
import Testing

@Suite("configuration-valid, where it cannot know,") struct UndecidedConfigurationTests {
  private static let denied = FileAccessError(.denied, "cannot inspect 'x': permission denied (EACCES)")

  @Test("judges no other bytes than those that the report is about") func changed() throws {
    let world = try ConfigurationScene(ConfigurationScene.simulator)
    let bound = world.scene.subjects["configuration"]?.sha256
    try world.scene.write("engine.yaml", ConfigurationScene.simulator + "# later\n")
    let finding = try #require(try world.findings().first)
    #expect(finding.status == .unknown && finding.message == "the configuration changed while the gate ran")
    #expect(finding.expected.contains(try #require(bound)) && finding.hint != nil)
  }

  @Test("says nothing about a subject that the gate could not read") func noSubject() throws {
    let world = try ConfigurationScene(ConfigurationScene.simulator)
    world.scene.subjects["configuration"] = CheckContext.Subject(path: world.path, sha256: "")
    #expect(try world.findings().map(\.status) == [.unknown])
    world.scene.subjects = [:]
    #expect(try world.findings().map(\.status) == [.unknown])
    #expect(try world.findings("subject: settings").first?.found.contains("'settings'") == true)
  }

  @Test("says that a file is gone, or not for the blocker's user") func unread() throws {
    let world = try ConfigurationScene(ConfigurationScene.simulator)
    var files = AlteredFiles()
    files.contents = ["/engine.yaml": .failure(Self.denied)]
    world.scene.files = files
    #expect(try world.findings().map(\.status) == [.unknown])
    world.scene.files = AlteredFiles()
    world.scene.shell("rm engine.yaml")
    let finding = try #require(try world.findings().first)
    #expect(finding.status == .unknown && finding.message == "the configuration cannot be read")
    world.scene.shell("mkdir engine.yaml")
    #expect(try world.findings().map(\.status) == [.unknown])
  }

  @Test("does not take a place that it cannot look at for one that is as it should be") func unseen() throws {
    let world = try ConfigurationScene(
      ConfigurationScene.simulator.replacing(
        "http://127.0.0.1:8080\"", with: "https://localhost:8080\", ca-bundle: ca.pem"))
    var files = AlteredFiles()
    files.informations = ["/ca.pem": .failure(Self.denied)]
    world.scene.files = files
    let findings = try world.findings()
    #expect(findings.map(\.status) == [.unknown])
    #expect(findings.first?.message.hasSuffix("[engine.unseen]") == true)
    #expect(findings.first?.hint?.contains("--user") == false)
  }

  @Test("refuses more than the engine reads") func tooLarge() throws {
    let world = try ConfigurationScene(
      ConfigurationScene.simulator + "#" + String(repeating: "x", count: 1 << 20) + "\n")
    let finding = try #require(try world.findings().first)
    #expect(finding.status == .fail && finding.message.contains("longer than the engine reads"))
  }
}
