import Chronology
import SimulatedVenue
import Testing

@Suite("A personality") struct PersonalityTests {
  static func scene(_ change: (inout VenuePersonality) -> Void) -> VenueScene {
    var personality = VenuePersonality()
    change(&personality)
    return VenueScene(personality)
  }

  @Test("caps or refuses an oversized reduce-only trigger when it fires")
  func oversizedTrigger() throws {
    for refused in [false, true] {
      var scene = Self.scene { $0.oversizedReduceOnlyTrigger = refused ? .refused : .capped }
      try scene.place(.market, .buy, 1)
      try scene.place(.stop, .sell, 3, stop: 69_500, reduceOnly: true)
      scene.move(to: 69_000)
      #expect(scene.size() == (refused ? 1 : 0))
      #expect(scene.lastEnd?.status == (refused ? .triggerActivationFailure : .fullyExecuted))
    }
  }

  @Test("caps or refuses an oversized reduce-only order")
  func oversizedOrder() throws {
    for refused in [false, true] {
      var scene = Self.scene { $0.oversizedReduceOnlyOrder = refused ? .refused : .capped }
      try scene.place(.market, .buy, 1)
      let answer = try scene.place(.market, .sell, 3, reduceOnly: true)
      #expect(answer.status == (refused ? .wouldNotReducePosition : .placed))
      #expect(scene.size() == (refused ? 1 : 0))
      guard !refused, case .execution(_, _, let reduced) = try #require(answer.events.first) else { continue }
      #expect(reduced == 2)
    }
  }

  @Test("accepts or refuses a reduce-only trigger while flat, and lets it end in one of two ways")
  func whileFlat() throws {
    var scene = Self.scene { $0.reduceOnlyTriggerWhileFlat = .refused }
    #expect(
      try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true).status == .wouldNotReducePosition)
    scene = Self.scene { $0.reduceOnlyTriggerFiredWhileFlat = .cancelled }
    try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true)
    scene.move(to: 69_000)
    #expect(scene.lastEnd?.status == .cancelled)
    #expect(scene.lastEnd?.reason == .wouldNotReducePosition)
  }

  @Test("keeps or changes the id on firing; the trigger's id is still known")
  func identityOnFiring() throws {
    for changed in [false, true] {
      var scene = Self.scene { $0.identityOnFiring = changed ? .changed : .kept }
      try scene.place(.market, .buy, 1)
      let id = try #require(try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true).orderID)
      scene.move(to: 69_000)
      let fill = try #require(scene.venue.accounts[0].fills.last)
      #expect((fill.orderID == id) != changed)
      #expect(scene.lastEnd?.order.firedFrom == (changed ? id : nil))
    }
  }

  @Test("keeps or changes the id on an amend")
  func identityOnAmend() throws {
    for changed in [false, true] {
      var scene = Self.scene { $0.identityOnAmend = changed ? .changed : .kept }
      let id = try #require(try scene.place(.limit, .buy, 1, limit: 69_000).orderID)
      var edit = OrderEdit(order: .id(id))
      edit.size = 2
      let answer = try scene.order(.edit(edit))
      #expect((answer.orderID == id) != changed)
      #expect(scene.open.map(\.id) == [answer.orderID])
    }
  }

  @Test("protects a fired stop by one per cent or lets it sell at any price")
  func band() throws {
    for protected in [true, false] {
      var scene = Self.scene { $0.firedStopBand = protected ? .onePercent : .none }
      scene.control(.setLevelSize(symbol: VenueScene.bitcoin, Fixed(1, scale: 4)))
      try scene.place(.market, .buy, Fixed(1, scale: 4))
      try scene.place(.stop, .sell, Fixed(1, scale: 4), stop: 69_500, reduceOnly: true)
      scene.prices(PriceSetting(last: 69_500))
      #expect(scene.size() == 0)
      #expect(scene.lastEnd?.order.limitPrice == (protected ? 69_300 : nil))
    }
  }

  @Test("fires a crossed trigger at once or refuses it")
  func crossed() throws {
    for refused in [false, true] {
      var scene = Self.scene { $0.crossedTrigger = refused ? .refused : .firesAtOnce }
      try scene.place(.market, .buy, 1)
      let answer = try scene.place(.stop, .sell, 1, stop: 71_000, reduceOnly: true)
      #expect(answer.status == (refused ? .invalidPrice : .placed))
      #expect(scene.size() == (refused ? 1 : 0))
    }
  }

  @Test("keeps or cancels the sibling after a fill")
  func sibling() throws {
    for cancelled in [false, true] {
      var scene = Self.scene { $0.siblingAfterFill = cancelled ? .cancelled : .kept }
      try scene.place(.market, .buy, 1)
      try scene.place(.takeProfit, .sell, 1, stop: 75_000, reduceOnly: true)
      try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true)
      scene.move(to: 69_000)
      #expect(scene.size() == 0)
      #expect(scene.open.count == (cancelled ? 0 : 1))
    }
  }

  @Test("accepts or refuses reduce-only stops that overlap")
  func overlap() throws {
    for refused in [false, true] {
      var scene = Self.scene { $0.overlappingReduceOnlyStops = refused ? .refused : .accepted }
      try scene.place(.market, .buy, 1)
      try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true)
      let second = try scene.place(.stop, .sell, 1, stop: 69_400, reduceOnly: true)
      #expect(second.status == (refused ? .wouldNotReducePosition : .placed))
      #expect(try scene.place(.takeProfit, .sell, 1, stop: 75_000, reduceOnly: true).status == .placed)
    }
  }

  @Test("watches the signal of its own choice when none is sent")
  func defaultSignal() throws {
    var scene = Self.scene { $0.defaultSignal = .mark }
    try scene.place(.stop, .sell, 1, stop: 69_500)
    #expect(scene.open.first?.trigger?.signal == .mark)
  }

  @Test("lets a client order id be used again after its order is gone, or never")
  func reuse() throws {
    for again in [false, true] {
      var scene = Self.scene { $0.clientOrderIDReuse = again ? .afterClose : .never }
      try scene.place(.limit, .buy, 1, limit: 69_000, id: "a")
      #expect(try scene.place(.limit, .buy, 1, limit: 69_000, id: "a").status == .clientOrderIdAlreadyExist)
      try scene.order(.cancel(.client("a"), processBefore: nil))
      let status = try scene.place(.limit, .buy, 1, limit: 69_000, id: "a").status
      #expect(status == (again ? .placed : .clientOrderIdAlreadyExist))
    }
  }

  @Test("holds triggers too, when placed and when fired")
  func heldTriggers() throws {
    var scene = Self.scene { $0.makerProtectionOnTriggers = .held }
    try scene.place(.market, .buy, 1)
    #expect(scene.start(.place(VenueScene.ticket(.stop, .sell, 1, stop: 69_500, reduceOnly: true))).isEmpty)
    scene.pass(20)
    #expect(scene.open.count == 1)
    scene.move(to: 69_000)
    #expect(scene.open.isEmpty)
    #expect(scene.size() == 1, "fired, and held")
    scene.pass(20)
    #expect(scene.size() == 0)
  }

  @Test("answers a held order at once, or after its release")
  func heldAnswer() throws {
    var scene = Self.scene { $0.heldAnswer = .atOnce }
    let outputs = scene.start(.place(VenueScene.ticket(.market, .buy, 1)))
    guard case .order(let answer) = try #require(outputs.first).answer else { throw SceneMistake() }
    #expect(answer.status == .placed)
    #expect(scene.size() == 0)
    scene.pass(20)
    #expect(scene.size() == 1)
    #expect(scene.venue.accounts[0].fills.last?.orderID == answer.orderID)
    scene = Self.scene { $0.cancelOfHeldOrder = .final }
    _ = scene.start(.place(VenueScene.ticket(.limit, .buy, 1, limit: 70_010, id: "a")))
    _ = scene.start(.cancel(.client("a"), processBefore: nil))
    scene.pass(20)
    #expect(scene.size() == 0)
  }

  @Test("refuses a released order that meets the account's own, or cancels that one")
  func ownOrders() throws {
    for cancels in [false, true] {
      var scene = Self.scene { $0.releasedOrderMeetsOwn = cancels ? .cancelsResting : .rejected }
      try scene.place(.post, .buy, 1, limit: 70_000)
      let answer = try scene.place(.limit, .sell, Fixed(5, scale: 1), limit: 70_000)
      #expect(answer.status == (cancels ? .placed : .selfFill))
      #expect(answer.kinds.first == (cancels ? "CANCEL" : "REJECT WOULD_EXECUTE_SELF"))
      #expect(scene.size() == (cancels ? Fixed(-5, scale: 1) : 0))
      #expect(scene.open.count == (cancels ? 0 : 1))
    }
  }

  @Test("says placed or filled of what filled at once")
  func filledStatus() throws {
    var scene = Self.scene { $0.statusOfFilledOrder = .filled }
    #expect(try scene.place(.market, .buy, 1).status == .filled)
    #expect(
      try scene.place(.immediateOrCancel, .buy, 2, limit: 70_001).status == .partiallyFilled)
  }

  @Test("is drawn from a seed with every word of every switch in reach, and the same again")
  func drawn() {
    for question in PersonalitySwitch.all {
      let words = Set((0..<200).map { question.word(in: VenuePersonality(seed: $0)) })
      #expect(words == Set(question.words), "\(question.name)")
      #expect(question.words.count >= 2)
      #expect(question.word(in: VenuePersonality()) == question.words[0], "the first word is the default")
    }
    #expect(VenuePersonality(seed: 9) == VenuePersonality(seed: 9))
    #expect(Set(PersonalitySwitch.all.map(\.name)).count == PersonalitySwitch.all.count)
  }
}
