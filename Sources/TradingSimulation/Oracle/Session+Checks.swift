import Chronology
import SimulatedVenue
import Trading

extension Session {
  mutating func check() {
    passVenueTime()
    keepPast()
    oracle.check(venue, at: now)
    for symbol in oracle.truths.indices { checkIdleness(symbol) }
  }

  /// L1, sooner: a core that could cover a position and does nothing waits for its deadline in vain. A quarantined one
  /// is a person's.
  private mutating func checkIdleness(_ symbol: Int) {
    let truth = oracle.truths[symbol]
    // While the venue does not answer nobody knows what to try: that time does not count as idle either.
    let newestTry = max(truth.protectSentAt, truth.exitSentAt, oracle.impairedUntil)
    guard truth.exposedFor > Oracle.idleness, now - newestTry > Oracle.idleness, now > truth.waitsUntil,
      !truth.isForeign, isUp, conductor.memory.book(plan.symbols[symbol])?.quarantine == nil
    else { return }
    oracle.violate(
      .exposedTooLong, at: now,
      "\(truth.ownPart) open, \(truth.cover) covered, and for \(now - newestTry) ms nothing was tried")
  }

  /// At rest, some time after the last fault.
  mutating func checkEnd() {
    passVenueTime()
    oracle.check(venue, at: now)
    oracle.compare(conductor.memory, disk.records, at: now)
    for symbol in oracle.truths.indices {
      let truth = oracle.truths[symbol]
      if truth.isExposed, !truth.isForeign, truth.exposedFor > Oracle.clearing {
        oracle.violate(
          .uncoveredAtRest, at: now,
          "\(truth.ownPart) open, \(truth.cover) covered, long after the last fault")
      }
      let isKnown = now - truth.entryUnknownAt > AccessBook.longestDelay + Oracle.clearing
      if truth.position.isZero, truth.ownOrderCount > 0, truth.flatFor > Oracle.clearing, isKnown {
        oracle.violate(
          .ordersLeft, at: now,
          "flat, and \(truth.ownOrderCount) own orders are left long after the last fault")
      }
      if oracle.severity > 0, truth.entryCount > 0 {
        oracle.violate(.entriesLeftWhenTripped, at: now, "tripped, and \(truth.entryCount) entries rest")
      }
    }
    checkMoney()
  }

  /// What was paid in, gained, paid as fees and funding is what the account is worth, to the last unit.
  private mutating func checkMoney() {
    let account = venue.accounts[0]
    var booked = Fixed.zero
    var expected = Fixed.zero
    for entry in account.ledger where entry.currency == .usd {
      booked += entry.amount
      if entry.kind == .transfer || entry.kind == .funding { expected += entry.amount }
    }
    for fill in account.fills {
      let value = fill.size * fill.price
      expected += fill.side == .buy ? -value : value
      expected -= fill.fee
    }
    for position in account.positions { expected += position.cost }
    guard booked == account.balance(.usd), expected == booked else {
      oracle.violate(
        .money, at: now, "the balance is \(account.balance(.usd)), bookings make \(booked), fills \(expected)"
      )
      return
    }
  }
}
