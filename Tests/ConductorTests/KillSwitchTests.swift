import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// `engine-peers.md` §4: what each state of the switch lets through.
@Suite("The kill switch") struct KillSwitchStateTests {
  private static let states: [Standing] = [
    Standing(mode: .noEntry, cause: nil), Standing(mode: .reduceOnly, cause: .otherInstance),
    Standing(mode: .tripped, cause: .command), Standing(mode: .flattened, cause: .flattenCommand),
  ]

  @Test("lets no entry through in any state but armed", arguments: states)
  func entries(standing: Standing) throws {
    var scene = try ConductorScene(standing: standing)
    scene.settle()
    scene.enter()
    scene.run(5_000)
    #expect(scene.entries.isEmpty)
    #expect(scene.told() == ["intent.entries-not-permitted"])
  }

  @Test(
    "takes back what rests, whenever it leaves armed, and keeps what has filled covered", arguments: states)
  func resting(standing: Standing) throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.04")
    scene.run(2_000)
    scene.setStanding(standing)
    scene.run(10_000)
    #expect(scene.venue.own(.entry).isEmpty)
    #expect(standing.flattens ? scene.isFlat : scene.isCovered)
  }

  @Test(
    "keeps stops up in every state that does not flatten: one that deviates is replaced", arguments: states)
  func stops(standing: Standing) throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.setStanding(standing)
    scene.venue.orders[0].limitPrice = "63000"
    scene.run(10_000)
    if standing.flattens {
      #expect(scene.isFlat)
    } else {
      #expect(scene.isCovered)
      #expect(scene.stops.count == 2)
    }
  }

  private static let exits: [(Standing, Bool)] = [
    (Standing(mode: .noEntry, cause: nil), true), (Standing(mode: .reduceOnly, cause: .otherInstance), true),
    (Standing(mode: .tripped, cause: .command), false),
  ]

  @Test("lets a strategy's exit through up to reduce-only", arguments: exits)
  func exit(standing: Standing, isLet: Bool) throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.setStanding(standing)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.isFlat == isLet)
    #expect(scene.told("x-1") == (isLet ? ["accepted", "done"] : ["intent.tripped"]))
  }

  @Test("lets a strategy's adjustment through up to reduce-only", arguments: exits)
  func adjust(standing: Standing, isLet: Bool) throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.setStanding(standing)
    scene.deliver(
      .intent(.adjust(AdjustIntent(id: "a-1", of: "e-1", stopLoss: "64500", takeProfit: nil))))
    scene.run(5_000)
    #expect(scene.venue.own(.stopLoss).map(\.triggerPrice) == [isLet ? "64500" : "64000"])
  }

  @Test("once tripped without flattening, closes what cannot be covered all the same") func keepsStops()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.setStanding(Standing(mode: .tripped, cause: .foreignOrder))
    scene.run(3_000)
    #expect(scene.isCovered)
    scene.fireStop(filling: .zero, as: .cancelled)
    scene.run(10_000)
    #expect(scene.isFlat)
  }

  @Test("is not made milder by anything but a person's reset") func onlyOn() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.setStanding(Standing(mode: .tripped, cause: .command))
    scene.deliver(.killSwitch(Standing(mode: .reduceOnly, cause: .otherInstance)))
    #expect(scene.conductor.standing.mode == .tripped)
    scene.deliver(.killSwitch(Standing(mode: .noEntry, cause: nil)))
    #expect(scene.conductor.standing.mode == .tripped)
    scene.setStanding(.armed)
    #expect(scene.conductor.standing == .armed)
  }

  @Test("flattens in the order of its work: entry, exit, and the stop last") func order() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.04")
    scene.run(2_000)
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(10_000)
    #expect(scene.isClean)
    let cancel = try #require(scene.firstSent(.cancel))
    let exit = try #require(scene.firstSent(.exit))
    let uncover = try #require(scene.firstSent(.uncover))
    #expect(cancel <= exit)
    #expect(exit < uncover)
    #expect(scene.violations.isEmpty)
  }

  @Test("flattens through the book once the market brings nothing, and never with two orders at a time")
  func widens() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.exitFillsAtMost = .zero
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(20_000)
    #expect(Array(scene.exits.prefix(3).map(\.price)) == [.market, .market, .market])
    let limits = scene.exits.compactMap { exit -> ExactDecimal? in
      if case .immediateOrCancel(let price) = exit.price { price } else { nil }
    }
    #expect(Array(limits.prefix(4)) == ["63700", "62400", "59800", "55250"])
    #expect(limits.allSatisfy { $0 >= "55250" })
    #expect(scene.isCovered)
    #expect(scene.violations.isEmpty)
  }

  @Test("trips for a journal that cannot be written, and protects on") func journal() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.deliver(.journal(.failing("no space left")))
    scene.run(2_000)
    #expect(scene.latches == [.journalUnwritable])
    #expect(scene.isCovered)
    scene.venue.orders[0].limitPrice = "63000"
    scene.run(5_000)
    #expect(scene.isCovered)
  }

  @Test("is not needed where the journal's room is only for protection: entries stop, and begin again")
  func reserve() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.deliver(.journal(.reserveOnly))
    scene.enter()
    scene.run(1_000)
    #expect(scene.told() == ["intent.entries-not-permitted"])
    #expect(scene.latches.isEmpty)
    scene.deliver(.journal(.healthy))
    scene.run(6_000)
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2").last == "protected")
  }
}
