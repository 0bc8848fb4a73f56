import CheckScene
import ConfigurationValid
import Cryptography
import ReadinessCheck
import Testing

@Suite("configuration-valid") struct ConfigurationValidTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var text = ConfigurationScene.simulator
    /// Below the scene's folder.
    var files: [String: String] = [:]
    var with = "{}"
    var environment: [String: String] = [:]
    /// Of the findings, in their order, each with its code; empty for one of the check's own.
    let expected: [(status: Finding.Status, code: String)]
  }

  private static func adding(_ text: String) -> String { ConfigurationScene.simulator + text }

  static let cases = [
    Case(testDescription: "nothing to complain about", expected: [(.pass, "")]),
    Case(
      testDescription: "a key that nobody knows", text: adding("limit: 1\n"),
      expected: [(.fail, "engine.unknown-key")]),
    Case(
      testDescription: "several mistakes, each by itself",
      text: adding("limit: 1\n").replacing("isolated", with: "isolatd"),
      expected: [(.fail, "engine.unknown-value"), (.fail, "engine.unknown-key")]),
    Case(
      testDescription: "a placeholder",
      text: adding("alerts: { webhook: \"https://alerts.example.org/x\" }\n"),
      expected: [(.fail, "engine.placeholder")]),
    Case(
      testDescription: "a secret in a comment", text: adding("# https://desk:hunter2@alerts.desk.io\n"),
      expected: [(.fail, "engine.secret-inline")]),
    Case(testDescription: "an empty file", text: "\n", expected: [(.fail, "yaml.empty-document")]),
    Case(testDescription: "no YAML", text: "engine: [\n", expected: [(.fail, "yaml.syntax")]),
    Case(
      testDescription: "a warning", text: ConfigurationScene.warned,
      expected: [(.pass, ""), (.pass, "engine.folder-volatile")]),
    Case(
      testDescription: "a warning that is allowed", text: ConfigurationScene.warned, with: "warnings: allow",
      expected: [(.pass, ""), (.pass, "engine.folder-volatile")]),
    Case(
      testDescription: "a warning that is refused", text: ConfigurationScene.warned, with: "warnings: refuse",
      expected: [(.fail, "engine.folder-volatile")]),
    Case(
      testDescription: "nothing to warn of", with: "warnings: refuse", expected: [(.pass, "")]),
    Case(
      testDescription: "a variable that is nearly the engine's, where the gate runs",
      environment: ["kill_switch_state_path": "/x"],
      expected: [(.pass, ""), (.pass, "environment.near-miss")]),
    Case(
      testDescription: "an environment file with nothing for the engine", files: ["engine.env": "OTHER=1\n"],
      with: "environment-files: [engine.env]", expected: [(.pass, "")]),
    Case(
      testDescription: "a variable that is nearly the engine's, in an environment file",
      files: ["engine.env": "KILL_SWITCH_STATE_PAHT=/var/lib/x\n"], with: "environment-files: [engine.env]",
      expected: [(.fail, "environment.near-miss")]),
    Case(
      testDescription: "a loader variable in an environment file",
      files: ["engine.env": "LD_PRELOAD=/x.so\n"],
      with: "environment-files: [engine.env]", expected: [(.fail, "environment.loader-variable")]),
    Case(
      testDescription: "a line that means nothing", files: ["engine.env": "no assignment\n"],
      with: "environment-files: [engine.env]", expected: [(.fail, "environment.bad-line")]),
    Case(
      testDescription: "a state path that an environment file moves to where nothing is",
      files: ["engine.env": "KILL_SWITCH_STATE_PATH=/var/lib/none-of-that-name/k.json\n"],
      with: "environment-files: [engine.env]", expected: [(.fail, "engine.folder-missing")]),
    Case(
      testDescription: "no environment file", with: "environment-files: [none.env]",
      expected: [(.unknown, "environment.unreadable")]),
    Case(
      testDescription: "no file of authorities",
      text: ConfigurationScene.simulator.replacing(
        "http://127.0.0.1:8080\"", with: "https://localhost:8080\", ca-bundle: ca.pem"),
      expected: [(.fail, "engine.file-missing")]),
    Case(
      testDescription: "a file of authorities beside the configuration",
      text: ConfigurationScene.simulator.replacing(
        "http://127.0.0.1:8080\"", with: "https://localhost:8080\", ca-bundle: ca.pem"),
      files: ["ca.pem": "x"], expected: [(.pass, "")]),
    Case(
      testDescription: "no file with the webhook's address",
      text: adding("alerts: { webhook: { url-file: chat, template: slack } }\n"),
      expected: [(.pass, ""), (.pass, "engine.file-missing")]),
    Case(
      testDescription: "a file with the heartbeat's address that everybody reads",
      text: adding("alerts: { heartbeat: { url-file: alive } }\n"), files: ["alive": "https://a.io/x\n"],
      expected: [(.pass, ""), (.pass, "engine.file-readable-by-others")]),
    Case(
      testDescription: "an address that no request has",
      text: adding("alerts: { webhook: \"https://a.io/x#y\" }\n"),
      expected: [(.pass, ""), (.pass, "engine.alert-address")]),
  ]

  @Test("answers", arguments: cases) func answer(_ each: Case) throws {
    let world = try ConfigurationScene(each.text)
    for (name, text) in each.files { try world.scene.write(name, text) }
    world.scene.serviceEnvironment = each.environment
    let findings = try world.findings(each.with)
    #expect(findings.map(\.status) == each.expected.map(\.status), "\(findings)")
    for (finding, expected) in zip(findings, each.expected) {
      #expect(finding.subject == "configuration")
      #expect(expected.code.isEmpty || finding.message.hasSuffix(" [\(expected.code)]"), "\(finding.message)")
      #expect(expected.code.isEmpty == (finding.position == nil))
      #expect(finding.status == .pass || finding.hint != nil, "\(finding)")
    }
  }

  @Test("says where a mistake is, and of which bytes") func places() throws {
    let world = try ConfigurationScene(
      ConfigurationScene.simulator.replacing("symbols: [PF_XBTUSD]", with: "symbols: [TODO]"))
    let finding = try #require(try world.findings().first)
    #expect(finding.status == .fail)
    #expect(finding.position == "\(world.path):4:11")
    #expect(finding.artifact?.name == world.path)
    #expect(finding.artifact?.sha256 == world.scene.subjects["configuration"]?.sha256)
    #expect(finding.expected.contains("readiness config lint") && finding.found == "a mistake")
    try world.scene.write("engine.env", "A=1\nLD_PRELOAD=/x\n")
    let other = try world.findings("environment-files: [engine.env]")
    #expect(other.first?.position == "\(world.scene.folder)/engine.env:2:1")
    #expect(other.first?.artifact == nil)
  }

  @Test("says of a good one what was read") func summary() throws {
    let world = try ConfigurationScene(ConfigurationScene.simulator)
    let finding = try #require(try world.findings().first)
    #expect(finding.found.hasPrefix("11 lines; simulator at http://127.0.0.1:8080: PF_XBTUSD"))
    #expect(finding.found.contains("root") == (world.scene.files.user == 0))
    #expect(finding.artifact?.sha256 == world.scene.subjects["configuration"]?.sha256)
    let warned = try ConfigurationScene(ConfigurationScene.warned)
    #expect(try warned.findings().first?.message.contains("1 to be warned of") == true)
  }

  @Test("names the place of an earlier definition") func notes() throws {
    let world = try ConfigurationScene(ConfigurationScene.simulator + "engine: v1\n")
    let finding = try #require(try world.findings().first)
    #expect(finding.message.hasSuffix("[yaml.duplicate-key]"))
    #expect(finding.found.contains("\(world.path):1:1: "), "\(finding.found)")
  }

  @Test("never repeats a secret") func secrets() throws {
    let key = String(repeating: "Ab3/", count: 21) + "xQ=="
    for text in [
      "alerts: { webhook: \"https://desk:hunter1@alerts.desk.io\", token: hunter2 }\n",
      "api-secret: hunter3\n",
      "# \(key)\n", "x: \(key)\n", "secret: |\n  hunter4\n",
      "alerts: { heartbeat: \"https://a.io/?token=hunter5\"\n",
      "'password' : \"hunter6\n  hunter7\"\n",
    ] {
      let world = try ConfigurationScene(ConfigurationScene.simulator + text)
      let findings = try world.findings()
      #expect(findings.contains { $0.status == .fail })
      let told = "\(findings)"
      #expect(!told.contains("hunter") && !told.contains(key.prefix(20)), "\(told)")
    }
  }

  @Test("tells of a hundred mistakes, and counts the rest") func many() throws {
    let symbols = (100..<400).map { "\"${X\($0)}\"" }.joined(separator: ", ")
    let world = try ConfigurationScene(
      ConfigurationScene.simulator.replacing("[PF_XBTUSD]", with: "[\(symbols)]"))
    let findings = try world.findings()
    #expect(findings.count == 101)
    #expect(findings.last?.status == .fail)
    #expect(findings.last?.found.hasSuffix(" more") == true)
  }

  @Test(
    "refuses parameters that mean nothing",
    arguments: ["warnings: sometimes", "subject: ''", "environment-files: x", "policy: live.yaml"])
  func mistakes(_ with: String) throws {
    let scene = try CheckScene()
    #expect(throws: SceneMistakes.self) { try scene.read(ConfigurationValid.self, with) }
  }
}
