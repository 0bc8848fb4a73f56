import Chronology
import ExactDecimal
import StrictJSON

extension Trade {
  /// What fits in the ids of its orders.
  static let numbers: ClosedRange<Int64> = 0...(1 << 40) - 1

  var json: JSON {
    [
      "number": .number(String(number)), "intent": .string(intent), "symbol": .string(symbol.spelling),
      "side": .string(side.rawValue), "size": .decimal(size), "stop-loss": .decimal(stop),
      "take-profit": .decimal(takeProfit), "signal": .string(signal.rawValue),
      "entry-ends-at": .time(entryEndsAt),
    ]
  }

  init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    self.init(
      number: UInt64(clamping: try reader.integer("number", in: Self.numbers)),
      intent: try reader.string("intent"), symbol: try reader.symbol("symbol"),
      side: try reader.word("side"), size: try reader.decimal("size"),
      stop: try reader.decimal("stop-loss"), takeProfit: try reader.optionalDecimal("take-profit"),
      signal: try reader.word("signal"), entryEndsAt: try reader.optionalTime("entry-ends-at"))
    try reader.finish()
  }

  static func optional(_ json: JSON, at path: String) throws(RecordError) -> Trade? {
    json.isNull ? nil : try Trade(json, at: path)
  }
}

extension OwnFill {
  var json: JSON {
    [
      "id": .string(id), "order": .id(order), "symbol": .string(symbol.spelling),
      "side": .string(side.rawValue), "size": .decimal(size), "price": .decimal(price),
    ]
  }

  init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    self.init(
      id: try reader.string("id"), order: try reader.orderID("order"), symbol: try reader.symbol("symbol"),
      side: try reader.word("side"), size: try reader.decimal("size"), price: try reader.decimal("price"))
    try reader.finish()
  }
}

extension TradingDay {
  var json: JSON {
    [
      "begins": .time(begins), "baseline-usd": .decimal(baselineUSD),
      "marks": .array(
        marks.map { ["symbol": .string($0.symbol.spelling), "price": .decimal($0.price)] }),
    ]
  }

  init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    let begins = try reader.time("begins")
    let baseline = try reader.optionalDecimal("baseline-usd")
    var marks: [MarkPrice] = []
    for (item, place) in try reader.items("marks") {
      var mark = try RecordReader(item, at: place)
      marks.append(MarkPrice(symbol: try mark.symbol("symbol"), price: try mark.decimal("price")))
      try mark.finish()
    }
    try reader.finish()
    self.init(begins: begins, baselineUSD: baseline, marks: marks)
  }
}
