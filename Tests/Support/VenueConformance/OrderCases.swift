import Trading

extension ConformanceCase {
  static let orders: [ConformanceCase] = [
    ConformanceCase("says what it can do") { desk in
      let can = desk.venue.capabilities
      try require(!can.triggerSignals.isEmpty, "no trigger signal")
      try require(can.longestClientID >= 36, "client ids of 36 characters do not fit")
      try require(can.rateBudget.points > can.rateBudget.protectiveReserve, "all budget is reserved")
      try require(can.rateBudget.protectiveReserve >= can.rateBudget.sendCost, "the reserve holds no order")
      try require(can.dropsLateCommands, "late entries are not dropped")
    },
    ConformanceCase("shows a stop as it was sent, beside the position that it protects") { desk in
      let answer = try await desk.accepted(.enter(try await desk.entry("0.01")))
      try require(!answer.fills.isEmpty, "the answer to a market entry has no fill")
      let stop = try desk.stop("0.01", at: "69000")
      try await desk.accepted(.protect(stop))
      let reading = try await desk.settled()
      try require(reading.position?.side == .long, "the position is \(String(describing: reading.position))")
      try require(reading.position?.size == stop.size, "its size is \(String(describing: reading.position))")
      let shown = try unwrap(
        reading.orders.first { $0.clientID.flatMap { ClientOrderID($0) } == stop.id }, "stop shown")
      try require(shown.deviations(from: stop).isEmpty, "\(shown.deviations(from: stop))")
    },
    ConformanceCase("amends a stop in place, price and size") { desk in
      try await desk.accepted(.enter(try await desk.entry("0.02")))
      var stop = try desk.stop("0.01", at: "69000")
      try await desk.accepted(.protect(stop))
      stop.size = try desk.decimal("0.02")
      stop.triggerPrice = try desk.decimal("69500")
      try await desk.accepted(
        .amend(
          OrderAmendment(
            order: .client(stop.id), symbol: desk.symbol, totalSize: stop.size,
            triggerPrice: stop.triggerPrice)))
      let shown = try unwrap(await desk.shown(stop.id), "stop shown")
      try require(shown.deviations(from: stop).isEmpty, "\(shown.deviations(from: stop))")
    },
    ConformanceCase("cancels a stop, and says that one that is gone is not there") { desk in
      let stop = try desk.stop("0.01", at: "69000")
      try await desk.accepted(.protect(stop))
      try await desk.accepted(.cancel(.client(stop.id), desk.symbol))
      try require(try await desk.shown(stop.id) == nil, "the cancelled stop is shown")
      let outcome = await desk.venue.send(.cancel(.client(stop.id), desk.symbol))
      guard case .refused(let refusal) = outcome, refusal.meaning == .notFound else {
        throw ConformanceFailure("expected that it is not found, found \(outcome)")
      }
    },
    ConformanceCase("reduces a position, and no more than there is") { desk in
      try await desk.accepted(.enter(try await desk.entry("0.02")))
      try await desk.accepted(.exit(try desk.exit("0.01")))
      try require(
        try await desk.settled().position?.size == desk.decimal("0.01"), "the exit did not reduce by half")
      try await desk.accepted(.exit(try desk.exit("0.01")))
      try require(try await desk.settled().position == nil, "the position is not flat")
      let outcome = await desk.venue.send(.exit(try desk.exit("0.01")))
      guard case .refused = outcome else {
        throw ConformanceFailure("expected a refusal where nothing is to be reduced, found \(outcome)")
      }
    },
    ConformanceCase("lets an entry rest, shows whose it is, and cancels it") { desk in
      let entry = try await desk.entry("0.01", .limit(try desk.decimal("60000")))
      try await desk.accepted(.enter(entry))
      let shown = try unwrap(await desk.shown(entry.id), "entry shown")
      try require(shown.family == .limit && shown.side == .buy, "it is shown as \(shown)")
      try require(OrderOrigin(clientID: shown.clientID, owner: entry.id.owner) == .ours(entry.id), "not ours")
      try await desk.accepted(.cancel(.client(entry.id), desk.symbol))
      try require(try await desk.shown(entry.id) == nil, "the cancelled entry is shown")
    },
    ConformanceCase("fires a stop when the price crosses it, and tells the fill") { desk in
      try await desk.accepted(.enter(try await desk.entry("0.01")))
      let stop = try desk.stop("0.01", at: "69000")
      let answer = try await desk.accepted(.protect(stop))
      try await desk.world.setPrice(try desk.decimal("68900"))
      let reading = try await desk.settled()
      try require(reading.position == nil, "the position is still \(String(describing: reading.position))")
      let facts = await desk.venue.refresh(.fills, urgency: .routine)
      let isTold = facts.contains { fact in
        guard case .fills(let fills) = fact.content else { return false }
        return fills.contains {
          $0.clientID.flatMap { ClientOrderID($0) } == stop.id || $0.venueOrderID == answer.venueOrderID
        }
      }
      try require(isTold, "no fill of the stop is told")
    },
  ]
}
