import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

@Suite("An intent") struct IntentTests {
  @Test("that comes again gets what was said, and nothing is done twice") func repeated() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.enter()
    scene.enter()
    scene.run(5_000)
    scene.enter()
    scene.run(5_000)
    #expect(scene.entries.count == 1)
    #expect(scene.told() == ["accepted", "entered", "protected", "protected"])
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.exits.count == 1)
    scene.enter()
    scene.run(5_000)
    #expect(scene.told().last == "closed")
    #expect(scene.entries.count == 1)
  }

  @Test("that comes again after a crash gets what was said before it") func repeatedAfterCrash() throws {
    var scene = try ConductorScene()
    scene.openLong()
    try scene.restart()
    scene.settle()
    scene.enter()
    #expect(scene.told().last == "protected")
    scene.run(5_000)
    #expect(scene.entries.count == 1)
  }

  @Test("to exit that a crash interrupted is told so, since nobody carries it out any more")
  func interruptedExit() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(1_000)
    try scene.restart()
    scene.always(.exit, nil)
    scene.run(5_000)
    #expect(scene.told("x-1") == ["accepted", "intent.interrupted"])
    #expect(scene.isCovered)
    scene.deliver(.intent(.exit(id: "x-2", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.told("x-2") == ["accepted", "done"])
    #expect(scene.told().last == "closed")
  }

  @Test("to exit is done once the flatten that took its place has closed the position") func replacedExit()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(1_000)
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(1_000)
    #expect(scene.told("x-1") == ["accepted"])
    scene.always(.exit, nil)
    scene.run(10_000)
    #expect(scene.told("x-1") == ["accepted", "done"])
    #expect(scene.told().last == "closed")
  }

  @Test("to exit a part is refused while nobody knows of how much") func exitOfUnknown() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntryBehindLists("0.1", showing: "0.04")
    let isEntered = scene.run(until: { $0.told().contains("entered") }, atMost: 5_000)
    #expect(isEntered)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    #expect(scene.told("x-1") == ["intent.no-fresh-reading"])
    scene.stale = nil
    scene.run(5_000)
    #expect(scene.isCovered)
  }

  @Test("is told as protected only once all that filled is shown, and its stop") func protectedWhole() throws
  {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.05")
    scene.run(3_000)
    #expect(scene.isCovered)
    scene.fillEntryBehindLists("0.05")
    let isEntered = scene.run(until: { $0.told().contains("entered") }, atMost: 5_000)
    #expect(isEntered)
    scene.run(1_000)
    #expect(!scene.told().contains("protected"), "\(scene)")
    scene.stale = nil
    scene.run(5_000)
    #expect(scene.told().last == "protected")
    #expect(scene.isCovered)
  }

  @Test("to exit is done as well where a person flattens one symbol, without any trip") func flattenedSymbol()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(1_000)
    scene.deliver(.order(.flatten(scene.symbol)))
    scene.always(.exit, nil)
    scene.run(10_000)
    #expect(scene.told("x-1") == ["accepted", "done"])
    #expect(scene.isClean)
  }

  @Test("to exit is told as interrupted when a reset ends the flatten that took its place") func resetExit()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(1_000)
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(1_000)
    scene.setStanding(.armed)
    scene.always(.exit, nil)
    scene.run(10_000)
    #expect(scene.told("x-1") == ["accepted", "intent.interrupted"])
    #expect(scene.isCovered)
    scene.deliver(.intent(.exit(id: "x-2", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.told("x-2") == ["accepted", "done"])
  }

  @Test("to exit is taken between a fill and the first reading that shows it, and is not done before that")
  func exitBeforeReading() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntryBehindLists("0.1")
    let isEntered = scene.run(until: { $0.told().contains("entered") }, atMost: 5_000)
    #expect(isEntered)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(500)
    #expect(scene.told("x-1") == ["accepted"])
    #expect(scene.exits.isEmpty)
    scene.stale = nil
    scene.run(10_000)
    #expect(scene.told("x-1") == ["accepted", "done"])
    #expect(scene.venue.position == "0.05")
    #expect(scene.isCovered)
  }

  @Test("whose stop came first and whose entry a crash kept from being sent is told as not executed")
  func interruptedEntry() throws {
    var scene = try ConductorScene { rules, _ in
      rules.placement = .stopFirst
      rules.isOversizeCapped = true
    }
    scene.settle()
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    try scene.restart()
    scene.run(15_000)
    #expect(scene.entries.isEmpty)
    #expect(scene.isClean)
    #expect(scene.told() == ["accepted", "not-executed"])
  }

  @Test("of which the entry was lost on the way is told as not executed, and is never sent again") func lost()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .requestLost)
    scene.enter()
    scene.run(20_000)
    #expect(scene.told() == ["accepted", "not-executed"])
    #expect(scene.entries.count == 1)
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2").last == "protected")
  }

  @Test("of which nobody can say what became of it is not told as not executed while any list is stale")
  func staleProof() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .answerLost)
    scene.failing = [.fills, .status]
    scene.stale = scene.venue
    scene.enter()
    scene.run(30_000)
    #expect(!scene.told().contains("not-executed"))
    scene.stale = nil
    scene.failing = []
    scene.run(10_000)
    #expect(scene.isCovered)
    #expect(scene.entries.count == 1)
  }

  @Test(
    "to enter waits for readings younger than itself, and is refused when they do not come",
    arguments: [
      SceneReading.symbol, .market, .account,
    ])
  func fresh(missing: SceneReading) throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.failing = [missing]
    scene.enter()
    scene.run(5_000)
    #expect(scene.told() == ["intent.no-fresh-reading"])
    #expect(scene.entries.isEmpty)
  }

  @Test("to enter is refused before fills were ever read, and before the instruments were") func notReady()
    throws
  {
    for reading in [SceneReading.fills, .instruments] {
      var scene = try ConductorScene()
      scene.failing = [reading]
      scene.settle()
      scene.enter()
      scene.run(5_000)
      #expect(scene.entries.isEmpty)
      #expect(scene.told().count == 1 && scene.told() != ["accepted"])
    }
  }

  @Test("to enter is refused while a position is open, an order is there, or another intent waits")
  func notFlat()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.enter()
    scene.enter("e-2")
    #expect(scene.told("e-2") == ["intent.not-flat"])
    scene.run(5_000)
    scene.enter("e-3", .short)
    #expect(scene.told("e-3") == ["intent.not-flat"])
  }

  /// Numbers as text: a tuple with 128-bit integers as a test's arguments crashes (Swift 6.3).
  struct Terms: Sendable {
    var code: String
    var size = "0.1"
    var side = PositionSide.long
    var stop = "64000"
    var takeProfit: String?
  }

  private static let terms = [
    Terms(code: "intent.stop-side", stop: "65500"),
    Terms(code: "intent.stop-side", side: .short, stop: "64500"),
    Terms(code: "intent.take-profit-side", takeProfit: "64500"),
    Terms(code: "intent.stop-too-near", stop: "64990"),
    Terms(code: "intent.liquidation-distance", stop: "50000"),
    Terms(code: "intent.loss-per-trade", size: "0.7", stop: "63000"),
    Terms(code: "entry.size-off-grid", size: "0.00015"),
    Terms(code: "entry.order-notional", size: "0.8", stop: "64900"),
  ]

  @Test("to enter is refused for what it could lose and how it is protected", arguments: terms)
  func refused(terms: Terms) throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.enter(
      "e-1", terms.side, size: ExactDecimal(stringLiteral: terms.size),
      stop: ExactDecimal(stringLiteral: terms.stop),
      takeProfit: terms.takeProfit.map { ExactDecimal(stringLiteral: $0) })
    scene.run(5_000)
    #expect(scene.told() == [terms.code])
    #expect(scene.entries.isEmpty)
  }

  @Test("to adjust never moves a stop away, nor past the price") func adjust() throws {
    var scene = try ConductorScene()
    scene.openLong()
    for (id, stop, code) in [("a-1", "63900", "intent.stop-farther"), ("a-2", "65100", "intent.stop-side")] {
      scene.deliver(
        .intent(.adjust(AdjustIntent(id: id, of: "e-1", stopLoss: ExactDecimal(stop), takeProfit: nil))))
      #expect(scene.told(id) == [code])
    }
    scene.deliver(.intent(.adjust(AdjustIntent(id: "a-3", of: "e-9", stopLoss: "64500", takeProfit: nil))))
    #expect(scene.told("a-3") == ["intent.unknown-trade"])
    scene.run(3_000)
    #expect(scene.stops.count == 1)
  }

  @Test("to cancel takes back what rests and leaves what has filled, covered") func cancel() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.04")
    scene.deliver(.intent(.cancel(id: "c-1", of: "e-1")))
    scene.run(10_000)
    #expect(scene.told("c-1") == ["accepted", "done"])
    #expect(scene.venue.own(.entry).isEmpty)
    #expect(scene.isCovered)
    #expect(scene.told() == ["accepted", "entered", "protected"])
  }

  @Test("to cancel is not done before the entry has ended, and a crash in between is told") func cancelCrash()
    throws
  {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.always(.cancel, .requestLost)
    scene.deliver(.intent(.cancel(id: "c-1", of: "e-1")))
    scene.run(5_000)
    #expect(scene.told("c-1") == ["accepted"])
    try scene.restart()
    scene.run(5_000)
    #expect(scene.told("c-1") == ["accepted", "intent.interrupted"])
    #expect(scene.venue.own(.entry).count == 1)
  }

  @Test("to adjust waits for the entry where the stop came first") func adjustStopFirst() throws {
    var scene = try ConductorScene { rules, _ in
      rules.placement = .stopFirst
      rules.isOversizeCapped = true
    }
    scene.restEntry()
    scene.deliver(.intent(.adjust(AdjustIntent(id: "a-1", of: "e-1", stopLoss: "64200", takeProfit: nil))))
    #expect(scene.told("a-1") == ["intent.entry-rests"])
    scene.run(3_000)
    #expect(scene.stops.count == 1)
  }

  @Test("to enter at a limit ends with its life") func goodFor() throws {
    var scene = try ConductorScene()
    scene.restEntry(goodFor: .seconds(10))
    #expect(scene.venue.own(.entry).count == 1)
    scene.run(15_000)
    #expect(scene.isClean)
    #expect(scene.told() == ["accepted", "not-executed"])
  }
}
