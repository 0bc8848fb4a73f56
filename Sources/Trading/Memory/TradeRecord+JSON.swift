import Chronology
import ExactDecimal
public import StrictJSON

/// The journal's form of a record: `{"at":TIME,KIND:{…}}`. Kinds and members are contract: journals of earlier
/// versions are read by later ones, and whoever meets a word that it does not know refuses the line.
extension TradeRecord {
  enum Kind: String, CaseIterable {
    case opened, ordered, named, filled, ended, adjusted, closed, answered, quarantined, adopted
    case dayBegan = "day-began"
  }

  public var json: JSON {
    let (kind, members) = content.kindAndMembers
    return ["at": .time(at), kind.rawValue: members]
  }

  /// One line of text without its end.
  public func encoded() -> [UInt8] { json.encoded() }

  public init(_ json: JSON) throws(RecordError) {
    var reader = try RecordReader(json)
    at = try reader.time("at")
    let kinds = reader.remainingKeys
    guard kinds.count == 1, let name = kinds.first else {
      throw RecordError(
        kinds.isEmpty ? .missingMember : .unknownMember, at: "$", expected: "one kind of record",
        found: kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
    }
    let path = reader.path(of: name)
    let kind: Kind = try RecordReader.word(name, at: path)
    content = try Content(kind, try reader.value(name), at: path)
    try reader.finish()
    try checkOrder(json, self.json)
  }

  /// Reads exactly the bytes that ``encoded()`` writes, and nothing that only means the same.
  public init(encoded bytes: [UInt8]) throws(RecordError) {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw RecordError(error) }
    try self.init(json)
    guard encoded() == bytes else {
      throw RecordError(.notCanonical, at: "$", expected: "the form that is written", found: "another")
    }
  }
}

/// Members stand in one order, so that equal records are equal bytes.
func checkOrder(_ read: JSON, _ written: JSON) throws(RecordError) {
  guard read == written else {
    throw RecordError(.notCanonical, at: "$", expected: "members in the order of writing", found: "another")
  }
}

extension TradeRecord.Content {
  fileprivate var kindAndMembers: (TradeRecord.Kind, JSON) {
    switch self {
    case .opened(let trade): (.opened, trade.json)
    case .ordered(let order): (.ordered, order.json)
    case .named(let id, let venueID): (.named, ["id": .id(id), "venue-id": .string(venueID)])
    case .filled(let fill): (.filled, fill.json)
    case .ended(let id, let end): (.ended, ["id": .id(id), "end": .string(end.rawValue)])
    case .adjusted(let symbol, let stop, let takeProfit):
      (
        .adjusted,
        [
          "symbol": .string(symbol.spelling), "stop-loss": .decimal(stop),
          "take-profit": .decimal(takeProfit),
        ]
      )
    case .closed(let symbol): (.closed, ["symbol": .string(symbol.spelling)])
    case .answered(let intent, let answer): (.answered, answer.json(to: intent))
    case .quarantined(let symbol, let because):
      (.quarantined, ["symbol": .string(symbol.spelling), "because": .string(because)])
    case .adopted(let symbol, let net, let price, let trade):
      (
        .adopted,
        [
          "symbol": .string(symbol.spelling), "net": .decimal(net), "price": .decimal(price),
          "trade": trade?.json ?? .null,
        ]
      )
    case .dayBegan(let day): (.dayBegan, day.json)
    }
  }

  fileprivate init(_ kind: TradeRecord.Kind, _ json: JSON, at path: String) throws(RecordError) {
    switch kind {
    case .opened:
      self = .opened(try Trade(json, at: path))
      return
    case .ordered:
      self = .ordered(try OwnOrder(json, at: path))
      return
    case .filled:
      self = .filled(try OwnFill(json, at: path))
      return
    case .dayBegan:
      self = .dayBegan(try TradingDay(json, at: path))
      return
    case .answered:
      let (intent, answer) = try IntentAnswer.read(json, at: path)
      self = .answered(intent, answer)
      return
    case .named, .ended, .adjusted, .closed, .quarantined, .adopted: break
    }
    var reader = try RecordReader(json, at: path)
    switch kind {
    case .named: self = .named(try reader.orderID("id"), try reader.string("venue-id"))
    case .ended: self = .ended(try reader.orderID("id"), try reader.word("end"))
    case .adjusted:
      self = .adjusted(
        try reader.symbol("symbol"), stop: try reader.decimal("stop-loss"),
        takeProfit: try reader.optionalDecimal("take-profit"))
    case .quarantined:
      self = .quarantined(try reader.symbol("symbol"), because: try reader.string("because"))
    case .adopted:
      self = .adopted(
        try reader.symbol("symbol"), net: try reader.decimal("net"), price: try reader.decimal("price"),
        trade: try Trade.optional(try reader.value("trade"), at: reader.path(of: "trade")))
    default: self = .closed(try reader.symbol("symbol"))
    }
    try reader.finish()
  }
}
