import Chronology
import ExactDecimal
import StrictJSON

extension OwnOrder {
  private enum Kind: String, CaseIterable { case entry, protective, exit }

  var json: JSON {
    switch self {
    case .entry(let order): [Kind.entry.rawValue: order.json]
    case .protective(let order): [Kind.protective.rawValue: order.json]
    case .exit(let order): [Kind.exit.rawValue: order.json]
    }
  }

  init(_ json: JSON, at path: String) throws(RecordError) {
    let (name, value) = try RecordReader.onlyMember(of: json, at: path)
    let place = "\(path).\(name)"
    let kind: Kind = try RecordReader.word(name, at: place)
    switch kind {
    case .entry: self = .entry(try EntryOrder(value, at: place))
    case .protective: self = .protective(try ProtectiveOrder(value, at: place))
    case .exit: self = .exit(try ExitOrder(value, at: place))
    }
  }
}

/// How a price is written: the bare word `market`, or `{KIND:PRICE}`.
private enum PriceForm: String, CaseIterable {
  case market, limit
  case postOnly = "post-only"
  case immediateOrCancel = "immediate-or-cancel"

  func json(_ price: ExactDecimal) -> JSON { [rawValue: .decimal(price)] }

  /// The form, and the price of all but `market`.
  static func read(_ json: JSON, at path: String) throws(RecordError) -> (
    form: PriceForm, price: ExactDecimal
  ) {
    if let word = json.stringValue {
      guard word == market.rawValue else {
        throw RecordError(.unknownWord, at: path, expected: market.rawValue, found: word)
      }
      return (.market, .zero)
    }
    let (name, value) = try RecordReader.onlyMember(of: json, at: path)
    let place = "\(path).\(name)"
    let form: PriceForm = try RecordReader.word(name, at: place)
    guard form != .market else {
      throw RecordError(.unknownWord, at: place, expected: "a kind of price with a number", found: name)
    }
    guard let text = value.stringValue else {
      throw RecordError(.wrongKind, at: place, expected: "a string", found: value.kindName)
    }
    return (form, try RecordReader.decimal(text, at: place))
  }
}

extension EntryOrder {
  fileprivate var json: JSON {
    let price: JSON =
      switch self.price {
      case .market: .string(PriceForm.market.rawValue)
      case .limit(let price): PriceForm.limit.json(price)
      case .postOnly(let price): PriceForm.postOnly.json(price)
      case .immediateOrCancel(let price): PriceForm.immediateOrCancel.json(price)
      }
    return [
      "id": .id(id), "symbol": .string(symbol.spelling), "position": .string(position.rawValue),
      "size": .decimal(size), "price": price, "process-before": .time(processBefore),
    ]
  }

  fileprivate init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    let id = try reader.orderID("id")
    let symbol = try reader.symbol("symbol")
    let position: PositionSide = try reader.word("position")
    let size = try reader.decimal("size")
    let (form, number) = try PriceForm.read(try reader.value("price"), at: reader.path(of: "price"))
    let price: Price =
      switch form {
      case .market: .market
      case .limit: .limit(number)
      case .postOnly: .postOnly(number)
      case .immediateOrCancel: .immediateOrCancel(number)
      }
    self.init(
      id: id, symbol: symbol, position: position, size: size, price: price,
      processBefore: try reader.time("process-before"))
    try reader.finish()
  }
}

extension ProtectiveOrder {
  fileprivate var json: JSON {
    [
      "id": .id(id), "symbol": .string(symbol.spelling), "role": .string(role.rawValue),
      "position": .string(position.rawValue), "size": .decimal(size), "trigger-price": .decimal(triggerPrice),
      "signal": .string(signal.rawValue),
    ]
  }

  fileprivate init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    self.init(
      id: try reader.orderID("id"), symbol: try reader.symbol("symbol"), role: try reader.word("role"),
      position: try reader.word("position"), size: try reader.decimal("size"),
      triggerPrice: try reader.decimal("trigger-price"), signal: try reader.word("signal"))
    try reader.finish()
  }
}

extension ExitOrder {
  fileprivate var json: JSON {
    let price: JSON =
      switch self.price {
      case .market: .string(PriceForm.market.rawValue)
      case .immediateOrCancel(let price): PriceForm.immediateOrCancel.json(price)
      }
    return [
      "id": .id(id), "symbol": .string(symbol.spelling), "position": .string(position.rawValue),
      "size": .decimal(size), "price": price,
    ]
  }

  fileprivate init(_ json: JSON, at path: String) throws(RecordError) {
    var reader = try RecordReader(json, at: path)
    let id = try reader.orderID("id")
    let symbol = try reader.symbol("symbol")
    let position: PositionSide = try reader.word("position")
    let size = try reader.decimal("size")
    let (form, number) = try PriceForm.read(try reader.value("price"), at: reader.path(of: "price"))
    let price: Price
    switch form {
    case .market: price = .market
    case .immediateOrCancel: price = .immediateOrCancel(number)
    case .limit, .postOnly:
      throw RecordError(
        .unknownWord, at: reader.path(of: "price"), expected: "market, immediate-or-cancel",
        found: form.rawValue)
    }
    self.init(id: id, symbol: symbol, position: position, size: size, price: price)
    try reader.finish()
  }
}
