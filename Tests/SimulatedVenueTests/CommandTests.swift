import Chronology
import SimulatedVenue
import Testing

@Suite("A command") struct CommandTests {
  @Test("to cancel answers cancelled, then filled or not found")
  func cancel() throws {
    var scene = VenueScene()
    try scene.place(.limit, .buy, 1, limit: 69_000, id: "a")
    #expect(try scene.order(.cancel(.client("a"), processBefore: nil)).kinds == ["CANCEL"])
    #expect(try scene.order(.cancel(.client("a"), processBefore: nil)).status == .notFound)
    let filled = try #require(try scene.place(.market, .buy, 1).orderID)
    #expect(try scene.order(.cancel(.id(filled), processBefore: nil)).status == .filled)
    scene.pass(5_001)
    #expect(try scene.order(.cancel(.id(filled), processBefore: nil)).status == .notFound)
    #expect(
      try scene.order(.cancel(.id(filled), processBefore: scene.now.advanced(byMilliseconds: -1))).status
        == .wouldProcessAfterSpecifiedTime)
  }

  @Test("of one account touches no order of another")
  func accounts() throws {
    var scene = VenueScene(accounts: 2)
    let id = try #require(try scene.place(.limit, .buy, 1, limit: 69_000).orderID)
    #expect(try scene.order(.cancel(.id(id), processBefore: nil), account: 1).status == .notFound)
    guard case .cancelAll(let status, _, _) = scene.command(.cancelAll(symbol: nil), account: 1) else {
      throw SceneMistake()
    }
    #expect(status == .noOrdersToCancel)
    #expect(scene.open.count == 1)
  }

  @Test("to edit counts the open part, or the whole order")
  func edit() throws {
    var scene = VenueScene()
    let id = try #require(try scene.place(.limit, .buy, 2, limit: 70_001).orderID)
    #expect(scene.open.first?.filled == Fixed(8, scale: 1))
    var edit = OrderEdit(order: .id(id))
    edit.size = 1
    #expect(try scene.order(.edit(edit)).kinds == ["EDIT"])
    #expect(scene.open.first?.quantity == Fixed(18, scale: 1))
    edit.isAbsolute = true
    edit.size = 3
    #expect(try scene.order(.edit(edit)).status == .edited)
    edit.size = Fixed(5, scale: 1)
    #expect(try scene.order(.edit(edit)).status == .invalidSize, "less than is filled")
  }

  @Test("to edit is refused as the venue does")
  func editRefusals() throws {
    var scene = VenueScene()
    var edit = OrderEdit(order: .id("nobody"))
    edit.size = 1
    #expect(try scene.order(.edit(edit)).status == .orderForEditNotFound)
    let id = try #require(try scene.place(.limit, .buy, 1, limit: 69_000).orderID)
    edit.order = .id(id)
    edit.stopPrice = 69_500
    #expect(try scene.order(.edit(edit)).status == .orderForEditNotAStop)
    edit.stopPrice = nil
    edit.limitPrice = Fixed(690_005, scale: 1)
    #expect(try scene.order(.edit(edit)).status == .invalidPrice)
    #expect(scene.open.first?.limitPrice == 69_000, "a refused edit leaves the order")
    let stop = try #require(try scene.place(.stop, .sell, 1, stop: 69_000).orderID)
    var move = OrderEdit(order: .id(stop))
    move.stopPrice = 69_200
    #expect(try scene.order(.edit(move)).status == .edited)
    #expect(scene.open.last?.trigger?.price == 69_200)
  }

  @Test("in a batch is answered item by item")
  func batch() throws {
    var scene = VenueScene()
    let items = [
      BatchItem(.place(VenueScene.ticket(.limit, .buy, 1, limit: 69_000, id: "a")), tag: "1"),
      BatchItem(.place(VenueScene.ticket(.market, .sell, 1, reduceOnly: true)), tag: "2"),
      BatchItem(.cancel(.client("a")), tag: nil),
      BatchItem(.refused(.requiredArgumentMissing), tag: "4"),
    ]
    guard case .batch(let answers) = scene.command(.batch(items)) else { throw SceneMistake() }
    #expect(
      answers.map(\.status) == [.placed, .wouldNotReducePosition, .cancelled, .requiredArgumentMissing])
    #expect(answers.map(\.tag) == ["1", "2", nil, "4"])
  }

  @Test("for the dead-man's switch cancels everything once, at its time")
  func deadMan() throws {
    var scene = VenueScene()
    try scene.place(.stop, .sell, 1, stop: 69_000)
    guard case .cancelAllAfter(let trigger) = scene.command(.cancelAllAfter(seconds: 60)) else {
      throw SceneMistake()
    }
    #expect(trigger == scene.now.advanced(byMilliseconds: 60_000))
    scene.pass(59_999)
    #expect(scene.open.count == 1)
    scene.pass(1)
    #expect(scene.open.isEmpty)
    #expect(scene.lastEnd?.reason == .deadManSwitch)
    try scene.place(.stop, .sell, 1, stop: 69_000)
    scene.pass(120_000)
    #expect(scene.open.count == 1, "it has gone off, and is off")
  }

  @Test("within Maker Protection is held; a cancel meanwhile is not final")
  func held() throws {
    var scene = VenueScene()
    #expect(scene.start(.place(VenueScene.ticket(.limit, .buy, 1, limit: 70_010, id: "a"))).isEmpty)
    #expect(scene.venue.held.count == 1)
    #expect(scene.open.isEmpty, "it does not show")
    let cancel = scene.start(.cancel(.client("a"), processBefore: nil))
    guard case .order(let answer) = try #require(cancel.first).answer else { throw SceneMistake() }
    #expect(answer.status == .cancelled)
    scene.pass(20)
    #expect(scene.size() == 1, "released as an ioc, it filled all the same")
  }

  @Test("that adds the 251st held order is refused")
  func heldLimit() throws {
    var scene = VenueScene()
    for _ in 0..<250 {
      #expect(scene.start(.place(VenueScene.ticket(.limit, .buy, Fixed(1, scale: 4), limit: 60_000))).isEmpty)
    }
    let outputs = scene.start(.place(VenueScene.ticket(.limit, .buy, 1, limit: 60_000)))
    guard case .order(let answer) = try #require(outputs.first).answer else { throw SceneMistake() }
    #expect(answer.status == .tooManyOrders)
    #expect(
      scene.start(.place(VenueScene.ticket(.post, .buy, 1, limit: 60_000))).count == 1, "posts are not held")
  }

  @Test("on a preference for leverage raises the margin")
  func leverage() throws {
    var scene = VenueScene(dollars: 10_000)
    _ = scene.command(.prefer(leverage: 5, symbol: VenueScene.bitcoin))
    #expect(try scene.place(.market, .buy, 1).status == .insufficientAvailableFunds)
    _ = scene.command(.prefer(leverage: nil, symbol: VenueScene.bitcoin))
    #expect(try scene.place(.market, .buy, 1).status == .placed)
  }
}
