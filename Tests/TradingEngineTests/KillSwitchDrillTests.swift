import Attestation
import AuditLog
import Cryptography
import EngineConfiguration
import Glibc
import StrictJSON
import Testing
import Trading

@testable import TradingEngine

@Suite("A drill of the kill switch") struct KillSwitchDrillTests {
  private static func configuration(
    _ edit: (String) -> String = { $0 }
  ) throws -> EngineConfiguration {
    let text = edit(
      """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:9" }
      symbols: [PF_XBTUSD]
      margin-mode: cross
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60 }
      gate: { required: false }

      """)
    return try #require(ConfigurationDocument(Array(text.utf8), file: "engine.yaml").configuration)
  }

  /// Holds it while this process is the running engine.
  private static func drill(_ scene: DrilledEngineScene) async throws -> KillSwitchDrillRecord {
    let lock = try InstanceLock(in: scene.folder)
    try scene.announce()
    let drill = KillSwitchDrill(
      path: scene.path, try configuration(), identity: try EngineIdentity.ofThisProcess(), world: scene.world)
    let result: Result<KillSwitchDrillRecord, EngineError>
    do { result = .success(try await drill.run()) } catch { result = .failure(error) }
    extendLifetime(lock)
    return try result.get()
  }

  private static func names(_ record: KillSwitchDrillRecord) -> [String] {
    record.steps.map { "\($0.hasPassed ? "" : "!")\($0.step.rawValue)" }
  }

  @Test("with a running engine looks at its health and asks it for an entry", arguments: [true, false])
  func running(hasVenue: Bool) async throws {
    let scene = try DrilledEngineScene(hasVenue: hasVenue)
    let record = try await Self.drill(scene)
    #expect(record.failure == nil && record.acknowledgedByEngine && record.tripID == "1a2b3c4d")
    #expect(Self.names(record) == KillSwitchDrillRecord.Step.allCases.map(\.rawValue))
    #expect(record.tripMilliseconds.map { $0 > 0 } == true)
    #expect(scene.stored?.mode == .armed && scene.stored?.reason == "reset: drill")
    let found = record.steps.first { $0.step == .entriesRefused }?.found ?? ""
    #expect(found.contains(hasVenue ? "an intent to enter was refused" : "no venue"))
    #expect(record.json["steps"]?.arrayValue?.count == 8)
  }

  @Test("without one is held with the state alone") func alone() async throws {
    let scene = try DrilledEngineScene()
    let identity = try EngineIdentity.ofThisProcess()
    let record = try await KillSwitchDrill(
      path: scene.path, try Self.configuration(), identity: identity, world: scene.world
    ).run()
    #expect(
      Self.names(record) == ["state-loaded", "armed", "tripped", "latched", "reset", "armed-again"])
    #expect(!record.acknowledgedByEngine && record.tripID == "0000beef")
    #expect(record.engineSha256 == identity.sha256.hex && record.environment == .simulator)
    #expect(scene.stored?.mode == .armed)
  }

  /// The step that fails, what the engine had done by then, and how the switch stands afterwards.
  static let faults: [(DrilledEngineScene.Fault, [String], KillSwitchMode, acknowledged: Bool)] = {
    let begun = ["state-loaded", "armed"]
    let latched = begun + ["tripped", "latched"]
    let heard = latched + ["acknowledged"]
    return [
      (.deaf, begun + ["!tripped"], .armed, false),
      (.otherTrip, begun + ["!tripped"], .tripped, false),
      (.lostLatch, begun + ["tripped", "!latched"], .armed, false),
      (.forgetful, latched + ["!acknowledged"], .tripped, false),
      (.entersAnyway, heard + ["!entries-refused"], .tripped, true),
      (.takesIntent, heard + ["!entries-refused"], .tripped, true),
      (.noIntents, heard + ["!entries-refused"], .tripped, true),
      (.deafToReset, heard + ["entries-refused", "!reset"], .tripped, true),
      (.staysTripped, heard + ["entries-refused", "reset", "!armed-again"], .armed, true),
    ]
  }()

  @Test("ends at the step that fails, and leaves the latch as it is", arguments: faults)
  func fault(
    _ fault: DrilledEngineScene.Fault, _ steps: [String], _ mode: KillSwitchMode, acknowledged: Bool
  ) async throws {
    let scene = try DrilledEngineScene(fault)
    let record = try await Self.drill(scene)
    #expect(Self.names(record) == steps)
    #expect(record.failure == record.steps.last && record.failure?.found.isEmpty == false)
    #expect(record.acknowledgedByEngine == acknowledged)
    #expect(scene.stored?.mode == mode)
    // Nothing is left that would arm it later.
    #expect(!scene.scratch.has("ks.json.reset"))
    if fault == .deaf { #expect(scene.scratch.has("ks.json.trip"), "who wakes later finds the trip") }
  }

  @Test("is tried for every fault that there is") func complete() {
    #expect(
      Set(Self.faults.map(\.0)).union([.none]) == Set(DrilledEngineScene.Fault.allCases))
  }

  private static func refusal(
    _ scene: DrilledEngineScene, _ configuration: EngineConfiguration? = nil,
    _ identity: EngineIdentity? = nil
  ) async throws -> EngineError.Code? {
    let drill = KillSwitchDrill(
      path: scene.path, try configuration ?? Self.configuration(),
      identity: try identity ?? EngineIdentity.ofThisProcess(), world: scene.world)
    do throws(EngineError) {
      _ = try await drill.run()
      return nil
    } catch {
      #expect(error.hint != nil)
      return error.code
    }
  }

  @Test("does not begin for another environment, by the configuration or by what runs") func environment()
    async throws
  {
    let scene = try DrilledEngineScene()
    let paper = try Self.configuration {
      $0.replacing("environment: simulator", with: "environment: paper")
        .replacing("http://127.0.0.1:9", with: "https://futures.kraken.com")
    }
    #expect(try await Self.refusal(scene, paper) == .drillEnvironment)
    let live = try DrilledEngineScene(environment: "live")
    let lock = try InstanceLock(in: live.folder)
    try live.announce()
    #expect(try await Self.refusal(live) == .drillEnvironment)
    extendLifetime(lock)
    #expect(scene.stored?.mode == .armed && live.stored?.mode == .armed && !live.scratch.has("ks.json.trip"))
  }

  @Test("does not begin where a live engine has run, or where nobody can tell") func history() async throws {
    let now = DrilledEngineScene.now
    for environment in ["live", "demo", nil] {
      let scene = try DrilledEngineScene()
      let log = DecisionLog(path: scene.folder.decisions)
      for each in [environment, "simulator"] {
        try log.append(
          "session-started", at: now, members: each.map { [JSONMember("environment", .string($0))] } ?? [])
      }
      #expect(try await Self.refusal(scene) == .drillEnvironment)
      #expect(scene.stored?.mode == .armed)
    }
    let damaged = try DrilledEngineScene()
    try damaged.scratch.write("decisions.jsonl", "torn\n")
    #expect(try await Self.refusal(damaged) == .drillEnvironment)
    let own = try DrilledEngineScene()
    try DecisionLog(path: own.folder.decisions).append(
      "session-started", at: now, members: [JSONMember("environment", "simulator")])
    #expect(try await Self.refusal(own) == nil)
  }

  @Test("does not begin while something else holds the lock, or another program runs") func others()
    async throws
  {
    let scene = try DrilledEngineScene()
    let lock = try InstanceLock(in: scene.folder)
    #expect(try await Self.refusal(scene) == .drillEngineSilent)
    try scene.announce()
    let other = EngineIdentity(sha256: SHA256.digest(of: []))
    #expect(try await Self.refusal(scene, nil, other) == .drillOtherEngine)
    extendLifetime(lock)
    #expect(scene.stored?.mode == .armed && !scene.scratch.has("ks.json.trip"))
  }

  @Test("does not begin with a switch that is not armed, lost or damaged") func state() async throws {
    let scene = try DrilledEngineScene()
    try KillSwitchState.tripped(id: "a", cause: .signal, reason: "r", at: scene.world.now()).save(scene.path)
    #expect(try await Self.refusal(scene) == .killSwitchNotArmed)
    #expect(scene.stored?.tripID == "a")
    try scene.scratch.write("ks.json", "torn")
    #expect(try await Self.refusal(scene) == .killSwitchUnreadable)
    _ = unsafe unlink(scene.path)
    #expect(try await Self.refusal(scene) == .killSwitchUnreadable)
    #expect(!scene.scratch.has("ks.json"), "nothing was changed")
  }
}
