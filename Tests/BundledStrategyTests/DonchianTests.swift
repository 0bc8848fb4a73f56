import Chronology
import ExactDecimal
import Testing
import Trading

@testable import BundledStrategy

@Suite("The bundled strategy") struct DonchianTests {
  @Test("buys the close above the channel of the bars before it, with its stop at average true ranges")
  func long() throws {
    var scene = try StrategyScene()
    scene.rest(4)
    let bar = scene.next
    let actions = scene.take(70_000, 70_500, from: 70_000, to: 70_500)
    let enter = try #require(actions.entry)
    // True ranges of 20, 20 and 500: twice their mean is 360 below the close.
    #expect(enter.stopLoss == ExactDecimal(70_140))
    // 360, a drift of 705 and costs of 142.41 a unit: 10 USD pay for 0.00828…
    #expect(enter.size == (try number("0.0082")))
    #expect(enter.side == .long && enter.price == .market && enter.takeProfit == nil)
    #expect(bar.description == "2026-11-18T11:11:00.000Z")
    #expect(enter.id == "donchian:PF_XBTUSD:20261118T1111Z:enter")
    #expect(actions.count == 1)
  }

  @Test("sells the close below the channel, and only where it may")
  func short() throws {
    for (direction, isWanted) in [
      (DonchianParameters.Direction.both, true), (.short, true), (.long, false),
    ] {
      var scene = try StrategyScene {
        $0.direction = direction
        $0.takeProfitRanges = ExactDecimal(3)
      }
      scene.rest(4)
      let enter = scene.take(69_500, 70_000, from: 70_000, to: 69_500).entry
      #expect((enter != nil) == isWanted)
      guard let enter else { continue }
      #expect(enter.side == .short && enter.stopLoss == ExactDecimal(69_860))
      #expect(enter.takeProfit == ExactDecimal(68_960))
    }
  }

  @Test("does not enter where the close only touches the channel, or the bar only reached beyond it")
  func touch() throws {
    var scene = try StrategyScene()
    scene.rest(4)
    #expect(scene.take(70_000, 70_010, from: 70_000, to: 70_010).isEmpty)
    #expect(scene.take(70_000, 70_900, from: 70_010, to: 70_005).isEmpty)
  }

  @Test("keeps a quarter more than the engine's least distance")
  func distance() throws {
    var scene = try StrategyScene { $0.minimumDistance = try number("0.01") }
    scene.rest(4)
    let enter = scene.take(70_000, 70_500, from: 70_000, to: 70_500).entry
    // 70,500 less 881.25, on the grid and away from it.
    #expect(enter?.stopLoss == ExactDecimal(69_618))
  }

  @Test(
    "orders no more than may be ordered, counted at twice the collar, and nothing where that is too little")
  func notional() throws {
    var scene = try StrategyScene()
    _ = scene.strategy.step(.mostNotional(ExactDecimal(500)))
    scene.rest(4)
    let enter = try #require(scene.take(70_000, 70_500, from: 70_000, to: 70_500).entry)
    #expect(enter.size == (try number("0.0069")))

    for (most, code) in [
      (ExactDecimal(5), StrategyNote.Code.tooSmall), (nil, .noInstrument),
    ] {
      var scene = try StrategyScene()
      _ = scene.strategy.step(.mostNotional(most))
      scene.rest(4)
      let actions = scene.take(70_000, 70_500, from: 70_000, to: 70_500)
      #expect(actions.intents.isEmpty && actions.codes == [code])
      #expect(scene.strategy.standing == .flat)
    }
  }

  @Test("enters nothing where stop or take-profit would have no room, or numbers do not fit")
  func room() throws {
    for (change, code) in [
      ({ (p: inout DonchianParameters) in p.stopRanges = ExactDecimal(1_000) }, StrategyNote.Code.noRoom),
      ({ p in p.takeProfitRanges = ExactDecimal(units: 1, fractionDigits: 6) }, .noRoom),
      ({ p in p.stopRanges = ExactDecimal(units: 1, fractionDigits: 18) ?? .zero }, nil),
      ({ p in p.stopRanges = ExactDecimal(900_000_000_000_000_000) }, .arithmetic),
    ] as [((inout DonchianParameters) -> Void, StrategyNote.Code?)] {
      var scene = try StrategyScene { change(&$0) }
      scene.rest(4)
      let actions = scene.take(70_000, 70_500, from: 70_000, to: 70_500)
      #expect(actions.codes == [code].compactMap { $0 })
      #expect(actions.intents.isEmpty == (code != nil))
    }
  }

  @Test("lets the stop follow by each later close, and never away from the price")
  func trail() throws {
    var scene = try StrategyScene()
    let enter = try scene.enterLong()
    // Ranges of 20, 500 and 100: 414 below 70,600, the ceiling of 413.33.
    let first = try #require(scene.take(70_500, 70_600, from: 70_500, to: 70_600).adjustment)
    #expect(first.of == enter.id && first.takeProfit == nil)
    #expect(first.stopLoss == ExactDecimal(70_186))
    #expect(first.id.hasSuffix(":adjust"))
    // Nothing while the answer is on its way, nor when the new place is farther.
    #expect(scene.take(70_600, 71_000, from: 70_600, to: 71_000).isEmpty)
    scene.answer(.done, to: first.id)
    #expect(scene.take(70_560, 70_800, from: 70_800, to: 70_600).isEmpty)
    guard case .holding(let holding) = scene.strategy.standing else {
      Issue.record("\(scene.strategy.standing)")
      return
    }
    #expect(holding.stop == ExactDecimal(70_186))
  }

  @Test("believes in no stop that the engine did not take")
  func notTaken() throws {
    var scene = try StrategyScene()
    _ = try scene.enterLong()
    let first = try #require(scene.take(70_500, 70_600, from: 70_500, to: 70_600).adjustment)
    scene.answer(refused("intent.stop-side"), to: first.id)
    guard case .holding(let holding) = scene.strategy.standing else {
      Issue.record("\(scene.strategy.standing)")
      return
    }
    #expect(holding.stop == ExactDecimal(70_140))
    #expect(scene.take(70_590, 70_610, from: 70_600, to: 70_610).adjustment != nil)
  }

  @Test("leaves at the break of the opposite channel, once, and again when that was refused")
  func exit() throws {
    var scene = try StrategyScene()
    let enter = try scene.enterLong()
    scene.take(70_480, 70_500, from: 70_500, to: 70_490)
    scene.take(70_480, 70_500, from: 70_490, to: 70_490)
    let actions = scene.take(70_400, 70_490, from: 70_490, to: 70_470)
    guard case .exit(let id, let of, nil) = actions.intents.first else {
      Issue.record("\(actions)")
      return
    }
    #expect(of == enter.id && id.hasSuffix(":exit") && actions.count == 1)
    #expect(scene.take(70_300, 70_470, from: 70_470, to: 70_310).isEmpty)
    scene.answer(.accepted, to: id)
    scene.answer(refused("intent.closing"), to: id)
    let again = scene.take(70_200, 70_310, from: 70_310, to: 70_210)
    #expect(again.exits.first != id && again.count == 1)
    scene.answer(.done, to: try #require(again.exits.first))
    scene.answer(.closed(profitUSD: ExactDecimal(-3)), to: enter.id)
    #expect(scene.strategy.standing == .flat)
  }

  /// A long position, the bar that breaks against it, and the exit that is asked for at its end.
  private static func leaving() throws -> (scene: StrategyScene, entry: String, exit: String) {
    var scene = try StrategyScene()
    let enter = try scene.enterLong()
    scene.take(70_480, 70_500, from: 70_500, to: 70_490)
    scene.take(70_480, 70_500, from: 70_490, to: 70_490)
    let exits = scene.take(70_400, 70_490, from: 70_490, to: 70_470).exits
    return (scene, enter.id, try #require(exits.first))
  }

  @Test("wants its exit until it is closed: what was refused is asked for at each later bar, break or not")
  func wanted() throws {
    var (scene, entry, exit) = try Self.leaving()
    var asked = [exit]
    for _ in 0..<4 {
      #expect(scene.answer(refused("intent.tripped"), to: try #require(asked.last)).isEmpty)
      // Nothing breaks and the stop could follow, but the exit is what is wanted.
      let actions = scene.take(70_470, 70_480, from: 70_470, to: 70_475)
      #expect(actions.exits.count == 1 && actions.count == 1)
      asked += actions.exits
    }
    #expect(Set(asked).count == 5)
    scene.answer(.accepted, to: try #require(asked.last))
    #expect(scene.take(70_470, 70_480, from: 70_470, to: 70_475).isEmpty)
    // Done, and an entry that filled late has left something.
    scene.answer(.done, to: try #require(asked.last))
    #expect(scene.take(70_470, 70_480, from: 70_470, to: 70_475).exits.count == 1)
    scene.answer(.closed(profitUSD: .zero), to: entry)
    #expect(scene.strategy.standing == .flat)
  }

  @Test("carries out its exit after a restart in the same bar, however often the engine ends over it")
  func interrupted() throws {
    var (scene, entry, exit) = try Self.leaving()
    let row = scene.strategy.history.bars
    scene.answer(.accepted, to: exit)
    let trade = Trade(
      number: 7, intent: entry, symbol: scene.strategy.symbol, side: .long, size: try number("0.01"),
      stop: ExactDecimal(70_140), takeProfit: nil, signal: .last, entryEndsAt: nil)
    // What the engine has recorded of each name, as it was at its last start.
    var recorded: [String: IntentAnswer] = [exit: refused("intent.interrupted")]
    for start in 2...4 {
      scene.strategy = Donchian(scene.strategy.symbol, scene.strategy.parameters)
      _ = scene.strategy.step(.instrument(try StrategyScene.instrument()))
      _ = scene.strategy.step(.resumed(trade))
      var actions = scene.strategy.step(.bars(row, at: scene.next.advanced(byMilliseconds: 20_000)))
      #expect(actions.exits == [exit])
      while let id = actions.exits.first, let answer = recorded[id] { actions = scene.answer(answer, to: id) }
      let id = try #require(actions.exits.first)
      #expect(id == "\(exit):\(start)" && DonchianIntentID(id)?.description == id)
      #expect(scene.answer(.accepted, to: id).isEmpty)
      recorded[id] = refused("intent.interrupted")
    }
    #expect(scene.take(70_470, 70_480, from: 70_470, to: 70_475).isEmpty)
    scene.answer(.done, to: "\(exit):4")
    scene.answer(.closed(profitUSD: .zero), to: entry)
    #expect(scene.strategy.standing == .flat)
  }

  @Test("adjusts once a bar, though the bar is revised: the engine would answer of the first stop")
  func adjustsOnce() throws {
    var scene = try StrategyScene()
    _ = try scene.enterLong()
    var bar = scene.bar(70_500, 70_600, from: 70_500, to: 70_600)
    let adjust = try #require(scene.take(70_500, 70_600, from: 70_500, to: 70_600).adjustment)
    scene.answer(.done, to: adjust.id)
    let row = scene.strategy.history.bars.dropLast()
    (bar.high, bar.close) = (ExactDecimal(70_700), ExactDecimal(70_700))
    let now = scene.next.advanced(byMilliseconds: 4_000)
    #expect(scene.strategy.step(.bars([bar], at: now)).codes == [.revised])
    #expect(scene.strategy.step(.bars(row + [bar], at: now)).isEmpty)
    guard case .holding(let holding) = scene.strategy.standing else {
      Issue.record("\(scene.strategy.standing)")
      return
    }
    #expect(holding.stop == adjust.stopLoss)
    // The next bar's end is another name.
    let next = scene.take(70_700, 70_800, from: 70_700, to: 70_800).adjustment
    #expect(next != nil && next?.id != adjust.id)
  }

  @Test(
    "is flat again whatever ends its position, and while an answer is out asks for nothing",
    arguments: [
      IntentAnswer.closed(profitUSD: .zero), .notExecuted, refused("intent.entries-not-permitted"),
    ])
  func ends(answer: IntentAnswer) throws {
    var scene = try StrategyScene()
    scene.rest(4)
    let enter = try #require(scene.take(70_000, 70_500, from: 70_000, to: 70_500).entry)
    #expect(scene.take(70_500, 71_000, from: 70_500, to: 71_000).isEmpty)
    scene.answer(.accepted, to: enter.id)
    scene.answer(answer, to: "somebody-else's")
    #expect(scene.strategy.standing != .flat)
    scene.answer(answer, to: enter.id)
    #expect(scene.strategy.standing == .flat)
    // The same break is not entered twice; the next one is another intent.
    let next = scene.take(71_000, 71_500, from: 71_000, to: 71_500).entry
    #expect(next != nil && next?.id != enter.id)
  }

  @Test("takes the engine's word that what it believes to hold is gone")
  func gone() throws {
    var scene = try StrategyScene()
    _ = try scene.enterLong()
    let adjust = try #require(scene.take(70_500, 70_600, from: 70_500, to: 70_600).adjustment)
    scene.answer(refused("intent.unknown-trade"), to: adjust.id)
    #expect(scene.strategy.standing == .flat)
  }

  @Test("goes on with what an earlier start opened, and with nobody else's position")
  func resumed() throws {
    func trade(_ intent: String) throws -> Trade {
      Trade(
        number: 7, intent: intent, symbol: try StrategyScene.instrument().symbol, side: .long,
        size: try number("0.01"), stop: ExactDecimal(69_000), takeProfit: nil, signal: .last,
        entryEndsAt: nil)
    }
    for stranger in [
      "a1", "donchian:PF_ETHUSD:20261118T1100Z:enter", "donchian:PF_XBTUSD:20261118T1100Z:exit",
      "donchian:PF_XBTUSD:20261118T1160Z:enter", "donchian:PF_XBTUSD:20261118T1100Z:enter:",
      "donchian:PF_XBTUSD:20261118T1100Z:enter:2",
    ] {
      var scene = try StrategyScene()
      _ = scene.strategy.step(.resumed(try trade(stranger)))
      #expect(scene.strategy.standing == .flat, "\(stranger)")
    }
    var scene = try StrategyScene()
    let own = "donchian:PF_XBTUSD:20261118T1105Z:enter"
    _ = scene.strategy.step(.resumed(try trade(own)))
    scene.rest(3)
    let adjust = try #require(scene.take(69_990, 70_010, from: 70_000, to: 70_000).adjustment)
    #expect(adjust.of == own && adjust.stopLoss == ExactDecimal(69_825))
  }

  @Test("names intents so that they are told from anybody else's, and read back")
  func names() throws {
    let symbol = try #require(Symbol("PF_ABCDEFGHIJKLMNOPQRSTUVWX"))
    for kind in DonchianIntentID.Kind.allCases {
      let id = DonchianIntentID(symbol, StrategyScene.start, kind)
      #expect(id.description.utf8.count <= 64)
      #expect(DonchianIntentID(id.description) == id)
    }
    let later = DonchianIntentID(symbol, StrategyScene.start, .exit, attempt: 9_999).again
    #expect(later.attempt == 10_000 && later.description.utf8.count <= 64)
    #expect(DonchianIntentID(later.description) == later)
    let first = DonchianIntentID(symbol, StrategyScene.start, .exit)
    for end in ["", "0", "1", "02", "-2", "+2", "2:2", "99999999999999999999"] {
      #expect(DonchianIntentID("\(first):\(end)") == nil, "\(end)")
    }
  }
}
