import DurableFiles
import GateScene
import Glibc
import StrictJSON
import Testing
import Trading
import TradingEngine

@Suite("A drill at a simulated venue", .inTurn) struct DrillTests {
  private let drill = ["kill-switch", "drill"]

  private func steps(_ scene: TradingScene) throws -> [String] {
    let json = try JSON.parse(try DurableFiles.read(scene.paths.killSwitchDrill, limit: 1 << 16))
    return (json["steps"]?.arrayValue ?? []).map {
      ($0["passed"]?.boolValue == true ? "" : "!") + ($0["step"]?.stringValue ?? "")
    }
  }

  @Test("is acknowledged, sees an intent refused, leaves a position covered, and entries go on after it")
  func passes() async throws {
    let scene = try await TradingScene()
    let (engine, strategy) = try await scene.protected()
    let sent = try await scene.entriesSent()
    let command = try await scene.command(drill)
    #expect(command.status == 0, "\(command.standardError)")
    #expect(try steps(scene) == KillSwitchDrillRecord.Step.allCases.map(\.rawValue))
    #expect(command.standardOutput.contains("an intent to enter was refused"))
    #expect(try await scene.entriesSent() == sent, "a drill sends no entry")
    #expect(try await scene.truth().isCovered, "a trip by command keeps the stops")
    #expect(scene.killSwitch()?.mode == .armed)
    strategy.send(Session.intent(.exit).line)
    #expect(await strategy.answer(to: "e1", ["closed"], within: 8_000) != nil, "\(strategy.answers)")
    strategy.send(Session.intent(.enterAgain).line)
    #expect(await strategy.answer(to: "e3", ["protected"], within: 10_000) != nil, "\(strategy.answers)")
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 40_000) && engine.status == 0, "\(engine.standardError)")
  }

  @Test("fails with an engine that hangs when it is asked, and whose trip stands when it wakes")
  func hangs() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    let process = scene.start(drill)
    // As soon as the drill has begun to ask.
    let trip = KillSwitchRequest.tripPath(scene.killSwitchPath)
    #expect(await eventually(10_000, every: 1) { (try? DurableFiles.statusIfPresent(trip)) ?? nil != nil })
    engine.signal(SIGSTOP)
    #expect(await process.end(within: 30_000))
    engine.signal(SIGCONT)
    #expect(await eventually(10_000) { scene.killSwitch()?.mode == .tripped || process.status == 0 })
    // Where it was too late to stop it, the drill went through; else the trip stands until a person resets it.
    if process.status == 0 {
      #expect(try steps(scene).allSatisfy { !$0.hasPrefix("!") })
    } else {
      #expect(process.status == 1 && process.standardError.contains("[kill-switch.drill-failed]"))
      #expect(try steps(scene).last?.hasPrefix("!") == true)
      #expect(scene.killSwitch()?.reason == "drill")
      try await scene.reset()
    }
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 40_000) && engine.status == 0, "\(engine.standardError)")
  }
}
