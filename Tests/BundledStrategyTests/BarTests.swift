import Chronology
import ExactDecimal
import Testing
import Trading

@testable import BundledStrategy

/// Closed by default: what is not known in a row, in time and beyond doubt is not entered on.
@Suite("Bars") struct BarTests {
  /// A strategy with a complete row, and the bar that would be entered on.
  private static func ready() throws -> (scene: StrategyScene, break: Bar) {
    var scene = try StrategyScene()
    scene.rest(4)
    return (scene, scene.bar(70_000, 70_500, from: 70_000, to: 70_500))
  }

  private static func end(_ bar: Bar, _ delay: Int64 = 2_000) -> Timestamp {
    BarWidth.minute.end(of: bar).advanced(byMilliseconds: delay)
  }

  @Test("that complete the row are not entered on, nor is anything before it is complete")
  func incomplete() throws {
    for count in 0...3 {
      var scene = try StrategyScene()
      scene.rest(count)
      #expect(scene.take(70_000, 70_500, from: 70_000, to: 70_500).isEmpty)
    }
    // The whole row at once, as after a start.
    let (ready, last) = try Self.ready()
    let row = ready.strategy.history.bars + [last]
    var scene = try StrategyScene()
    #expect(scene.strategy.step(.bars(row, at: Self.end(last))).isEmpty)
    #expect(scene.strategy.history.isComplete)
  }

  @Test("that are not over, or known already, or older than the row, change nothing")
  func ignored() throws {
    var (scene, bar) = try Self.ready()
    let history = scene.strategy.history
    #expect(scene.strategy.step(.bars([bar], at: Self.end(bar, -1))).isEmpty)
    #expect(scene.strategy.step(.bars(history.bars, at: Self.end(bar))).isEmpty)
    bar.opensAt = StrategyScene.start.advanced(byMilliseconds: -600_000)
    #expect(scene.strategy.step(.bars([bar], at: Self.end(bar))).codes == [.outOfOrder])
    #expect(scene.strategy.history == history)
  }

  @Test(
    "become known too late to be entered on after half their length, or a minute", arguments: [false, true])
  func late(isLate: Bool) throws {
    let (ready, bar) = try Self.ready()
    var scene = ready
    let actions = scene.strategy.step(.bars([bar], at: Self.end(bar, isLate ? 30_001 : 30_000)))
    #expect(actions.codes == (isLate ? [.late] : []) && (actions.entry == nil) == isLate)
    #expect(BarWidth.allCases.map(\.longestDelay) == [30_000, 60_000, 60_000, 60_000, 60_000, 60_000])
  }

  @Test("after a hole begin a new row, on which nothing is entered")
  func hole() throws {
    var (scene, bar) = try Self.ready()
    bar.opensAt = bar.opensAt.advanced(byMilliseconds: 60_000)
    let actions = scene.strategy.step(.bars([bar], at: Self.end(bar)))
    #expect(actions.codes == [.gap] && actions.intents.isEmpty)
    #expect(scene.strategy.history.bars == [bar])
  }

  @Test("that changed after their end make the whole row uncertain")
  func revised() throws {
    let (ready, bar) = try Self.ready()
    var scene = ready
    var changed = try #require(scene.strategy.history.bars.last)
    changed.high = ExactDecimal(70_011)
    let actions = scene.strategy.step(.bars([changed, bar], at: Self.end(bar)))
    #expect(actions.codes == [.revised] && actions.intents.isEmpty)
    // What came after it waits, so that all of the row is read again.
    #expect(scene.strategy.history.bars.isEmpty && scene.strategy.history.nextEnd == nil)
    let from = bar.opensAt.advanced(byMilliseconds: -4 * 60_000)
    #expect(scene.strategy.history.wanted(at: Self.end(bar)) == from)
    let row: [Bar] = ready.strategy.history.bars.dropLast() + [changed, bar]
    #expect(scene.strategy.step(.bars(row, at: Self.end(bar))).isEmpty)
    #expect(scene.strategy.history.isComplete && scene.strategy.history.bars.last == bar)
  }

  @Test("after one that is none wait for the whole row; a whole row begins anew behind it")
  func behindFlaw() throws {
    var (scene, bar) = try Self.ready()
    let row = scene.strategy.history.bars
    var flawed = bar
    flawed.low = ExactDecimal(80_000)
    bar.opensAt = bar.opensAt.advanced(byMilliseconds: 60_000)
    #expect(scene.strategy.step(.bars([flawed, bar], at: Self.end(bar))).codes == [.unusable])
    #expect(scene.strategy.history.bars.isEmpty)
    // The venue has nothing better: what is behind the flaw is a row.
    #expect(scene.strategy.step(.bars(row + [flawed, bar], at: Self.end(bar))).codes == [.unusable])
    #expect(scene.strategy.history.bars == [bar])
  }

  @Test(
    "of a row that is uncertain close no position, and do once the row is certain", arguments: [false, true])
  func uncertain(isRevised: Bool) throws {
    var scene = try StrategyScene()
    _ = try scene.enterLong()
    scene.take(70_480, 70_500, from: 70_500, to: 70_490)
    scene.take(70_480, 70_500, from: 70_490, to: 70_490)
    let row = scene.strategy.history.bars
    let breaking = scene.bar(70_400, 70_490, from: 70_490, to: 70_470)
    scene.next = scene.next.advanced(byMilliseconds: 60_000)
    let good = scene.bar(70_460, 70_490, from: 70_470, to: 70_480)
    var bad = isRevised ? breaking : good
    bad.low = ExactDecimal(isRevised ? 70_401 : 80_000)
    let actions = scene.strategy.step(.bars([breaking, bad], at: Self.end(good)))
    #expect(actions.codes == [isRevised ? .revised : .unusable] && actions.intents.isEmpty)
    #expect(scene.strategy.history.bars.isEmpty)
    #expect(scene.strategy.step(.bars(row + [breaking, good], at: Self.end(good))).exits.count == 1)
  }

  @Test(
    "that are none end the row",
    arguments: [
      (1, 2, 0, 1, 0), (1, 2, 1, 3, 0), (3, 2, 1, 2, 0), (0, 0, 0, 0, 0), (-1, 2, -1, 1, 0), (1, 1, 1, 1, 1),
    ] as [(Int64, Int64, Int64, Int64, Int64)])
  func unusable(open: Int64, high: Int64, low: Int64, close: Int64, shift: Int64) throws {
    var (scene, bar) = try Self.ready()
    bar = Bar(
      opensAt: bar.opensAt.advanced(byMilliseconds: shift), open: ExactDecimal(open),
      high: ExactDecimal(high), low: ExactDecimal(low), close: ExactDecimal(close))
    let actions = scene.strategy.step(.bars([bar], at: Self.end(bar)))
    #expect(actions.codes == [.unusable] && actions.intents.isEmpty)
    #expect(scene.strategy.history.bars.isEmpty)
  }

  @Test("of an outage close a position by any of them, though the newest came back")
  func outage() throws {
    var scene = try StrategyScene()
    _ = try scene.enterLong()
    var bars: [Bar] = []
    for (low, high, open, close) in [
      (70_480, 70_500, 70_500, 70_490), (70_480, 70_500, 70_490, 70_490), (70_300, 70_490, 70_490, 70_310),
      (70_310, 70_490, 70_310, 70_480),
    ] as [(Int64, Int64, Int64, Int64)] {
      bars.append(scene.bar(low, high, from: open, to: close))
      scene.next = scene.next.advanced(byMilliseconds: 60_000)
    }
    let actions = scene.strategy.step(.bars(bars, at: scene.next.advanced(byMilliseconds: 300_000)))
    #expect(actions.exits == [DonchianIntentID(scene.strategy.symbol, bars[3].opensAt, .exit).description])
  }

  @Test("are wanted from the newest on, or as many as are needed")
  func wanted() throws {
    var scene = try StrategyScene()
    let now = StrategyScene.start.advanced(byMilliseconds: 59_999)
    let from = StrategyScene.start.advanced(byMilliseconds: -300_000)
    #expect(scene.strategy.history.wanted(at: now) == from && scene.strategy.history.nextEnd == nil)
    scene.rest(1)
    #expect(scene.strategy.history.wanted(at: now) == StrategyScene.start)
    #expect(scene.strategy.history.nextEnd == StrategyScene.start.advanced(byMilliseconds: 120_000))
  }
}
