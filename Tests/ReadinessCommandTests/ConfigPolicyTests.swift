import GateScene
import Processes
import Testing

@Suite("readiness config lint --policy") struct ConfigPolicyTests {
  private static let policy = """
    policy: v1
    name: p
    environment: live
    report:
      valid-for: 12h
      grants:
        symbols: [PF_XBTUSD]
        max-order-notional-usd: "100"
        max-position-notional-usd: "200"
        max-daily-loss-usd: "50"
        max-orders-per-minute: 10
    subjects: { engine: /opt/engine, configuration: /etc/engine.yaml }
    blockers:
      - id: runtime-dependencies
        title: Libraries
        risk: low
        check: dependency-presence
        user: nobody
        with: { packages: [libc6] }
      - id: state-paths
        title: States
        risk: low
        check: state-path
        user: nobody
        with:
          root: /var/lib/x
          paths: [{ variable: KILL_SWITCH_STATE_PATH, default: k.json, kind: kill-switch }]
      - id: legacy-state-file
        title: No legacy file
        risk: low
        check: legacy-file-absence
        user: nobody
        with: { root: /var/lib/x, files: [.kill_switch_state] }
      - id: sl-tp-certification
        title: Orders
        risk: critical
        check: sltp-certification
        user: nobody
        with: { evidence: /var/lib/x/evidence, symbols: [PF_XBTUSD] }

    """

  struct Difference: Sendable, CustomTestStringConvertible {
    let code: String
    var configuration: (old: String, new: String)?
    var policy: (old: String, new: String)?
    var testDescription: String { "\(code) \(configuration?.new ?? policy?.new ?? "")" }
  }

  /// Each makes the engine refuse, or leaves something that is never traded.
  private static let mistakes = [
    Difference(code: "engine.policy-environment", policy: ("environment: live", "environment: demo")),
    Difference(
      code: "engine.symbol-not-granted", policy: ("symbols: [PF_XBTUSD]\n", "symbols: [PF_ETHUSD]\n")),
    Difference(
      code: "engine.symbol-not-certified", policy: ("symbols: [PF_XBTUSD] }", "symbols: [PF_ETHUSD] }")),
    Difference(
      code: "engine.trigger-not-certified", configuration: ("gate:", "protection: { trigger: mark }\ngate:")),
    Difference(
      code: "engine.required-blocker-missing",
      configuration: ("gate: {", "gate: { required-blockers: { venue: venue-api-lifecycle },")),
    Difference(code: "engine.required-blocker-missing", policy: ("id: state-paths", "id: other-paths")),
    Difference(
      code: "engine.required-blocker-substituted",
      configuration: ("gate: {", "gate: { required-blockers: { state-paths: legacy-file-absence },")),
  ]

  /// The engine starts, and one of two numbers holds.
  private static let warnings = [
    Difference(
      code: "engine.limit-above-grant",
      policy: ("max-order-notional-usd: \"100\"", "max-order-notional-usd: \"99\"")),
    Difference(
      code: "engine.limit-above-grant", policy: ("max-orders-per-minute: 10", "max-orders-per-minute: 9")),
    Difference(code: "engine.waivers-above-cap", policy: ("blockers:", "waivers: { maximum: 1 }\nblockers:")),
    Difference(code: "engine.report-outlives-engine", configuration: ("gate: {", "gate: { maximum-age: 1h,")),
    Difference(
      code: "engine.placement-needs-evidence",
      configuration: ("gate:", "protection: { placement: stop-first }\ngate:")),
  ]

  private func lint(_ difference: Difference?, pin: String? = nil) throws -> ProcessResult {
    let world = try ConfigScene()
    func changed(_ text: String, _ change: (old: String, new: String)?) -> String {
      guard let change else { return text }
      return text.replacing(change.old, with: change.new, maxReplacements: 1)
    }
    try world.scene.write("p.yaml", changed(Self.policy, difference?.policy))
    let digest = world.scene.run(BuiltPrograms.readiness, ["policy", "show", "--digest", "p.yaml"]).output
      .dropLast()
    let gate =
      "alerts: { command: /usr/local/bin/alert }\ngate: { live: { policy-sha256: \(pin ?? String(digest)) } }\n"
    return try world.lint(
      changed(ConfigScene.live + gate, difference?.configuration), "--elsewhere", "--policy", "p.yaml")
  }

  @Test("has nothing to say about what fits")
  func fitting() throws {
    let result = try lint(nil)
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    #expect(!result.output.contains("not compared"))
  }

  @Test("names what the engine would refuse or never trade", arguments: mistakes)
  func refused(difference: Difference) throws {
    let result = try lint(difference)
    #expect(result.status == 4)
    #expect(result.codes == [difference.code], "\(result.errors)")
  }

  @Test("warns where the smaller of two numbers holds", arguments: warnings)
  func smaller(difference: Difference) throws {
    let result = try lint(difference)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("[\(difference.code)]"), "\(result.errors)")
  }

  @Test("compares the pinned digest, and tells the one that fits")
  func pin() throws {
    let other = try lint(nil, pin: String(repeating: "ab", count: 32))
    #expect(other.codes == ["engine.policy-mismatch"])
    #expect(other.errors.contains("hint: after reviewing the policy write policy-sha256: "))
    let world = try ConfigScene()
    try world.scene.write("p.yaml", Self.policy)
    #expect(
      try world.lint(ConfigScene.live, "--elsewhere", "--policy", "p.yaml").codes == [
        "engine.policy-not-pinned"
      ])
  }

  @Test("tells the policy's own mistakes once")
  func invalid() throws {
    let world = try ConfigScene()
    try world.scene.write("p.yaml", "policy: v1\nblockers: []\n")
    try world.scene.write("b.yaml", ConfigScene.simulator)
    let result = try world.lint(ConfigScene.simulator, "b.yaml", "--elsewhere", "--policy", "p.yaml")
    #expect(result.status == 4)
    #expect(result.codes.filter { $0 == "policy.no-blockers" }.count == 1)
  }

  @Test("asks for evidence where the placement needs it")
  func placement() throws {
    let world = try ConfigScene()
    try world.scene.write(
      "p.yaml",
      """
      policy: v1
      name: desk
      environment: simulator
      blockers:
        - { id: a, title: A, risk: low, check: legacy-file-absence, with: { root: root, files: [x] } }

      """)
    let text = ConfigScene.simulator + "protection: { placement: stop-first }\n"
    #expect(
      try world.lint(text, "--elsewhere", "--policy", "p.yaml").codes == ["engine.placement-not-certified"])
  }
}
