import DurableFiles
import EngineProcesses
import GateScene
import Glibc
import HTTPScene
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
    // Its health answers the drill's first look, and that is the last thing it does before the trip.
    var instance = try #require(InstanceRecord.load(in: scene.paths))
    let processID = instance.processID
    let health = try RawServer { peer in
      guard peer.readRequest() != nil else { return }
      kill(processID, SIGSTOP)
      peer.send(RawServer.ok(#"{"environment":"simulator","entries":"permitted","venue":{}}"#))
      peer.close()
    }
    instance.healthAddress = "127.0.0.1:\(health.port)"
    try instance.save(in: scene.paths)
    let command = try await scene.command(drill)
    #expect(command.status == 1 && command.standardError.contains("[kill-switch.drill-failed]"))
    #expect(try steps(scene) == ["state-loaded", "armed", "!tripped"], "\(command.standardError)")
    #expect(scene.killSwitch()?.mode == .armed, "nobody has read the trip yet")
    engine.signal(SIGCONT)
    #expect(await eventually(10_000) { scene.killSwitch()?.mode == .tripped })
    #expect(scene.killSwitch()?.reason == "drill")
    try await scene.reset()
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 40_000) && engine.status == 0, "\(engine.standardError)")
  }
}
