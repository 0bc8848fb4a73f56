import Chronology
import Trading

/// Position and orders of a symbol that belong together: read as position, orders, position, all complete, the position
/// the same before and after, and no command in between.
struct SettledReadingInTime: Sendable {
  /// Nil: flat.
  let position: VenuePosition?
  let orders: [VenueOrder]
  /// When the first of the three was asked for.
  let beganMicroseconds: Int64
  /// When the last of the three was complete.
  let endedMicroseconds: Int64
  /// The venue's clock when it listed the orders; nil where it did not say.
  let listedAt: Timestamp?

  func order(_ id: ClientOrderID, or venueOrderID: String?) -> VenueOrder? {
    orders.first { order in
      order.clientID.flatMap { ClientOrderID($0) } == id || order.venueOrderID == venueOrderID
    }
  }
}

extension Sequence<Timeline.Event> {
  /// The settled readings of a symbol, in their order.
  func settledReadings(of symbol: Symbol) -> [SettledReadingInTime] {
    var readings: [SettledReadingInTime] = []
    var before: (event: Timeline.Event, position: VenuePosition?)?
    var between: (event: Timeline.Event, orders: [VenueOrder])?
    var lastEnd: Int64 = 0
    for event in self {
      // What overlaps with something else says nothing about an order in time.
      if event.sentMicroseconds < lastEnd { (before, between) = (nil, nil) }
      lastEnd = Swift.max(lastEnd, event.receivedMicroseconds)
      switch event.content {
      case .positions(let positions):
        let position = positions.first { $0.symbol == symbol }
        if let first = before, let middle = between, first.position?.side == position?.side,
          first.position?.size == position?.size
        {
          readings.append(
            SettledReadingInTime(
              position: position, orders: middle.orders.filter { $0.symbol == symbol },
              beganMicroseconds: first.event.sentMicroseconds,
              endedMicroseconds: event.receivedMicroseconds, listedAt: middle.event.venueTime))
        }
        (before, between) = ((event, position), nil)
      case .orders(let orders):
        if before != nil { between = (event, orders) }
      case .command, .unannounced, .incomplete(.positions), .incomplete(.orders):
        (before, between) = (nil, nil)
      case .fills, .market, .incomplete, .other: break
      }
    }
    return readings
  }
}

/// How long readings said something.
enum Persistence: Sendable {
  case never
  /// Later readings did not.
  case passing
  /// The last ones did, too briefly for an old list to be ruled out.
  case recent
  /// For so long that no old list explains it.
  case lasting

  /// A list may be so much older than its answer.
  static let leastMicroseconds: Int64 = 3_000_000
}

extension Sequence<SettledReadingInTime> {
  /// One reading may rest on an old list: what counts is what readings in a row say.
  func persistence(of isSo: (SettledReadingInTime) -> Bool) -> Persistence {
    var found = Persistence.never
    var since: Int64?
    for reading in self {
      if isSo(reading) {
        let start = since ?? reading.beganMicroseconds
        since = start
        if reading.beganMicroseconds - start >= Persistence.leastMicroseconds { return .lasting }
        found = .recent
      } else {
        since = nil
        if case .recent = found { found = .passing }
      }
    }
    return found
  }
}
