import CheckScene
import Chronology
import Cryptography
import GateScene
import KillSwitchReady
import ReadinessCheck
import StrictJSON
import Testing

/// The real engine's switch and drill, by the state alone; with a running engine: TradingProcessTests.
@Suite("kill-switch-ready with the real engine", .serialized) struct RealEngineTests {
  private static func scene() throws -> CheckScene {
    let scene = try CheckScene()
    scene.useEngine(BuiltPrograms.engine)
    scene.shell("sha256sum '\(BuiltPrograms.engine)' | cut -c1-64 | tr -d '\\n' >sha256; mkdir data")
    let digest = String(decoding: try scene.files.read("\(scene.folder)/sha256", limit: 64), as: UTF8.self)
    scene.subjects["engine"] = .init(path: BuiltPrograms.engine, sha256: digest)
    let path = try scene.write(
      "engine.yaml",
      """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:9" }
      symbols: [PF_XBTUSD]
      margin-mode: cross
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60 }
      gate: { required: false }

      """)
    scene.subjects["configuration"] = .init(path: path, sha256: "")
    return scene
  }

  /// Runs `kill-switch`, which leaves its answer in `out`.
  @discardableResult
  private static func killSwitch(_ scene: CheckScene, _ command: String) -> Int32 {
    scene.shell(
      "'\(BuiltPrograms.engine)' kill-switch \(command) --config engine.yaml --json >out 2>err")
  }

  private static func run(_ scene: CheckScene) throws -> CheckAnswer {
    scene.shell("date +%s000 | tr -d '\\n' >now")
    let now = String(decoding: try scene.files.read("\(scene.folder)/now", limit: 64), as: UTF8.self)
    scene.now = Timestamp(clamping: try #require(Int64(now)))
    return try scene.run(KillSwitchReady.self, "drill: data/kill_switch_drill.json")
  }

  private static func tripID(_ scene: CheckScene) throws -> String {
    let json = try JSON.parse(
      try scene.files.read("\(scene.folder)/data/kill_switch_state.json", limit: 4_096))
    return try #require(json["tripId"]?.stringValue)
  }

  @Test("goes from nothing to ready, and closes again with every trip") func life() throws {
    let scene = try Self.scene()
    #expect(try Self.run(scene).closed == ["fail kill switch drill", "fail kill switch state"])
    #expect(Self.killSwitch(scene, "drill") == 1, "there is no state to drill")
    #expect(Self.killSwitch(scene, "trip --reason first") == 0)
    #expect(try Self.run(scene).closed == ["fail kill switch", "fail kill switch drill"])
    #expect(Self.killSwitch(scene, "drill") == 1, "it is tripped")
    #expect(Self.killSwitch(scene, "reset --trip-id \(try Self.tripID(scene)) --reason first") == 0)
    #expect(try Self.run(scene).closed == ["fail kill switch drill"])
    #expect(Self.killSwitch(scene, "drill") == 0)
    #expect(try Self.run(scene).closed == [])
    #expect(Self.killSwitch(scene, "trip --reason 'odd fills'") == 0)
    let answer = try Self.run(scene)
    #expect(answer.closed == ["fail kill switch"])
    #expect(answer.findings(on: "kill switch").first?.found.contains("cause command: odd fills") == true)
    scene.shell("echo torn >data/kill_switch_state.json")
    #expect(try Self.run(scene).closed == ["fail kill switch state"])
  }
}
