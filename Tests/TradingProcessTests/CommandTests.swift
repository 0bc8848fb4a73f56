import EngineProcesses
import ExactDecimal
import GateScene
import Glibc
import KrakenWorld
import StrictJSON
import Testing
import Trading
import TradingEngine

@Suite("A person's command", .inTurn) struct CommandTests {
  private let flatten = ["flatten", "--reason", "going home"]

  @Test("flattens through the engine that runs") func flattenThroughEngine() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    let command = try await scene.command(flatten)
    #expect(command.status == 0 && command.standardOutput.contains("acknowledged the trip"))
    let truth = try await scene.truth()
    #expect(truth.isFlat && truth.orders.isEmpty, "\(truth)")
    #expect(scene.killSwitch()?.cause == .flattenCommand && engine.isRunning)
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 10_000) && engine.status == 0, "\(engine.standardError)")
  }

  @Test("flattens beside an engine that hangs, and says so") func flattenBesideHangingEngine() async throws {
    let scene = try await TradingScene()
    let (engine, strategy) = try await scene.protected()
    engine.signal(SIGSTOP)
    let command = try await scene.command(flatten)
    let about = "\(command.standardOutput) \(command.standardError)"
    #expect(command.status == 0 && command.standardOutput.contains("did not acknowledge"), "\(about)")
    let truth = try await scene.truth()
    #expect(truth.isFlat && truth.orders.isEmpty, "\(truth)")
    // It finds the trip when it wakes, and opens nothing.
    engine.signal(SIGCONT)
    #expect(
      await eventually(10_000) { scene.killSwitch()?.cause == .flattenCommand }, "\(engine.standardError)")
    strategy.send(Session.intent(.enterAgain).line)
    #expect(await strategy.answer(to: "e3", ["refused"], within: 5_000) != nil)
    let after = try await scene.awaitTruth(within: 5_000, for: 1_000) { $0.isFlat && $0.orders.isEmpty }
    #expect(after.isFlat && after.orders.isEmpty, "\(after)")
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 40_000) && engine.status == 0, "\(engine.standardError)")
  }

  @Test("flattens where no engine runs") func flattenAlone() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    let command = try await scene.command(flatten)
    #expect(command.status == 0 && command.standardOutput.contains("no engine runs here"))
    let truth = try await scene.truth()
    #expect(truth.isFlat && truth.orders.isEmpty, "\(truth)")
    // Nothing starts before a person has looked.
    try await scene.expectNoEntries()
  }

  @Test("flattens one symbol and leaves the other covered") func flattenOne() async throws {
    let scene = try await TradingScene(symbols: ["PF_XBTUSD", "PF_ETHUSD"])
    let (engine, strategy) = try await scene.protected()
    strategy.send(
      #"{"enter":{"id":"eth","symbol":"PF_ETHUSD","side":"long","size":"0.2","entry":"market","stop-loss":"2450"}}"#
    )
    #expect(await strategy.answer(to: "eth", ["protected"], within: 8_000) != nil, "\(strategy.answers)")
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    let command = try await scene.command(["flatten", "PF_ETHUSD", "--reason", "odd fills"])
    #expect(command.status == 0, "\(command.standardOutput) \(command.standardError)")
    let (one, other) = (try await scene.truth("PF_ETHUSD"), try await scene.truth())
    #expect(one.isFlat && one.orders.isEmpty && other.isCovered, "\(one) \(other)")
  }

  @Test("cancels entries beside a running engine, and keeps protection and says so") func cancel()
    async throws
  {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    let strategy = try scene.strategy()
    strategy.send(Session.intent(.enterLimit).line)
    _ = try await scene.awaitTruth(within: 8_000) { !$0.entries.isEmpty }
    let command = try await scene.command(["cancel"])
    #expect(command.status == 0 && command.standardOutput.contains("gone"), "\(command.standardOutput)")
    #expect(try await scene.truth().orders.isEmpty)
    #expect(await strategy.answer(to: "e2", ["not-executed"], within: 8_000) != nil)
    // Its books are closed a moment later.
    try await ContinuousClock().sleep(for: .seconds(3))
    strategy.send(Session.intent(.enter).line)
    #expect(await strategy.answer(to: "e1", ["protected"], within: 10_000) != nil, "\(strategy.answers)")
    for more in [[], ["--protection"]] {
      let again = try await scene.command(["cancel"] + more)
      #expect(again.status == 0 && again.standardOutput.contains("stop-loss"), "\(again.standardOutput)")
      #expect(again.standardOutput.contains("kept"))
    }
    #expect(try await scene.truth().isCovered && engine.isRunning)
  }

  @Test("shows what protection would do, and sends nothing") func plan() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    let fine = try await scene.command(["reconcile"])
    #expect(fine.status == 0, "\(fine.standardOutput) \(fine.standardError)")
    try await scene.simulator.control("cancel", "{symbol: PF_XBTUSD}")
    let sent = try await scene.commandsSent()
    let command = try await scene.command(["reconcile"])
    #expect(command.status == 1 && command.standardOutput.contains("would "), "\(command.standardOutput)")
    #expect(try await scene.commandsSent() == sent)
    #expect(scene.killSwitch()?.mode == .armed)
  }

  @Test("adopts a stranger's position that was left alone before") func adopt() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    try await scene.tradeAside("buy", "0.005")
    #expect(await engine.says("[position.quarantined]", within: 20_000), "\(engine.standardError)")
    let strategy = try scene.strategy()
    strategy.send(Session.intent(.enter).line)
    #expect(
      await strategy.answer(to: "e1", within: 5_000)?["code"]?.stringValue?.hasPrefix("intent.") == true)
    let alone = try await scene.truth()
    #expect(alone.position.description == "0.005" && alone.orders.isEmpty, "\(alone)")
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 40_000) && engine.status == 0, "\(engine.standardError)")
    let plan = try await scene.command(["reconcile"])
    #expect(plan.status == 1 && plan.standardOutput.contains("quarantined"), "\(plan.standardOutput)")
    let command = try await scene.command(["reconcile", "--adopt", "PF_XBTUSD", "--stop", "69000"])
    #expect(command.status == 0, "\(command.standardOutput) \(command.standardError)")
    #expect(try await scene.truth().isCovered)
    let again = try await scene.run()
    #expect(again.standardOutput.contains("covered"), "\(again.standardOutput)")
  }

  @Test("releases what the stranger closed again") func release() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    try await scene.tradeAside("buy", "0.005")
    #expect(await engine.says("[position.quarantined]", within: 20_000), "\(engine.standardError)")
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 40_000))
    let early = try await scene.command(["reconcile", "--release", "PF_XBTUSD"])
    #expect(early.status == 1, "\(early.standardOutput)")
    try await scene.tradeAside("sell", "0.005")
    let command = try await scene.command(["reconcile", "--release", "PF_XBTUSD"])
    #expect(command.status == 0, "\(command.standardOutput) \(command.standardError)")
    let (again, _) = try await scene.protected()
    #expect(again.isRunning)
  }
}
