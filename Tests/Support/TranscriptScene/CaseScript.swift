import CertificationEvidence
import Chronology
import ExactDecimal
import Trading

/// One case as an orderly runner and an honest venue play it. The price is 70000, the trigger 10 away.
struct CaseScript {
  let certificationCase: CertificationCase
  let number: Int
  private(set) var steps: [TranscriptScene.Step] = []

  private var position: PositionSide { certificationCase.position }
  private var firesBelow: Bool { certificationCase.order.firesBelow(protecting: position) }
  private var symbol: Symbol { TranscriptScene.symbol }
  private var episode: TranscriptMarker.Episode { .certificationCase(symbol, certificationCase) }

  init(_ certificationCase: CertificationCase, number: Int) {
    self.certificationCase = certificationCase
    self.number = number
    let (guardStop, tested, sibling) = (
      protective(.guardStop, .stopLoss, distance: 1_000), testedOrder, siblingOrder
    )
    add("begins", .marker(.begins(episode)))
    reading("start", open: false, [])
    add("start.fills", Wire.fills([older]))
    send("guard", .guardStop, .protect(guardStop), Wire.placed("v-guard-\(number)", guardStop.id))
    reading("guarded", open: false, [Wire.trigger(guardStop, id: "v-guard-\(number)")])
    send("entry", .entry, .enter(entry), Wire.placed("v-entry-\(number)", entry.id, events: execution))
    reading("opened", open: true, [Wire.trigger(guardStop, id: "v-guard-\(number)")])
    ticker("before", at: 70_000)
    send("tested", .tested, .protect(tested), Wire.placed("v-tested-\(number)", tested.id))
    send("sibling", .sibling, .protect(sibling), Wire.placed("v-sibling-\(number)", sibling.id))
    let others = [
      Wire.trigger(guardStop, id: "v-guard-\(number)"), Wire.trigger(sibling, id: "v-sibling-\(number)"),
    ]
    reading("shown", open: true, others + [Wire.trigger(tested, id: "v-tested-\(number)")])
    ticker("waiting", at: 70_000)
    ticker("reached", at: firesBelow ? 69_989 : 70_011)
    reading("flat", open: false, others)
    add("after.fills", Wire.fills([testedFill, entryFill, older]))
    reading("again", open: false, others)
    cancel("sibling", sibling.id)
    cancel("guard", guardStop.id)
    reading("end", open: false, [])
    add("ends", .marker(.ends(episode)))
  }

  private var testedOrder: ProtectiveOrder {
    protective(
      certificationCase.order == .stopLoss ? .stopLoss : .takeProfit, certificationCase.order, distance: 10)
  }

  private var siblingOrder: ProtectiveOrder {
    certificationCase.order == .stopLoss
      ? protective(.takeProfit, .takeProfit, distance: 1_000)
      : protective(.stopLoss, .stopLoss, distance: 900)
  }

  private func protective(
    _ role: ClientOrderID.Role, _ order: ProtectiveRole, distance: Int64
  ) -> ProtectiveOrder {
    let below = order.firesBelow(protecting: position)
    return ProtectiveOrder(
      id: id(role), symbol: symbol, role: order, position: position, size: TranscriptScene.decimal("0.0001"),
      triggerPrice: ExactDecimal(70_000 + (below ? -distance : distance)), signal: certificationCase.trigger)
  }

  private var entry: EntryOrder {
    EntryOrder(
      id: id(.entry), symbol: symbol, position: position, size: TranscriptScene.decimal("0.0001"),
      price: .market, processBefore: TranscriptScene.startedAt.advanced(byMilliseconds: 600_000))
  }

  private func id(_ role: ClientOrderID.Role) -> ClientOrderID {
    guard
      let id = ClientOrderID(owner: TranscriptScene.owner, role: role, intent: UInt64(number * 10 + 1))
    else { preconditionFailure("a small number fits") }
    return id
  }

  private var execution: String {
    #"{"type":"EXECUTION","executionId":"x\#(number)","price":70000,"amount":0.0001,"orderPriorExecution":{"orderId":"v-entry-\#(number)","type":"ioc"}}"#
  }

  private var older: String {
    Wire.fill("f-old", order: "v-old", client: nil, .buy, "69000", at: "2026-11-22T10:00:00.000Z")
  }

  private var entryFill: String {
    Wire.fill(
      "f-entry-\(number)", order: "v-entry-\(number)", client: entry.id.description, position.entrySide,
      "70000",
      at: "ENTRYTIME-\(number)#")
  }

  private var testedFill: String {
    Wire.fill(
      "f-tested-\(number)", order: "v-tested-\(number)", client: testedOrder.id.description,
      position.exitSide,
      firesBelow ? "69988" : "70012", at: "FILLTIME-\(number)#")
  }

  // MARK: Steps

  private mutating func add(_ label: String, _ content: TranscriptScene.Content) {
    steps.append(.init(label: number == 0 ? label : "\(number).\(label)", content: content))
  }

  private mutating func reading(_ label: String, open: Bool, _ orders: [String]) {
    let position = open ? Wire.position(position) : ""
    add("\(label).positions", Wire.positions(position))
    add("\(label).orders", Wire.orders(orders))
    add("\(label).settled", Wire.positions(position))
  }

  /// The signals that are not tested stay where they are.
  private mutating func ticker(_ label: String, at price: Int) {
    let signal = certificationCase.trigger
    add(
      "\(label).ticker",
      Wire.ticker(
        last: signal == .last ? price : 70_000, mark: signal == .mark ? price : 70_000,
        index: signal == .index ? price : 70_000))
  }

  private mutating func send(
    _ label: String, _ role: TranscriptMarker.CommandRole, _ command: VenueCommand, _ status: String
  ) {
    add("\(label).marker", .marker(.command(role, command)))
    add("\(label).send", Wire.command(command, status))
  }

  private mutating func cancel(_ label: String, _ id: ClientOrderID) {
    let command = VenueCommand.cancel(.client(id), symbol)
    let role: TranscriptMarker.CommandRole = label == "guard" ? .guardStop : .sibling
    add("\(label).cancel-marker", .marker(.command(role, command)))
    add("\(label).cancel", Wire.command(command, Wire.cancelled("v-\(label)-\(number)")))
  }
}
