import CheckScene
import ConfigurationValid
import GateScene
import Processes
import ReadinessCheck
import StrictJSON
import Testing

/// The check and the command judge by the same rules, and the gate asks the check.
@Suite("configuration-valid and readiness config lint") struct SameLinterTests {
  static let texts = [
    ConfigurationScene.simulator, ConfigurationScene.warned,
    ConfigurationScene.simulator + "limit: 1\nalerts: { webhook: \"https://alerts.example.org/x\" }\n",
    ConfigurationScene.simulator.replacing("isolated", with: "isolatd"),
    ConfigurationScene.simulator + "alerts: { command: /usr/bin/none-of-that-name }\n",
    ConfigurationScene.simulator
      + "state: { kill-switch-state-path: /var/lib/none-of-that-name/k.json }\n",
    "engine: [\n",
  ]

  @Test("find the same", arguments: texts) func same(_ text: String) throws {
    let world = try ConfigurationScene(text)
    let told = try world.findings().compactMap { finding -> String? in
      finding.message.hasSuffix("]") ? "\(finding.position ?? ""): \(finding.message)" : nil
    }
    let scene = try GateScene()
    let result = scene.run(BuiltPrograms.readiness, ["config", "lint", world.path])
    // `file:1:2: error: message [code]`, without the severity.
    let printed = result.errors.split(separator: "\n")
      .filter { $0.hasPrefix("\(world.path):") && $0.hasSuffix("]") }
      .map { line in
        line.replacing(": error: ", with: ": ", maxReplacements: 1)
          .replacing(": warning: ", with: ": ", maxReplacements: 1)
      }
    #expect(told == printed.map { String($0) }, "\(result.errors)")
  }

  @Test("meet in a run of the gate, which reports the place and the digest") func run() throws {
    let scene = try GateScene()
    let digest = scene.shell("cat > engine.yaml; sha256sum < engine.yaml", input: ConfigurationScene.warned)
      .output.prefix(64)
    try scene.write(
      "p.yaml",
      """
      policy: v1
      name: p
      environment: simulator
      subjects: { configuration: engine.yaml }
      blockers:
        - id: configuration
          title: The configuration is valid
          risk: high
          check: configuration-valid
        - id: strict
          title: Nothing to warn of
          risk: low
          check: configuration-valid
          with: { warnings: refuse }

      """)
    let result = scene.run(
      BuiltPrograms.readiness, ["check", "p.yaml", "--format", "json", "--state", "state"])
    #expect(result.status == 1, "\(result.errors)")
    let blockers =
      try JSON.parse(result.standardOutput)["predicate"]?["blockers"]?.arrayValue ?? []
    #expect(blockers.map { $0["outcome"]?.stringValue } == ["pass", "fail"])
    let findings = blockers.first?["findings"]?.arrayValue ?? []
    #expect(findings.count == 2)
    #expect(findings.first?["artifact"]?["sha256"]?.stringValue == String(digest))
    #expect(findings.last?["position"]?.stringValue == "\(scene["engine.yaml"]):12:34")
    #expect(findings.last?["message"]?.stringValue?.hasSuffix("[engine.folder-volatile]") == true)
  }

  @Test("need a subject in the policy") func subject() throws {
    let scene = try GateScene()
    try scene.write(
      "p.yaml",
      """
      policy: v1
      name: p
      environment: simulator
      blockers:
        - { id: configuration, title: Valid, risk: high, check: configuration-valid }

      """)
    let result = scene.run(BuiltPrograms.readiness, ["policy", "lint", "p.yaml"])
    #expect(result.status == 4 && result.errors.contains("[policy.subject-needed]"))
  }
}
