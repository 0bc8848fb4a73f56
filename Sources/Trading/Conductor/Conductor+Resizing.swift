import ExactDecimal

extension Conductor {
  mutating func shrink(
    _ place: Int, _ cover: Cover, to size: ExactDecimal, _ reading: DeskReading, _ trade: Trade
  ) throws(DecimalError) {
    if let kept = try cover.exactStops(for: size, among: reading.orders) {
      try cancelNeedless(place, cover, keeping: kept, reading, trade)
      return
    }
    // A position that is closing changes again in a moment; the stop is made to fit what stays.
    if desks[place].closing != nil || desks[place].exitFlight != nil { return }
    let stops = cover.stops.map { reading.orders[$0].order }
    if rules.resize == .amend, capabilities.amendsSize,
      let largest = stops.max(by: { $0.unfilledSize < $1.unfilledSize })
    {
      var others = ExactDecimal.zero
      for stop in stops where stop != largest { others = try others + stop.unfilledSize }
      let rest = try size - others
      if rest.signum > 0, let id = largest.clientID.flatMap({ ClientOrderID($0) }) {
        guard isFresh(reading, at: place) else { return }
        send(
          .amend(
            OrderAmendment(order: .client(id), symbol: trade.symbol, totalSize: try rest + largest.filledSize)
          ),
          at: place, .cover)
        return
      }
    }
    guard let id = nextID(.stopLoss, trade.number, at: place) else { return }
    try sendStop(
      ProtectiveOrder(
        id: id, symbol: trade.symbol, role: .stopLoss, position: trade.side, size: size,
        triggerPrice: trade.stop, signal: trade.signal), at: place)
  }

  /// How old a reading may be that takes cover away, since it came.
  static let longestFresh: Int64 = 100

  /// Whether a reading came just now; one that did not is made again before it takes cover away. Whatever is under way at
  /// the venue, a late exit of an earlier start for one, may have changed the position since.
  private mutating func isFresh(_ reading: DeskReading, at place: Int) -> Bool {
    if now.uptime - reading.endedAt <= Self.longestFresh { return true }
    desks[place].changedAt = now.uptime
    return false
  }

  /// Cancels own stops beside those that cover the position exactly.
  mutating func cancelNeedless(
    _ place: Int, _ cover: Cover, keeping: [Int], _ reading: DeskReading, _ trade: Trade
  ) throws(DecimalError) {
    let needless = cover.stops.first { !keeping.contains($0) } ?? cover.wrongStops.first
    guard let needless, case .ours(let id) = reading.orders[needless].origin else { return }
    // What closes the position, or a reading that is older than its fills, would make the stop that stays the wrong one.
    guard desks[place].exitFlight == nil, isReadingCurrent(place), isNetKnown(place),
      isFresh(reading, at: place)
    else { return }
    let order = reading.orders[needless].order
    if cover.wrongStops.contains(needless), desks[place].isNew("deviates \(id)") {
      // One that was sent so, and is to be otherwise by now, deviates from nothing.
      let differences = memory.order(id).map { known -> [String] in
        guard case .protective(let sent) = known.order else { return ["another kind of order was sent"] }
        return order.deviations(from: sent).map(\.description)
      }
      if differences?.isEmpty != true {
        alert(
          "protection.deviates",
          "the stop \(id) of \(trade.symbol) is not shown as it has to be: "
            + (differences?.joined(separator: "; ") ?? "nobody knows how it was sent"))
      }
    }
    desks[place].coverRetryAt = now.uptime + 100
    send(
      .uncover(id, trade.symbol, .covered(by: Self.protectiveOrders(keeping, of: reading, trade))),
      at: place, .cover)
  }

  /// Stops that are shown, as orders.
  static func protectiveOrders(
    _ stops: [Int], of reading: DeskReading, _ trade: Trade
  ) -> [ProtectiveOrder] {
    stops.compactMap { place in
      guard case .ours(let id) = reading.orders[place].origin else { return nil }
      return ProtectiveOrder(
        id: id, symbol: trade.symbol, role: .stopLoss, position: trade.side,
        size: reading.orders[place].order.unfilledSize, triggerPrice: trade.stop, signal: trade.signal)
    }
  }

  #if PLANTED_DEFECTS
    mutating func plantCancelBeforeCreate(
      _ cover: Cover, _ reading: DeskReading, _ trade: Trade, at place: Int
    ) throws(DecimalError) -> Bool {
      guard case .oversized = cover.state, let stop = cover.stops.first,
        case .ours(let id) = reading.orders[stop].origin
      else { return false }
      send(.uncover(id, trade.symbol, .covered(by: [])), at: place, .cover)
      return true
    }
  #endif
}
