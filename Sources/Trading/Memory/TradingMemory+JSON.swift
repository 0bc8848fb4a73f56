import Chronology
import ExactDecimal
public import StrictJSON

/// The snapshot: all that the journal's records have made, so that a start need not read them from the first.
extension TradingMemory {
  static let version = "v1"

  public var json: JSON {
    [
      "memory": .string(Self.version),
      "last-record-at": .time(lastRecordAt),
      "next-number": .number(String(nextNumber)),
      "entries-sent": .integer(entriesSent),
      "recent-entries": .array(recentEntries.map { .time($0) }),
      "day": day?.json ?? .null,
      "books": .array(books.map(\.json)),
      "answers": .array(answers.map { $0.answer.json(to: $0.intent) }),
      "fill-ids": .array(fillIDs.map { .string($0) }),
    ]
  }

  public init(_ json: JSON) throws(RecordError) {
    var reader = try RecordReader(json)
    let version = try reader.string("memory")
    guard version == Self.version else {
      throw RecordError(.unknownWord, at: "$.memory", expected: Self.version, found: version)
    }
    self.init()
    lastRecordAt = try reader.optionalTime("last-record-at")
    // One more than the last that an id can carry: then no more orders are made.
    let numbers = 1...Trade.numbers.upperBound + 1
    nextNumber = UInt64(clamping: try reader.integer("next-number", in: numbers))
    entriesSent = try reader.integer("entries-sent", in: 0 ... .max)
    let recent = reader.path(of: "recent-entries")
    for (place, text) in try reader.strings("recent-entries").enumerated() {
      recentEntries.append(try RecordReader.time(text, at: "\(recent)[\(place)]"))
    }
    let day = try reader.value("day")
    self.day = day.isNull ? nil : try TradingDay(day, at: "$.day")
    try readBooks(&reader)
    try readAnswers(&reader)
    let fills = try reader.strings("fill-ids")
    try Self.check(fills, at: "$.fill-ids", atMost: Self.keptFills)
    setFills(fills)
    try reader.finish()
    try checkOrder(json, self.json)
  }

  private mutating func readBooks(_ reader: inout RecordReader) throws(RecordError) {
    for (item, path) in try reader.items("books") {
      let book = try SymbolMemory(item, at: path)
      if let last = books.last, last.symbol >= book.symbol {
        throw RecordError(
          .notCanonical, at: path, expected: "a symbol after \(last.symbol)", found: book.symbol.spelling)
      }
      books.elements.append(book)
    }
  }

  private mutating func readAnswers(_ reader: inout RecordReader) throws(RecordError) {
    for (item, path) in try reader.items("answers") {
      let (intent, answer) = try IntentAnswer.read(item, at: path)
      answers.append(RecordedAnswer(intent: intent, answer: answer))
    }
    try Self.check(answers.map(\.intent), at: "$.answers", atMost: Self.keptAnswers)
  }

  /// What is kept to recognize things by is short and holds each once.
  fileprivate static func check(_ ids: [String], at path: String, atMost most: Int) throws(RecordError) {
    guard ids.count <= most else {
      throw RecordError(.outOfRange, at: path, expected: "at most \(most)", found: "\(ids.count)")
    }
    var seen: Set<String> = []
    for (place, id) in ids.enumerated() where !seen.insert(id).inserted {
      throw RecordError(.repeated, at: "\(path)[\(place)]", expected: "each id once", found: id)
    }
  }
}

extension SymbolMemory {
  fileprivate var json: JSON {
    [
      "symbol": .string(symbol.spelling), "net": .decimal(net), "trade": trade?.json ?? .null,
      "orders": .array(orders.map(\.json)), "quarantine": .optional(quarantine), "cash": .decimal(cash),
      "turnover": .decimal(turnover), "day-cash": .decimal(dayCash), "day-turnover": .decimal(dayTurnover),
      "day-start-net": .decimal(dayStartNet),
    ]
  }

  fileprivate init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    self.init(symbol: try reader.symbol("symbol"))
    net = try reader.decimal("net")
    trade = try Trade.optional(try reader.value("trade"), at: reader.path(of: "trade"))
    var orders: [OrderMemory] = []
    for (item, place) in try reader.items("orders") { orders.append(try OrderMemory(item, at: place)) }
    changeOrders { $0 = orders }
    try TradingMemory.check(orders.map(\.id.description), at: reader.path(of: "orders"), atMost: .max)
    quarantine = try reader.optionalString("quarantine")
    cash = try reader.decimal("cash")
    turnover = try reader.decimal("turnover")
    dayCash = try reader.decimal("day-cash")
    dayTurnover = try reader.decimal("day-turnover")
    dayStartNet = try reader.decimal("day-start-net")
    try reader.finish()
  }
}

extension OrderMemory {
  fileprivate var json: JSON {
    [
      "order": order.json, "venue-ids": .array(venueIDs.map { .string($0) }), "filled": .decimal(filled),
      "value": .decimal(value),
      "end": .optional(end?.rawValue),
    ]
  }

  fileprivate init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    self.init(order: try OwnOrder(try reader.value("order"), at: reader.path(of: "order")))
    venueIDs = try reader.strings("venue-ids")
    try TradingMemory.check(venueIDs, at: reader.path(of: "venue-ids"), atMost: .max)
    filled = try reader.decimal("filled")
    value = try reader.decimal("value")
    if let word = try reader.optionalString("end") {
      end = try RecordReader.word(word, at: reader.path(of: "end"))
    }
    try reader.finish()
  }
}
