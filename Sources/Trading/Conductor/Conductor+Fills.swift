import Chronology
import ExactDecimal

extension Conductor {
  mutating func take(_ list: [VenueFill], beganAt: Int64, venueTime: Timestamp?) {
    // The first page of a row begins it; pages that belong to none were pushed.
    if fills.pageCount == 0 {
      fills.pages = []
      fills.rowBeganAt = beganAt
    }
    fills.pageCount += 1
    fills.pages = list + fills.pages
    let oldest = list.map(\.at).min()
    let goal = max(fills.origin, fills.knownThrough ?? fills.origin)
    let reaches =
      list.count < capabilities.longestFillList || oldest.map { $0 < goal } ?? true
      || fills.pageCount >= FillWatch.longestRow
    guard reaches else {
      let effect = makeEffect()
      fills.flight = ReadFlight(effect: effect, began: now.uptime)
      // One millisecond more, for matches of the same time on both pages.
      let before = (oldest ?? now.venue).advanced(byMilliseconds: 1)
      effects.append(.read(effect, .fillsBefore(before), .protective))
      return
    }
    let all = fills.pages
    fills.pages = []
    fills.pageCount = 0
    bookFills(all)
    fills.completeAt = fills.rowBeganAt
    if let venueTime {
      fills.knownThrough = venueTime.advanced(byMilliseconds: -FillWatch.overlap)
    }
  }

  mutating func bookFills(_ list: [VenueFill]) {
    fills.unattributed = []
    for fill in list where fill.at >= fills.origin && !memory.knownFills.contains(fill.id) {
      guard let place = desks.firstIndex(where: { $0.symbol == fill.symbol }) else { continue }
      guard let order = owner(of: fill) else {
        fills.unattributed.append(fill)
        continue
      }
      desks[place].filledAt = now.uptime
      noteUsed(order.intent)
      if memory.order(order) != nil { name(order, fill.venueOrderID) }
      record(
        .filled(
          OwnFill(
            id: fill.id, order: order, symbol: fill.symbol, side: fill.side, size: fill.size,
            price: fill.price)))
    }
  }

  func owner(of fill: VenueFill) -> ClientOrderID? {
    if case .ours(let id) = OrderOrigin(clientID: fill.clientID, owner: rules.owner) { return id }
    guard fill.clientID.flatMap({ ClientOrderID($0) }) == nil else { return nil }
    for book in memory.books {
      if let order = book.orders.first(where: { $0.venueIDs.contains(fill.venueOrderID) }) { return order.id }
    }
    return nil
  }
}
