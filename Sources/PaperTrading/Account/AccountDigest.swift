import Cryptography
import SimulatedVenue

extension SimulatedKraken {
  /// Of everything that an account is: money, positions, orders, how many fills. Two venues that agree in it answer alike.
  var accountDigest: String {
    var lines: [String] = []
    for account in venue.accounts {
      lines.append("account \(account.id) fills \(account.fills.count) last \(account.fills.last?.id ?? "")")
      lines += Currency.allCases.map { "balance \($0.rawValue) \(account.balance($0).units)" }
      lines += account.positions.map { "position \($0.market) \($0.size.units) \($0.cost.units)" }
      lines += account.leverage.map { "leverage \($0.market) \($0.maximum.units)" }
    }
    for order in venue.orders.values {
      let trigger = order.trigger.map { "\($0.price.units) \($0.side.rawValue) \($0.signal.rawValue)" }
      lines.append(
        "order \(order.id) \(order.clientOrderID ?? "") \(order.market) \(order.type.rawValue) "
          + "\(order.side.rawValue) \(order.quantity.units) \(order.filled.units) "
          + "\(order.limitPrice.map { String($0.units) } ?? "") \(trigger ?? "") \(order.reduceOnly)")
    }
    lines.append("held \(venue.held.count)")
    return SHA256.digest(of: Array(lines.joined(separator: "\n").utf8)).hex
  }

  /// Whether nothing is open and nothing is on its way.
  var isIdle: Bool {
    venue.accounts.allSatisfy(\.positions.isEmpty) && venue.orders.count == 0 && venue.held.isEmpty
  }
}
