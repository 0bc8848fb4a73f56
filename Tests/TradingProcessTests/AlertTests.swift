import DurableFiles
import EngineProcesses
import GateScene
import Glibc
import KrakenWorld
import StrictJSON
import Testing
import Trading
import TradingEngine

@Suite("Who is told by an engine", .inTurn) struct AlertTests {
  /// Enters, and says when: the fill comes after.
  private func enter(_ scene: TradingScene) async throws -> ContinuousClock.Instant {
    let strategy = try scene.strategy()
    let sent = ContinuousClock.now
    strategy.send(Session.intent(.enter).line)
    let truth = try await scene.awaitTruth(within: 8_000) { !$0.isFlat }
    try #require(!truth.isFlat)
    return sent
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try DurableFiles.read(path, limit: 1 << 20), as: UTF8.self)
  }

  @Test("hears within five seconds of the fill that the venue does not show the stop, and how it ends")
  func hiddenStop() async throws {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let engine = try await scene.run()
    try await scene.fault("{fault: disguise, order-type: stp, shown: {hidden: true}, always: true}")
    let filled = try await enter(scene)
    let told = try #require(
      await receiver.alert("protection.stop-not-shown", within: 8_000), "\(engine.standardError)")
    #expect(told.at - filled < .seconds(5), "\(told.at - filled)")
    #expect(told.json["severity"] == .string("critical") && told.json["environment"] == .string("simulator"))
    #expect(told.json["message"]?.stringValue?.contains("0.01 open of PF_XBTUSD") == true)
    // Its deadline passes, and it is closed.
    #expect(await receiver.alert("kill-switch.tripped", within: 15_000) != nil, "\(engine.standardError)")
    let over = await receiver.alert("protection.stop-shown", within: 20_000)
    #expect(over?.json["message"] == .string("PF_XBTUSD is flat: no stop is missing any more"))
  }

  @Test("hears that a stop is refused, and that it is shown again") func refusedStop() async throws {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let engine = try await scene.run()
    try await scene.fault("{fault: limit, endpoint: sendorder, nth: 2, always: true}")
    let filled = try await enter(scene)
    let told = try #require(
      await receiver.alert("protection.stop-not-shown", within: 8_000), "\(engine.standardError)")
    #expect(told.at - filled < .seconds(5), "\(told.at - filled)")
    try scene.endFaults()
    let over = await receiver.alert("protection.stop-shown", within: 10_000)
    #expect(
      over?.json["message"] == .string("the stop of PF_XBTUSD is shown again"), "\(engine.standardError)")
    #expect(scene.killSwitch()?.mode == .armed, "\(engine.standardError)")
  }

  @Test("hears within five seconds of the fill that the venue has gone before it had the stop")
  func unreachable() async throws {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let engine = try await scene.run()
    try await scene.fault("{fault: disconnect, endpoint: sendorder, nth: 2, always: true}")
    let filled = try await enter(scene)
    try await scene.fault("{fault: disconnect, always: true}")
    let told = try #require(
      await receiver.alert("protection.stop-not-shown", within: 8_000), "\(engine.standardError)")
    #expect(told.at - filled < .seconds(5), "\(told.at - filled)")
  }

  @Test("hears from 'protect' as well that a stop is not shown") func protecting() async throws {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let engine = try await scene.run()
    try await scene.fault("{fault: limit, endpoint: sendorder, nth: 2, always: true}")
    _ = try await enter(scene)
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    let began = ContinuousClock.now
    let protection = scene.start(["protect"])
    let told = try #require(
      await receiver.alert("protection.stop-not-shown", within: 12_000), "\(protection.standardError)")
    // Its own start included.
    #expect(told.at - began < .seconds(8), "\(told.at - began)")
    try scene.endFaults()
    #expect(
      await receiver.alert("protection.stop-shown", within: 20_000) != nil, "\(protection.standardError)")
    protection.signal(SIGTERM)
    #expect(await protection.end(within: 20_000))
  }

  @Test("hears within five seconds that the venue does not show the take-profit") func hiddenTakeProfit()
    async throws
  {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let engine = try await scene.run()
    try await scene.fault("{fault: disguise, order-type: take_profit, shown: {hidden: true}, always: true}")
    let filled = try await enter(scene)
    let told = try #require(
      await receiver.alert("protection.take-profit-not-shown", within: 8_000), "\(engine.standardError)")
    #expect(told.at - filled < .seconds(5), "\(told.at - filled)")
    #expect(
      told.json["message"]?.stringValue?.contains("the take-profit at 72000 for 0.01 of PF_XBTUSD") == true)
    #expect(!receiver.alerts.contains { $0.code == "protection.stop-not-shown" })
  }

  @Test("hears nothing of an entry that is protected as it should be, and that the engine lives") func quiet()
    async throws
  {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let (engine, strategy) = try await scene.protected()
    #expect(await eventually(5_000) { !receiver.heartbeats.isEmpty }, "\(engine.standardError)")
    #expect(receiver.heartbeats.first?.line == "GET /alive HTTP/1.1")
    _ = try await scene.awaitTruth(within: 4_000, for: 3_500) { $0.isCovered }
    strategy.send(Session.intent(.exit).line)
    #expect(await strategy.answer(to: "e1", ["closed"], within: 10_000) != nil)
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 35_000) && engine.status == 0)
    #expect(receiver.alerts.map(\.code) == [])
  }

  @Test("hears from the next start what a killed engine could not deliver") func killed() async throws {
    let receiver = try AlertReceiver()
    receiver.be(down: true)
    let scene = try await TradingScene(more: receiver.lines)
    let engine = try await scene.run()
    engine.signal(SIGUSR1)
    #expect(await engine.says("[kill-switch.tripped]", within: 5_000), "\(engine.standardError)")
    #expect(
      await eventually(5_000) {
        ((try? text(scene.paths.alerts)) ?? "").contains("kill-switch.tripped")
      })
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000) && engine.wasKilled && receiver.alerts.isEmpty)
    receiver.be(down: false)
    let protection = scene.start(["protect"])
    #expect(await receiver.alert("kill-switch.tripped", within: 10_000) != nil, "\(protection.standardError)")
    protection.signal(SIGTERM)
    #expect(await protection.end(within: 20_000))
    let left = try JSON.parse(Array(text(scene.paths.alerts).utf8))
    #expect(left["alerts"] == .array([]))
  }

  @Test("hears that an engine does not start") func refused() async throws {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    try scene.configure(
      gate: "{ required: true, keyring: \(scene.folder)/keyring.yaml, state: \(scene.folder)/gate }",
      more: receiver.lines)
    let refused = try await scene.command(["run"])
    #expect(refused.status == 78)
    let alert = try #require(receiver.alerts.first)
    #expect(receiver.alerts.count == 1 && alert.json["severity"] == .string("critical"))
    #expect(refused.standardError.contains("[\(alert.code)]"), "\(alert.code) \(refused.standardError)")
  }

  @Test("hears once that 'protect' cannot protect, however often it is started") func unprotected()
    async throws
  {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene(more: receiver.lines)
    let made = unsafe chmod("\(scene.folder)/credentials", 0o644)
    #expect(made == 0)
    for _ in 1...3 {
      let ended = try await scene.command(["protect"])
      #expect(ended.status == 78, "\(ended.standardError)")
    }
    let alert = try #require(receiver.alerts.first)
    #expect(receiver.alerts.count == 1 && alert.code == "venue.credentials")
    #expect(alert.json["severity"] == .string("critical"))
    #expect(alert.json["message"]?.stringValue?.hasPrefix("protection ends") == true)
    // A person who only asks reads it himself.
    _ = try await scene.command(["reconcile"])
    #expect(receiver.alerts.count == 1)
  }

  @Test("hears from 'protect' that the venue cannot be reached, also who wants to hear of the worst alone")
  func protectionUnreachable() async throws {
    let receiver = try AlertReceiver()
    let scene = try await TradingScene()
    try scene.configure(
      origin: "http://127.0.0.1:1",
      more: receiver.lines.replacing("alerts: {", with: "alerts: { minimum-severity: critical,"))
    let protection = scene.start(["protect"])
    let told = try #require(
      await receiver.alert("venue.unreachable", within: 15_000), "\(protection.standardError)")
    #expect(told.json["severity"] == .string("critical"))
    protection.signal(SIGTERM)
    #expect(await protection.end(within: 20_000))
  }
}
