import Chronology
import StrictJSON

/// Reads orders out of parameters. The same names are used in forms and in the items of a batch, so that a function
/// from name to text is all this needs to know.
struct TicketReading {
  let personality: VenuePersonality
  let value: (String) -> String?

  private func required(_ key: String) throws(WireRefusal) -> String {
    guard let text = value(key) else { throw .missing(key) }
    return text
  }

  private func number(_ key: String) throws(WireRefusal) -> Fixed? {
    guard let text = value(key) else { return nil }
    guard let number = Fixed(text) else { throw .invalid(key) }
    return number
  }

  private func time(_ key: String) throws(WireRefusal) -> Timestamp? {
    guard let text = value(key) else { return nil }
    guard let time = Timestamp(rfc3339: text) else { throw .invalid(key) }
    return time
  }

  private func flag(_ key: String) throws(WireRefusal) -> Bool? {
    switch value(key)?.lowercased() {
    case nil: return nil
    case "true": return true
    case "false": return false
    default: throw .invalid(key)
    }
  }

  func ticket() throws(WireRefusal) -> OrderTicket {
    let word = try required("orderType")
    guard let type = OrderType(rawValue: word), isOffered(type) else {
      throw .malformed(code: 11, "invalid order type")
    }
    let symbol = try required("symbol")
    guard let side = Side(rawValue: try required("side").lowercased()) else { throw .invalid("side") }
    _ = try required("size")
    guard let size = try number("size") else { throw .missing("size") }
    var ticket = OrderTicket(symbol: symbol, type: type, side: side, size: size)
    ticket.limitPrice = try number("limitPrice")
    ticket.reduceOnly = try flag("reduceOnly") ?? false
    ticket.clientOrderID = value("cliOrdId")
    ticket.processBefore = try time("processBefore")
    if type.isTrigger {
      ticket.triggerSignal = try signal()
      ticket.limitOffset = try limitOffset()
      ticket.trailing = try trailing(type)
      ticket.stopPrice = try number("stopPrice")
      if type != .trailingStop, ticket.stopPrice == nil { throw .missing("stopPrice") }
    } else if type != .market, ticket.limitPrice == nil {
      throw .missing("limitPrice")
    }
    return ticket
  }

  private func isOffered(_ type: OrderType) -> Bool {
    switch type {
    case .trailingStop: personality.trailingStop == .accepted
    case .fillOrKill: personality.fillOrKill == .accepted
    default: true
    }
  }

  private func signal() throws(WireRefusal) -> TriggerSignal? {
    switch value("triggerSignal") {
    case nil: return nil
    case "last": return .last
    case "mark": return .mark
    case "index" where personality.signalWordsAccepted != .spotOnly: return .index
    case "spot" where personality.signalWordsAccepted != .indexOnly: return .index
    default: throw .invalid("triggerSignal")
    }
  }

  private func limitOffset() throws(WireRefusal) -> LimitOffset? {
    guard let amount = try number("limitPriceOffsetValue") else { return nil }
    guard let unit = LimitOffset.Unit(rawValue: try required("limitPriceOffsetUnit")) else {
      throw .invalid("limitPriceOffsetUnit")
    }
    return LimitOffset(value: amount, unit: unit)
  }

  private func trailing(_ type: OrderType) throws(WireRefusal) -> TrailingDistance? {
    guard type == .trailingStop else { return nil }
    guard let deviation = try number("trailingStopMaxDeviation") else {
      throw .missing("trailingStopMaxDeviation")
    }
    guard let unit = LimitOffset.Unit(rawValue: try required("trailingStopDeviationUnit")) else {
      throw .invalid("trailingStopDeviationUnit")
    }
    let isInRange =
      unit == .percent ? deviation >= Fixed(1, scale: 1) && deviation <= 50 : deviation.isPositive
    guard isInRange else { throw .invalid("trailingStopMaxDeviation") }
    return TrailingDistance(maximumDeviation: deviation, unit: unit)
  }

  /// - Parameter idKey: `orderId` for single edits, `order_id` in batches.
  func edit(idKey: String) throws(WireRefusal) -> OrderEdit {
    var edit = OrderEdit(order: try reference(idKey))
    edit.size = try number("size")
    edit.limitPrice = try number("limitPrice")
    edit.stopPrice = try number("stopPrice")
    edit.processBefore = try time("processBefore")
    switch value("qtyMode") {
    case nil, "RELATIVE": break
    case "ABSOLUTE": edit.isAbsolute = true
    default: throw .invalid("qtyMode")
    }
    return edit
  }

  func reference(_ idKey: String) throws(WireRefusal) -> OrderReference {
    if let id = value(idKey) { return .id(id) }
    if let id = value("cliOrdId") { return .client(id) }
    throw .missing(idKey)
  }

  func cancel() throws(WireRefusal) -> VenueCommand {
    .cancel(try reference("order_id"), processBefore: try time("processBefore"))
  }
}

/// Reads `json={"batchOrder":[…]}`.
struct BatchReading {
  let personality: VenuePersonality

  static let largest = 500

  func items(_ text: String) throws(WireRefusal) -> [BatchItem] {
    guard let json = try? JSON.parse(Array(text.utf8)), let list = json["batchOrder"]?.arrayValue else {
      throw .unreadableJSON
    }
    guard list.count <= BatchReading.largest else { throw .invalid("batchOrder") }
    var items: [BatchItem] = []
    for element in list {
      guard element.members != nil else { throw .unreadableJSON }
      items.append(item(element))
    }
    return items
  }

  private func item(_ json: JSON) -> BatchItem {
    let tag = BatchReading.text(json["order_tag"])
    let reading = TicketReading(personality: personality) { key in BatchReading.text(json[key]) }
    do throws(WireRefusal) {
      switch json["order"]?.stringValue {
      case "send":
        guard tag != nil else { throw .missing("order_tag") }
        let ticket = try reading.ticket()
        if ticket.type == .stop, ticket.limitPrice == nil, personality.stopWithoutLimitInBatch == .refused {
          throw .missing("limitPrice")
        }
        return BatchItem(.place(ticket), tag: tag)
      case "edit": return BatchItem(.edit(try reading.edit(idKey: "order_id")), tag: tag)
      case "cancel": return BatchItem(.cancel(try reading.reference("order_id")), tag: tag)
      default: throw .missing("order")
      }
    } catch {
      return BatchItem(.refused(.requiredArgumentMissing), tag: tag)
    }
  }

  private static func text(_ json: JSON?) -> String? {
    switch json {
    case .string(let text): text.isEmpty ? nil : text
    case .number(let lexeme): lexeme
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}
