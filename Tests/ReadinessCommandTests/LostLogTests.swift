import GateScene
import Processes
import StrictJSON
import Testing

@Suite("A decision log that the gate saw") struct LostLogTests {
  let world: CommandScene

  init() throws {
    world = try CommandScene(hasKey: true)
    world.scene.shell("mkdir -p app; mkdir -m 700 app/data")
    try world.scene.write(
      "engine.yaml",
      """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:8080" }
      symbols: [PF_XBTUSD]
      margin-mode: isolated
      limits:
        max-order-notional-usd: "100"
        max-position-notional-usd: "200"
        max-daily-loss-usd: "50"
        max-orders-per-minute: 10
      gate: { required: true, keyring: keys/keyring.yaml, state: state }

      """)
    try world.scene.write(
      "p.yaml",
      """
      policy: v1
      name: desk
      environment: simulator
      blockers:
        - id: state-paths
          title: State
          risk: low
          check: state-path
          with:
            root: app
            allow-file-systems: [overlay, tmpfs]
            paths: [{ variable: KILL_SWITCH_STATE_PATH, default: data/ks.json, kind: json }]

      """)
  }

  /// Has the engine write a decision.
  private func decide(_ arguments: String...) {
    let result = world.scene.run(
      BuiltPrograms.engine, ["admission", "reset", "--config", "engine.yaml", "--reason", "r"] + arguments,
      environment: ["KILL_SWITCH_STATE_PATH": world.scene["app/data/ks.json"]])
    #expect(result.isSuccess, "\(result.errors)")
  }

  /// How a new report sees the log, and what the gate says.
  private func look() throws -> (anchor: JSON?, output: String) {
    let result = world.check()
    #expect(result.status == 0 || result.status == 1 || result.status == 3, "\(result.errors)")
    return (try world.statement()["predicate"]?["anchor"], result.output + result.errors)
  }

  @Test("is not forgotten when it is gone or begun anew, until a person has recorded that")
  func lost() throws {
    #expect(try look().anchor == .null)
    decide()
    decide()
    let (seen, quiet) = try look()
    #expect(seen?["entries"]?.integerValue == 2)
    #expect(!quiet.contains("of the last report"))
    world.scene.shell("rm -r app/data; mkdir -m 700 app/data")
    let (gone, complaint) = try look()
    #expect(gone == seen)
    #expect(complaint.contains("entry 2 of the last report is not in"), "\(complaint)")
    for _ in 0..<3 { decide() }
    #expect(try look().anchor == seen)
    decide("--report", "report.json")
    let (anew, silence) = try look()
    #expect(anew?["entries"]?.integerValue == 4)
    #expect(!silence.contains("of the last report"))
  }

  @Test("is not forgotten by a run that could not look at it")
  func unseen() throws {
    decide()
    let seen = try look().anchor
    #expect(seen?["entries"]?.integerValue == 1)
    try world.policy()
    #expect(try look().anchor == seen)
  }
}
