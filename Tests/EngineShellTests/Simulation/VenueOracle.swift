import Chronology
import SimulatedVenue
import Trading

/// Judges a session by what the venue has, and nothing that the engine says.
struct VenueOracle: Sendable {
  /// What changed so shortly before a cancel was decided on, nobody who reads lists can know.
  private static let longestLag: Int64 = 2_600

  /// No intent wants more.
  static let intended = Fixed(1, scale: 2)
  /// Design-engine §4: what is uncovered for longer is closed.
  private static let deadline: Int64 = 6_000

  /// S2, S4 and S5, by the venue's own history of the account, and L1 from when nothing was wrong any more.
  static func judge(_ kraken: SimulatedKraken, calmSince: Timestamp) -> [String] {
    guard let account = kraken.venue.accounts.first else { return ["there is no account"] }
    var violations: [String] = []
    var net = Fixed.zero
    var stops: [String: SimulatedVenue.Order] = [:]
    var changedAt = Timestamp(clamping: 0)
    var nakedSince: Timestamp?
    for event in account.history {
      defer {
        let isNaked = cover(of: net, by: Array(stops.values)) < net.magnitude
        if let since = nakedSince.map({ max($0, calmSince) }),
          event.time.milliseconds(since: since) > deadline
        {
          violations.append("\(event.time): a position was uncovered since \(since)")
        }
        nakedSince = isNaked ? nakedSince ?? event.time : nil
      }
      switch event.kind {
      case .execution(let fill):
        let before = net
        net += fill.side == .buy ? fill.size : -fill.size
        changedAt = event.time
        if net.magnitude > intended { violations.append("\(event.time): a position of \(net.units)") }
        if !before.isZero, !net.isZero, before.isNegative != net.isNegative {
          violations.append("\(event.time): a position of \(before.units) became one of \(net.units)")
        }
      case .triggerPlaced: if event.order.type == .stop { stops[event.order.id] = event.order }
      case .triggerActivated: stops[event.order.id] = nil
      case .triggerUpdated: if event.order.type == .stop { stops[event.order.id] = event.order }
      case .triggerCancelled(let reason):
        guard stops.removeValue(forKey: event.order.id) != nil, reason == .cancelledByUser,
          !net.isZero, event.order.side == (net.isNegative ? .buy : .sell),
          event.time.milliseconds(since: changedAt) > longestLag
        else { continue }
        let left = cover(of: net, by: Array(stops.values))
        if left < net.magnitude {
          violations.append("\(event.time): a stop went, \(left.units) are left for \(net.units)")
        }
      default: break
      }
    }
    return violations
  }

  /// L2 to L4, after a while in which nothing was wrong.
  static func judgeRest(_ kraken: SimulatedKraken, isLatched: Bool) -> [String] {
    let net = kraken.venue.accounts.first?.size(in: 0) ?? .zero
    let orders = Array(kraken.venue.orders.values)
    var violations: [String] = []
    func role(_ order: SimulatedVenue.Order) -> ClientOrderID.Role? {
      order.clientOrderID.flatMap { ClientOrderID($0) }?.role
    }
    if isLatched, orders.contains(where: { role($0) == .entry }) {
      violations.append("an entry rests while the kill switch is latched")
    }
    guard !net.isZero else {
      if !orders.isEmpty { violations.append("flat, and \(orders.count) orders are left") }
      return violations
    }
    let cover = cover(of: net, by: orders.filter { $0.type == .stop })
    if cover != net.magnitude {
      violations.append("a position of \(net.units) is covered by stops of \(cover.units)")
    }
    return violations
  }

  private static func cover(of net: Fixed, by stops: [SimulatedVenue.Order]) -> Fixed {
    stops.filter { $0.side == (net.isNegative ? .buy : .sell) && $0.reduceOnly && $0.trigger != nil }
      .reduce(.zero) { $0 + $1.remaining }
  }
}
