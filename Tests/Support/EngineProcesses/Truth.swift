package import ExactDecimal
package import StrictJSON
package import Trading

/// What there is at the simulated venue itself, whatever faults hide of it from its clients; of one symbol.
package struct Truth: CustomStringConvertible {
  package struct Order {
    package let venueID: String
    /// Nil for one that is not an engine's.
    package let id: ClientOrderID?
    package let isBuy: Bool
    package let type: String
    package let size: ExactDecimal
    package let stopPrice: ExactDecimal?
    package let isReduceOnly: Bool
  }

  /// Above zero long.
  package let position: ExactDecimal
  package let orders: [Order]

  package init(_ state: JSON, _ symbol: String) throws {
    var position = ExactDecimal.zero
    for row in state["accounts"]?.arrayValue?.first?["positions"]?.arrayValue ?? []
    where row["symbol"]?.stringValue == symbol { position = try Self.number(row["size"]) ?? .zero }
    self.position = position
    orders = try (state["orders"]?.arrayValue ?? []).compactMap { entry in
      guard let row = entry["row"], row["symbol"]?.stringValue?.uppercased() == symbol.uppercased() else {
        return nil
      }
      return Order(
        venueID: row["order_id"]?.stringValue ?? "",
        id: row["cliOrdId"]?.stringValue.flatMap { ClientOrderID($0) },
        isBuy: row["side"]?.stringValue == "buy", type: row["orderType"]?.stringValue ?? "",
        size: try Self.number(row["unfilledSize"]) ?? .zero, stopPrice: try Self.number(row["stopPrice"]),
        isReduceOnly: entry["reduceOnlyInTruth"]?.boolValue ?? false)
    }
  }

  private static func number(_ json: JSON?) throws -> ExactDecimal? {
    guard let json, json != .null else { return nil }
    let text = json.stringValue ?? String(decoding: json.encoded(), as: UTF8.self)
    return ExactDecimal(text)
  }

  package var isFlat: Bool { position.signum == 0 }
  package func own(_ role: ClientOrderID.Role) -> [Order] { orders.filter { $0.id?.role == role } }
  package var entries: [Order] { own(.entry) }

  /// Own reduce-only stops on the right side, of exactly the position's size together.
  package var isCovered: Bool {
    let stops = own(.stopLoss).filter { $0.isReduceOnly && $0.isBuy == (position.signum < 0) }
    let size = stops.reduce(ExactDecimal.zero) { sum, stop in (try? sum + stop.size) ?? sum }
    return !isFlat && size == position.magnitude
  }

  /// Where everything should come to rest: nothing left behind, or covered.
  package var isSettled: Bool { isFlat ? orders.allSatisfy { $0.id == nil } : isCovered && entries.isEmpty }

  package var description: String {
    let rows = orders.map { order in
      let role = order.id.map { "\($0.role)/\($0.intent)/\($0.attempt)" } ?? "foreign"
      let price = order.stopPrice.map { " at \($0)" } ?? ""
      return "\(role) \(order.isBuy ? "buy" : "sell") \(order.size)\(price)"
    }
    return "\(position) [\(rows.joined(separator: ", "))]"
  }
}
