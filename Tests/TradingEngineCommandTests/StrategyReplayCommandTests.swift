import DurableFiles
import Processes
import StrictJSON
import Testing

@Suite("'trading-engine strategy replay'") struct StrategyReplayCommandTests {
  private static func scene() throws -> EngineScene {
    let scene = try EngineScene {
      $0
        + "strategy: { name: donchian, donchian: { candles: 1m, entry-bars: 3, exit-bars: 1, atr-bars: 3 } }\n"
    }
    let closes = [70_000, 70_000, 70_000, 70_000, 70_500, 70_600, 70_300, 70_300]
    let lines = closes.enumerated().map { place, close in
      let open = place == 0 ? close : closes[place - 1]
      return
        #"{"time":\#(1_795_000_020_000 + place * 60_000),"open":"\#(open)","high":"\#(max(open, close))","#
        + #""low":"\#(min(open, close))","close":"\#(close)"}"# + "\n"
    }
    try scene.scratch.write("candles.jsonl", lines.joined())
    return scene
  }

  private static let words = [
    "strategy", "replay", "--config", "etc/engine.yaml", "--candles", "candles.jsonl", "--tick-size", "1",
    "--size-step", "0.0001",
  ]

  private static func run(_ scene: EngineScene, _ words: [String]) -> ProcessResult {
    Processes.run(scene.request(words), deadline: .now().advanced(byMilliseconds: 30_000))
  }

  @Test("prints what would be asked for, the same bytes each time") func replay() throws {
    let scene = try Self.scene()
    let result = Self.run(scene, Self.words)
    #expect(result.termination == .exited(0), "\(result.errors)")
    let lines = try result.output.split(separator: "\n").map { try JSON.parse(Array($0.utf8)) }
    #expect(lines.first?["asks"]?["enter"]?["id"]?.stringValue == "donchian:PF_XBTUSD:20261118T1111Z:enter")
    #expect(lines.contains { $0["asks"]?["exit"] != nil })
    #expect(lines.last?["summary"]?["trades"]?.integerValue == 1)
    #expect(Self.run(scene, Self.words).standardOutput == result.standardOutput)
    let object = try JSON.parse(Self.run(scene, Self.words + ["--json"]).standardOutput)
    #expect(object["replay"]?.arrayValue == lines)
  }

  @Test("refuses what it cannot do, with a code and what to type") func refused() throws {
    let scene = try Self.scene()
    let grid = Self.run(scene, Array(Self.words.prefix(6)))
    #expect(grid.termination == .exited(78) && grid.errors.contains("[strategy.instrument-unknown]"))
    #expect(grid.errors.contains("hint: give both: --tick-size 1 --size-step 0.0001"))
    for (more, message) in [
      (["--tick-size", "0"], "'0' is no number above zero"), (["--tick-size", "1"], "together, or neither"),
    ] {
      let result = Self.run(scene, Array(Self.words.prefix(6)) + more)
      #expect(result.termination == .exited(64) && result.errors.contains(message), "\(result.errors)")
    }
    try scene.scratch.write("candles.jsonl", "nonsense\n")
    let nonsense = Self.run(scene, Self.words)
    #expect(nonsense.termination == .exited(78) && nonsense.errors.contains("[strategy.candles-unreadable]"))
    let plain = try EngineScene()
    try plain.scratch.write("candles.jsonl", "")
    #expect(Self.run(plain, Self.words).errors.contains("[strategy.not-configured]"))
  }
}
