import Chronology
import ExactDecimal
import Trading

/// Every intent once, with values that show how they are written: the input of ``OrderMapping``.
enum OrderIntents {
  struct Intent {
    let name: String
    let command: VenueCommand
  }

  static let all: [Intent] = entries + protections + exits + amendments + cancels + numberForms

  private static let venueOrderID = "59302619-41d2-4f0b-941f-7e7914760ad3"

  private static var entries: [Intent] {
    guard let limit = ExactDecimal("69000.5") else { return [] }
    let prices: [(String, EntryOrder.Price)] = [
      ("market", .market), ("limit", .limit(limit)), ("post-only", .postOnly(limit)),
      ("immediate-or-cancel", .immediateOrCancel(limit)),
    ]
    return prices.flatMap { name, price in
      PositionSide.allCases.compactMap { position in
        guard let id = id(.entry), let symbol, let size else { return nil }
        let order = EntryOrder(
          id: id, symbol: symbol, position: position, size: size, price: price,
          processBefore: Timestamp(clamping: 1_795_428_000_123))
        return Intent(name: "enter.\(name).\(position.rawValue)", command: .enter(order))
      }
    }
  }

  private static var protections: [Intent] {
    ProtectiveRole.allCases.flatMap { role in
      PositionSide.allCases.flatMap { position in
        TriggerSignal.allCases.compactMap { signal in
          guard let id = id(role == .stopLoss ? .stopLoss : .takeProfit), let symbol, let size else {
            return nil
          }
          let order = ProtectiveOrder(
            id: id, symbol: symbol, role: role, position: position, size: size,
            triggerPrice: ExactDecimal(69_000), signal: signal)
          return Intent(
            name: "protect.\(role.rawValue).\(position.rawValue).\(signal.rawValue)", command: .protect(order)
          )
        }
      }
    }
  }

  private static var exits: [Intent] {
    let prices: [(String, ExitOrder.Price)] = [
      ("market", .market), ("immediate-or-cancel", .immediateOrCancel(ExactDecimal(67_620))),
    ]
    return prices.flatMap { name, price in
      PositionSide.allCases.compactMap { position in
        guard let id = id(.exit), let symbol, let size else { return nil }
        let order = ExitOrder(id: id, symbol: symbol, position: position, size: size, price: price)
        return Intent(name: "exit.\(name).\(position.rawValue)", command: .exit(order))
      }
    }
  }

  private static var amendments: [Intent] {
    let changes: [(String, Bool, Bool)] = [
      ("size", true, false), ("trigger-price", false, true), ("size-and-trigger-price", true, true),
    ]
    return changes.flatMap { name, hasSize, hasPrice in
      references.compactMap { reference, order in
        guard let symbol, let size else { return nil }
        let amendment = OrderAmendment(
          order: order, symbol: symbol, totalSize: hasSize ? size : nil,
          triggerPrice: hasPrice ? ExactDecimal(69_100) : nil)
        return Intent(name: "amend.\(name).\(reference)", command: .amend(amendment))
      }
    }
  }

  private static var cancels: [Intent] {
    references.compactMap { reference, order in
      symbol.map { Intent(name: "cancel.\(reference)", command: .cancel(order, $0)) }
    }
  }

  /// Numbers that other clients write with an exponent, and a symbol of mixed case.
  private static var numberForms: [Intent] {
    guard let id = id(.stopLoss), let symbol = Symbol("PF_AAPLxUSD"), let price = ExactDecimal("0.0000123456")
    else { return [] }
    let order = ProtectiveOrder(
      id: id, symbol: symbol, role: .stopLoss, position: .long, size: ExactDecimal(1_234_000),
      triggerPrice: price, signal: .last)
    return [Intent(name: "numbers.plain-notation", command: .protect(order))]
  }

  private static var references: [(String, OrderReference)] {
    let client = id(.stopLoss).map { ("by-client-id", OrderReference.client($0)) }
    return [client, ("by-venue-id", .venue(venueOrderID))].compactMap { $0 }
  }

  private static var symbol: Symbol? { Symbol("PF_XBTUSD") }
  private static var size: ExactDecimal? { ExactDecimal("0.01") }

  private static func id(_ role: ClientOrderID.Role) -> ClientOrderID? {
    ClientOrderID.Owner(environment: 0, scope: 0, instance: 1)
      .flatMap { ClientOrderID(owner: $0, role: role, intent: 1) }
  }
}
