import Chronology
import ExactDecimal
public import StrictJSON
public import Trading

extension Intent {
  /// The form in which a strategy writes it at the engine's socket.
  public var json: JSON {
    switch self {
    case .enter(let intent): ["enter": intent.json]
    case .adjust(let intent):
      [
        "adjust": .object(
          [JSONMember("id", .string(intent.id)), JSONMember("of", .string(intent.of))]
            + Self.prices(intent.stopLoss, intent.takeProfit))
      ]
    case .exit(let id, let of, let fraction):
      [
        "exit": .object(
          [JSONMember("id", .string(id)), JSONMember("of", .string(of))]
            + (fraction.map { [JSONMember("fraction", .decimalText($0))] } ?? []))
      ]
    case .cancel(let id, let of): ["cancel": ["id": .string(id), "of": .string(of)]]
    }
  }

  fileprivate static func prices(_ stopLoss: ExactDecimal?, _ takeProfit: ExactDecimal?) -> [JSONMember] {
    [("stop-loss", stopLoss), ("take-profit", takeProfit)].compactMap { key, price in
      price.map { JSONMember(key, .decimalText($0)) }
    }
  }
}

extension EnterIntent {
  fileprivate var json: JSON {
    let entry: JSON =
      switch price {
      case .market: "market"
      case .limit(let price, let isPostOnly, let goodFor):
        [
          "limit": .decimalText(price), "post-only": .bool(isPostOnly),
          "good-for": .string(goodFor.description),
        ]
      }
    return .object(
      [
        JSONMember("id", .string(id)), JSONMember("symbol", .string(symbol.spelling)),
        JSONMember("side", .string(side.rawValue)), JSONMember("size", .decimalText(size)),
        JSONMember("entry", entry),
      ] + Intent.prices(stopLoss, takeProfit))
  }
}

extension JSON {
  /// Numbers are texts there, since one that went through binary floating point is not what was meant.
  static func decimalText(_ value: ExactDecimal) -> JSON { .string(value.description) }
}
