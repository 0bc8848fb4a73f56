import Attestation
import AuditLog
import Chronology
import DurableFiles
import ExactDecimal
import GateScene
import KrakenWorld
import ReadinessReport
import StrictJSON
import Testing
import Trading
import VenueAccess

@testable import Admission
@testable import TradingEngine

@Suite("An engine on paper", .serialized) struct PaperEngineTests {
  static func enter(_ id: String, stop: String = "69500") throws -> Intent {
    .enter(
      EnterIntent(
        id: id, symbol: try #require(Symbol("PF_XBTUSD")), side: .long,
        size: try #require(ExactDecimal("0.01")), price: .market, stopLoss: try #require(ExactDecimal(stop))))
  }

  @Test(
    "enters, protects, ends and starts again, halts while its market data is old, and is closed by its stop",
    .timeLimit(.minutes(3)))
  func story() async throws {
    let scene = try PaperScene()
    let program = "\(BuiltPrograms.folder)/kraken-simulator"
    let first = try SimulatorProcess(program, folder: scene.shell.folder)
    let origin = first.origin
    let port = try #require(origin.split(separator: ":").last.flatMap { UInt16($0) })
    try await first.control("prices", "{symbol: PF_XBTUSD, price: 70000, path: held}")

    // A start that reaches nobody leaves nothing that a later one could take for lost.
    await #expect(throws: SceneFailure.self) { try await scene.run(following: "http://127.0.0.1:1") }
    #expect(scene.refusals.all.last?.contains("venue.unreachable") ?? false, "\(scene.refusals.all)")

    // Flat, and the source falls silent: nothing is entered at a price that nobody has just read.
    try await scene.run(following: origin)
    first.stop()
    #expect(await scene.alerted("paper.market-data-old"), "\(scene.log.all)")
    #expect(await scene.showsOldPrices(within: 5_000))
    scene.put(try Self.enter("e0"))
    #expect(
      await scene.answered("e0", within: 5_000) { if case .refused = $0 { true } else { false } },
      "\(scene.answers.all)")
    let second = try SimulatorProcess(program, folder: scene.shell.folder, port: port)
    try await second.control("prices", "{symbol: PF_XBTUSD, price: 70000, path: held}")
    #expect(await scene.alerted("paper.market-data-back"), "\(scene.log.all)")

    // Entered and protected, over an end and a start.
    scene.put(try Self.enter("e1"))
    #expect(await scene.answered("e1", within: 15_000) { $0 == .protected }, "\(scene.answers.all)")
    #expect(try await scene.stop())
    try await scene.run(following: origin)
    let venue = try #require(await scene.venue(within: 5_000))
    let picture = try #require(venue.pictures.first)
    #expect(picture.own == ExactDecimal("0.01") && picture.cover == .covered)
    #expect(venue.session.origin == "paper:\(origin)" && venue.session.environment == .paper)

    // The source's price takes the stop.
    try await second.control("prices", "{symbol: PF_XBTUSD, price: 69400, path: held}")
    #expect(
      await scene.answered("e1", within: 20_000) { if case .closed = $0 { true } else { false } },
      "\(scene.answers.all) \(scene.log.all)")
    #expect(try await scene.stop())

    try expectPaper(scene)
  }

  /// Nothing outside paper's folder, and nothing that could be another environment's.
  private func expectPaper(_ scene: PaperScene) throws {
    let state = "\(scene.shell.folder)/state"
    #expect(try DurableFiles.list(state, limit: 10).compactMap(\.name) == ["paper"])
    let names = Set(try DurableFiles.list("\(state)/paper", limit: 100).compactMap(\.name))
    #expect(names.isSuperset(of: ["kill.json", "specs.json", "decisions.jsonl", "journal", "account"]))
    for line in scene.log.all { #expect(line.hasPrefix("paper: "), "\(line)") }
    var count = 0
    try DecisionLog(path: "\(state)/paper/decisions.jsonl").forEach { entry in
      count += 1
      #expect(entry["environment"]?.stringValue == "paper", "\(entry)")
    }
    #expect(count >= 4)
  }

  @Test("begins where an earlier start failed before its account had begun", .timeLimit(.minutes(2)))
  func again() async throws {
    let scene = try PaperScene()
    await #expect(throws: SceneFailure.self) { try await scene.run(following: "http://127.0.0.1:1") }
    #expect(
      try DurableFiles.list("\(scene.shell.folder)/state/paper", limit: 100).contains {
        $0.name == "journal"
      },
      "\(scene.log.all)")
    let simulator = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: scene.shell.folder)
    try await simulator.control("prices", "{symbol: PF_XBTUSD, price: 70000, path: held}")
    try await scene.run(following: simulator.origin)
    #expect(try await scene.stop())
  }

  @Test("sends no heartbeat, and says so", .timeLimit(.minutes(2)))
  func heartbeat() async throws {
    let scene = try PaperScene(more: "alerts: { heartbeat: { url: \"http://127.0.0.1:1/beat\" } }")
    let simulator = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: scene.shell.folder)
    try await simulator.control("prices", "{symbol: PF_XBTUSD, price: 70000, path: held}")
    try await scene.run(following: simulator.origin)
    #expect(try await scene.stop())
    #expect(scene.log.all.contains { $0.contains("no heartbeat is sent on paper") }, "\(scene.log.all)")
    #expect(!scene.log.all.contains { $0.contains("the heartbeat is not sent") })
  }

  @Test(
    "suspends its entries where a new report grants less daily loss than it started with",
    .timeLimit(.minutes(1)))
  func dailyLoss() async throws {
    let scene = try PaperScene()
    let simulator = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: scene.shell.folder)
    try await simulator.control("prices", "{symbol: PF_XBTUSD, price: 70000, path: held}")
    let start = try scene.start(
      ScriptedIntents { _, _ in }, following: simulator.origin, board: Tape(), onReady: {})
    try start.paths.preparePaper(.paper)
    var runtime = try EngineRuntime(start)
    try await runtime.connect()
    #expect(runtime.session.dailyLossInForce == ExactDecimal("250"))
    let now = start.now
    let smaller = Grant<Live>(
      environment: .paper, limits: Grants(maxDailyLossUSD: ExactDecimal("249")),
      expiresAt: now.advanced(byMilliseconds: 3_600_000), account: nil, reportSha256: nil, sequence: 1)
    _ = runtime.session.step(.reviewed(.granted(smaller)), at: now)
    #expect(runtime.session.status(at: now).hold == .dailyLossLimit)
    await runtime.trading?.close()
  }

  @Test("needs a Grant where its configuration demands one", .timeLimit(.minutes(1)))
  func gated() async throws {
    let scene = try PaperScene(gate: "{ required: true }")
    await #expect(throws: SceneFailure.self) { try await scene.run(following: "http://127.0.0.1:1") }
    #expect(scene.refusals.all.last?.contains("report.") ?? false, "\(scene.refusals.all)")
  }

  @Test("refuses to start without its account where its journal knows of trades", .timeLimit(.minutes(2)))
  func missing() async throws {
    let scene = try PaperScene()
    let simulator = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: scene.shell.folder)
    try await simulator.control("prices", "{symbol: PF_XBTUSD, price: 70000, path: held}")
    try await scene.run(following: simulator.origin)
    scene.put(try Self.enter("e1"))
    #expect(await scene.answered("e1", within: 15_000) { $0 == .protected })
    #expect(try await scene.stop())
    let account = "\(scene.shell.folder)/state/paper/account"

    ShellScene.remove(account)
    await #expect(throws: SceneFailure.self) { try await scene.run(following: simulator.origin) }
    #expect(scene.refusals.all.last?.contains("paper.account-missing") ?? false, "\(scene.refusals.all)")
  }
}
