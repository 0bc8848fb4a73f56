import Chronology
import StrictJSON

extension Endpoint {
  private static let root = "/derivatives/api/v3/"

  static let orderEndpoints: [Endpoint] = [
    Endpoint("sendorder", ["POST"], root + "sendorder", .signed, cost: { _ in 10 }) {
      (kraken, call) throws(WireRefusal) in
      let ticket = try call.reading(kraken).ticket()
      _ = try kraken.market(ticket.symbol, error: "symbol")
      return .command(.place(ticket)) { answer, venue in
        .order(answer, venue, key: "sendStatus") { $0.sendStatus($1) }
      }
    },
    Endpoint("editorder", ["POST"], root + "editorder", .signed, cost: { _ in 10 }) {
      (kraken, call) throws(WireRefusal) in
      .command(.edit(try call.reading(kraken).edit(idKey: "orderId"))) { answer, venue in
        .order(answer, venue, key: "editStatus") { $0.editStatus($1) }
      }
    },
    Endpoint("cancelorder", ["POST"], root + "cancelorder", .signed, cost: { _ in 10 }) {
      (kraken, call) throws(WireRefusal) in
      .command(try call.reading(kraken).cancel()) { answer, venue in
        .order(answer, venue, key: "cancelStatus") { $0.cancelStatus($1) }
      }
    },
    Endpoint("cancelallorders", ["POST"], root + "cancelallorders", .signed, cost: { _ in 25 }) {
      (kraken, call) throws(WireRefusal) in
      let symbol = call.value("symbol")
      if let symbol { _ = try kraken.market(symbol, error: "symbol") }
      return .command(.cancelAll(symbol: symbol)) { answer, venue in
        guard case .cancelAll(let status, let cancelled, let received) = answer else {
          return .confused(venue)
        }
        let shapes = AnswerShapes(venue: venue)
        return .success(
          [("cancelStatus", shapes.cancelAllStatus(status, cancelled, received, only: symbol ?? "all"))],
          at: venue.now)
      }
    },
    Endpoint("cancelallordersafter", ["POST"], root + "cancelallordersafter", .signed, cost: { _ in 25 }) {
      (_, call) throws(WireRefusal) in
      guard let text = call.value("timeout") else { throw .missing("timeout") }
      guard let seconds = Fixed(text), seconds.isMultiple(of: 1), seconds >= 0, seconds <= 86_400 else {
        throw .invalid("timeout")
      }
      return .command(.cancelAllAfter(seconds: Int(seconds.units / Fixed.one.units))) { answer, venue in
        guard case .cancelAllAfter(let trigger) = answer else { return .confused(venue) }
        return .success(
          [
            (
              "status",
              .members([
                ("currentTime", .time(venue.now)), ("triggerTime", trigger.map { .time($0) } ?? "0"),
              ])
            )
          ], at: venue.now)
      }
    },
    Endpoint(
      "batchorder", ["POST"], root + "batchorder", .signed,
      cost: { parameters in
        9 + Int64((parameters["json"] ?? "").split(separator: "\"order\"").count - 1)
      }
    ) { (kraken, call) throws(WireRefusal) in
      guard let text = call.value("json") else { throw .missing("json") }
      let isRaw = call.request.query.contains("{") || call.request.body.contains(0x7B)
      if isRaw, kraken.venue.personality.unescapedBatch == .refused {
        throw .malformed(code: 0, "Bad Request")
      }
      let items = try BatchReading(personality: kraken.venue.personality).items(text)
      return .command(.batch(items)) { answer, venue in
        guard case .batch(let answers) = answer else { return .confused(venue) }
        let shapes = AnswerShapes(venue: venue)
        return .success([("batchStatus", .array(answers.map(shapes.batchStatus)))], at: venue.now)
      }
    },
    Endpoint("orders-status", ["GET", "POST"], root + "orders/status", .signed, cost: { _ in 1 }) {
      kraken, call in
      let references =
        call.parameters.all("orderIds").map { OrderReference.id($0) }
        + call.parameters.all("cliOrdIds").map { OrderReference.client($0) }
      let rows = references.compactMap { kraken.status($0, account: call.account ?? 0) }
      return .success([("orders", .array(rows))], kraken)
    },
  ]
}

extension Call {
  func reading(_ kraken: SimulatedKraken) -> TicketReading {
    TicketReading(personality: kraken.venue.personality) { value($0) }
  }
}

extension WireReply {
  /// An answer about one order.
  fileprivate static func order(
    _ answer: VenueAnswer, _ venue: Venue, key: String, _ shape: (AnswerShapes, OrderAnswer) -> JSON
  ) -> WireReply {
    guard case .order(let order) = answer else { return confused(venue) }
    return success([(key, shape(AnswerShapes(venue: venue), order))], at: venue.now)
  }

  /// The venue answered something else than was asked.
  fileprivate static func confused(_ venue: Venue) -> WireReply {
    failure("Server Error", status: 500, at: venue.now)
  }
}

extension SimulatedKraken {
  /// Open orders, held ones, and those that ended within the venue's memory.
  fileprivate func status(_ reference: OrderReference, account: Int) -> JSON? {
    let shapes = OrderShapes(venue: venue)
    if let order = venue.find(reference, account: account) {
      let status = order.trigger == nil ? "ENTERED_BOOK" : "TRIGGER_PLACED"
      let reason: UpdateReason? = order.firedAt == nil ? nil : .limitFromStop
      return shapes.status(order, status, reason: reason?.rawValue, error: nil)
    }
    let ended = venue.accounts[account].finished.last {
      reference.names($0.order) && venue.now.milliseconds(since: $0.time) <= Venue.memory
    }
    if let ended {
      return shapes.status(
        ended.order, ended.status.rawValue, reason: ended.reason.rawValue, error: ended.error?.rawValue)
    }
    if let held = venue.heldOrder(reference, account: account) {
      return shapes.status(held, "ENTERED_BOOK", reason: UpdateReason.newUserOrder.rawValue, error: nil)
    }
    guard venue.personality.unknownOrderStatus == .emptyElement else { return nil }
    return .members([("order", .null), ("status", .null), ("updateReason", .null), ("error", .null)])
  }
}
