import Chronology
import StrictJSON

/// What orders and positions were, for reads that are to be stale. A minute is kept.
struct PastReadings: Sendable {
  struct Reading: Sendable {
    let time: Timestamp
    let revision: Int
    let orders: OpenOrders
    let positions: [[Position]]

    func orders(of account: Int) -> [Order] { orders.values.filter { $0.account == account } }

    func positions(of account: Int) -> [Position] {
      positions.indices.contains(account) ? positions[account] : []
    }
  }

  private var readings: [Reading] = []

  mutating func note(_ venue: Venue) {
    guard readings.last?.revision != venue.revision || readings.isEmpty else { return }
    readings.append(
      Reading(
        time: venue.now, revision: venue.revision, orders: venue.orders,
        positions: venue.accounts.map(\.positions)))
    let now = venue.now
    if readings.count > 512 || readings.first.map({ now.milliseconds(since: $0.time) > 120_000 }) ?? false {
      readings.removeFirst(readings.count / 2)
    }
  }

  /// What was so at an instant.
  func reading(at time: Timestamp) -> Reading? { readings.last { $0.time <= time } ?? readings.first }
}

extension SimulatedKraken {
  /// What a stale read shows; nil for an honest one.
  func past(_ call: Call) -> PastReadings.Reading? {
    guard case .stale(let milliseconds) = call.effect?.fault else { return nil }
    return readings.reading(at: venue.now.advanced(byMilliseconds: -milliseconds))
  }
}

extension WireReply {
  /// Leaves a member of the top object out, if the body is one.
  mutating func omit(_ member: String) {
    guard let json = try? JSON.parse(body), let members = json.members else { return }
    body = JSON.object(members.filter { $0.key != member }).encoded()
  }
}
