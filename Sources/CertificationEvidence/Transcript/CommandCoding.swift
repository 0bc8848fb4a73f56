import Chronology
import ExactDecimal
import StrictJSON
import Trading

// The neutral intent of an order as a transcript writes it: every field, in this order.

extension VenueCommand {
  var json: JSON {
    switch self {
    case .enter(let order):
      [
        "kind": "enter", "id": .string(order.id.description), "symbol": .string(order.symbol.spelling),
        "position": .string(order.position.rawValue), "size": .string(order.size.description),
        "price": order.price.json, "processBefore": .string(order.processBefore.description),
      ]
    case .protect(let order):
      [
        "kind": "protect", "id": .string(order.id.description), "symbol": .string(order.symbol.spelling),
        "order": .string(order.role.rawValue), "position": .string(order.position.rawValue),
        "size": .string(order.size.description), "triggerPrice": .string(order.triggerPrice.description),
        "signal": .string(order.signal.rawValue),
      ]
    case .exit(let order):
      [
        "kind": "exit", "id": .string(order.id.description), "symbol": .string(order.symbol.spelling),
        "position": .string(order.position.rawValue), "size": .string(order.size.description),
        "price": order.price.json,
      ]
    case .amend(let amendment):
      [
        "kind": "amend", "order": amendment.order.json, "symbol": .string(amendment.symbol.spelling),
        "totalSize": amendment.totalSize.map { .string($0.description) } ?? .null,
        "triggerPrice": amendment.triggerPrice.map { .string($0.description) } ?? .null,
      ]
    case .cancel(let order, let symbol):
      ["kind": "cancel", "order": order.json, "symbol": .string(symbol.spelling)]
    }
  }

  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    let kind = try object.string("kind")
    switch kind {
    case "enter":
      self = .enter(
        EntryOrder(
          id: try object.orderID("id"), symbol: try object.symbol("symbol"),
          position: try object.word("position"), size: try object.decimal("size"),
          price: try EntryOrder.Price(try object.object("price")),
          processBefore: try object.timestamp("processBefore")))
    case "protect":
      self = .protect(
        ProtectiveOrder(
          id: try object.orderID("id"), symbol: try object.symbol("symbol"), role: try object.word("order"),
          position: try object.word("position"), size: try object.decimal("size"),
          triggerPrice: try object.decimal("triggerPrice"), signal: try object.word("signal")))
    case "exit":
      self = .exit(
        ExitOrder(
          id: try object.orderID("id"), symbol: try object.symbol("symbol"),
          position: try object.word("position"), size: try object.decimal("size"),
          price: try ExitOrder.Price(try object.object("price"))))
    case "amend":
      self = .amend(
        OrderAmendment(
          order: try OrderReference(try object.object("order")), symbol: try object.symbol("symbol"),
          totalSize: try object.optionalDecimal("totalSize"),
          triggerPrice: try object.optionalDecimal("triggerPrice")))
    case "cancel":
      self = .cancel(try OrderReference(try object.object("order")), try object.symbol("symbol"))
    default:
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "kind"), expected: "one of enter, protect, exit, amend, cancel",
        found: kind)
    }
    try object.finish()
  }
}

extension EntryOrder.Price {
  fileprivate var json: JSON {
    switch self {
    case .market: ["kind": "market", "price": nil]
    case .limit(let price): ["kind": "limit", "price": .string(price.description)]
    case .postOnly(let price): ["kind": "post-only", "price": .string(price.description)]
    case .immediateOrCancel(let price): ["kind": "immediate-or-cancel", "price": .string(price.description)]
    }
  }

  fileprivate init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    let (kind, price) = try object.kindAndPrice(["market", "limit", "post-only", "immediate-or-cancel"])
    switch (kind, price) {
    case ("limit", let price?): self = .limit(price)
    case ("post-only", let price?): self = .postOnly(price)
    case ("immediate-or-cancel", let price?): self = .immediateOrCancel(price)
    default: self = .market
    }
  }
}

extension ExitOrder.Price {
  fileprivate var json: JSON {
    switch self {
    case .market: ["kind": "market", "price": nil]
    case .immediateOrCancel(let price): ["kind": "immediate-or-cancel", "price": .string(price.description)]
    }
  }

  fileprivate init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    switch try object.kindAndPrice(["market", "immediate-or-cancel"]) {
    case (_, let price?): self = .immediateOrCancel(price)
    default: self = .market
    }
  }
}

extension OrderReference {
  fileprivate var json: JSON {
    switch self {
    case .client(let id): ["kind": "client", "id": .string(id.description)]
    case .venue(let id): ["kind": "venue", "id": .string(id)]
    }
  }

  fileprivate init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    let kind = try object.string("kind")
    switch kind {
    case "client": self = .client(try object.orderID("id"))
    case "venue": self = .venue(try object.filledString("id"))
    default:
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "kind"), expected: "one of client, venue", found: kind)
    }
    try object.finish()
  }
}

extension JSONObjectReader {
  mutating func symbol(_ key: String) throws(JSONShapeError) -> Symbol {
    let text = try string(key)
    guard let symbol = Symbol(text) else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a market's name", found: text)
    }
    return symbol
  }

  fileprivate mutating func orderID(_ key: String) throws(JSONShapeError) -> ClientOrderID {
    let text = try string(key)
    guard let id = ClientOrderID(text), id.description == text else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a client order id of this product", found: text)
    }
    return id
  }

  fileprivate mutating func optionalDecimal(_ key: String) throws(JSONShapeError) -> ExactDecimal? {
    try optionalString(key) == nil ? nil : try decimal(key)
  }

  /// `{"kind":…,"price":…}`: the first kind has no price, every other has one.
  fileprivate mutating func kindAndPrice(
    _ kinds: [String]
  ) throws(JSONShapeError) -> (kind: String, price: ExactDecimal?) {
    let kind = try string("kind")
    guard kinds.contains(kind) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: "kind"), expected: "one of \(kinds.joined(separator: ", "))", found: kind)
    }
    let price = try optionalDecimal("price")
    guard (price == nil) == (kind == kinds.first) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: "price"), expected: price == nil ? "a price" : "null",
        found: price?.description ?? "null")
    }
    try finish()
    return (kind, price)
  }
}
