import Chronology
import ExactDecimal
public import StrictJSON

/// An intent as a strategy writes it: one object with one member, `enter`, `adjust`, `exit` or `cancel`.
///
/// Members that are not known are refused, since a misspelt `stop-loss` is no wish to have none. Numbers are texts:
/// a number that went through binary floating point is not what was meant.
extension Intent {
  private enum Kind: String, CaseIterable { case enter, adjust, exit, cancel }

  public init(_ json: JSON) throws(RecordError) {
    let (name, value) = try RecordReader.onlyMember(of: json, at: "$")
    let path = "$.\(name)"
    let kind: Kind = try RecordReader.word(name, at: path)
    var reader = try RecordReader(value, at: path)
    switch kind {
    case .enter: self = .enter(try EnterIntent(&reader))
    case .adjust:
      let adjust = AdjustIntent(
        id: try reader.intentID("id"), of: try reader.intentID("of"),
        stopLoss: try reader.plainDecimalIfAny("stop-loss"),
        takeProfit: try reader.plainDecimalIfAny("take-profit"))
      guard adjust.stopLoss != nil || adjust.takeProfit != nil else {
        throw RecordError(
          .missingMember, at: path, expected: "stop-loss, take-profit or both", found: "neither")
      }
      self = .adjust(adjust)
    case .exit:
      self = .exit(
        id: try reader.intentID("id"), of: try reader.intentID("of"),
        fraction: try reader.plainDecimalIfAny("fraction"))
    case .cancel: self = .cancel(id: try reader.intentID("id"), of: try reader.intentID("of"))
    }
    try reader.finish()
  }
}

extension EnterIntent {
  fileprivate init(_ reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.intentID("id"), symbol: try reader.symbol("symbol"), side: try reader.word("side"),
      size: try reader.plainDecimal("size"),
      price: try Price(try reader.value("entry"), at: reader.path(of: "entry")),
      stopLoss: try reader.plainDecimal("stop-loss"),
      takeProfit: try reader.plainDecimalIfAny("take-profit"))
  }
}

extension EnterIntent.Price {
  fileprivate init(_ json: JSON, at path: String) throws(RecordError) {
    if let word = json.stringValue {
      guard word == "market" else {
        throw RecordError(.unknownWord, at: path, expected: "market, or an object with limit", found: word)
      }
      self = .market
      return
    }
    var reader = try RecordReader(json, at: path)
    let limit = try reader.plainDecimal("limit")
    let isPostOnly = try reader.flagIfAny("post-only")
    let text = try reader.string("good-for")
    try reader.finish()
    guard let goodFor = Milliseconds(text: text), goodFor.count > 0 else {
      throw RecordError(
        .malformed, at: reader.path(of: "good-for"), expected: "a length of time such as 30s", found: text)
    }
    self = .limit(limit, isPostOnly: isPostOnly, goodFor: goodFor)
  }
}

extension RecordReader {
  fileprivate mutating func intentID(_ key: String) throws(RecordError) -> String {
    let id = try string(key)
    guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw RecordError(
        .malformed, at: path(of: key), expected: "1 to 64 printable ASCII characters without space", found: id
      )
    }
    return id
  }
}
