import Chronology
import ExactDecimal

extension Conductor {
  /// In a quarantine the own net is in doubt; where the venue shows flat for long, it is disproved, and a position that
  /// comes later is a stranger's.
  mutating func noteDisproof(_ place: Int, _ reading: DeskReading) {
    let isQuarantined = self[book: place].quarantine != nil
    if !isQuarantined { desks[place].isNetDisproved = false }
    // What was flat before the quarantine, against own fills, was so as well.
    guard reading.position == nil, isQuarantined || desks[place].mismatchSince != nil,
      !self[book: place].hasLiveEntry
    else {
      desks[place].doubtedFlatSince = nil
      return
    }
    // What filled since may not be shown yet.
    let since = desks[place].doubtedFlatSince.flatMap { $0 < desks[place].filledAt ? nil : $0 }
    desks[place].doubtedFlatSince = since ?? reading.beganAt
    // A fill that nobody can attribute says where the position went, and then what comes is a stranger's sooner.
    let net = self[book: place].net
    let isExplained = fills.unattributed.contains {
      $0.symbol == desks[place].symbol && ($0.side == .sell) == (net.signum > 0)
    }
    let doubt = isExplained ? Self.longestMismatch : Self.longestLag
    guard isQuarantined, let since, reading.beganAt - since >= doubt else { return }
    desks[place].isNetDisproved = true
    forgetNet(place)
  }

  /// Writes down that nothing is ours: after a start what a stranger has opened meanwhile would be taken for our own. The
  /// quarantine stays, since a person has to say what happened.
  mutating func forgetNet(_ place: Int) {
    let market = desks[place].market?.value
    let book = self[book: place]
    guard let because = book.quarantine, book.net.signum != 0, !book.hasLiveEntry,
      let price = market?.mark ?? market?.last
    else { return }
    record(.adopted(book.symbol, net: .zero, price: price, trade: book.trade))
    record(.quarantined(book.symbol, because: because))
  }

  /// The venue's position against the net of own fills. They come from two lists, so they may differ for a moment, and
  /// by as much as a live entry may fill.
  mutating func noteMismatch(_ place: Int, _ reading: DeskReading, net: ExactDecimal) {
    noteDoubt(place, reading, net: net)
    guard self[book: place].quarantine == nil else { return }
    let position = reading.signedPosition
    // While an own order is closing it, the position runs ahead of the fills.
    guard !isExplained(position, at: place) else {
      if position == net { desks[place].mismatchSince = nil }
      if position != net { fills.wantedAfter = max(fills.wantedAfter, reading.beganAt) }
      return
    }
    fills.wantedAfter = max(fills.wantedAfter, reading.beganAt)
    guard let since = desks[place].mismatchSince else {
      desks[place].mismatchSince = reading.beganAt
      return
    }
    guard reading.beganAt - since >= Self.longestMismatch, fills.completeAt >= since,
      fills.completeAt >= reading.beganAt - Self.longestMismatch, desks[place].exitFlight == nil
    else { return }
    desks[place].mismatchSince = nil
    quarantine(
      desks[place].symbol, "the venue shows \(position), and the own fills make \(net)")
  }

  /// Whether a position is what own fills make, as far as a live entry leaves that open.
  func isExplained(_ position: ExactDecimal, at place: Int) -> Bool {
    let net = self[book: place].net
    let bound = (try? net + self[book: place].openEntrySize) ?? net
    return position >= min(net, bound) && position <= max(net, bound)
  }

  /// Whether the newest reading shows all that own fills say. In a quarantine a person decides about the rest, but what
  /// no list shows at all may come yet.
  func isAllShown(_ place: Int) -> Bool {
    guard let reading = desks[place].reading else { return false }
    if self[book: place].quarantine == nil { return isExplained(reading.signedPosition, at: place) }
    return reading.position != nil || self[book: place].net.signum == 0 || desks[place].isNetDisproved
  }

  /// Beside a stranger's position an own stop may fill, and what is shown then tells nobody what of it is left: fills do.
  /// They are wanted in a quarantine as well.
  mutating func noteDoubt(_ place: Int, _ reading: DeskReading, net: ExactDecimal) {
    let position = reading.signedPosition
    if position != desks[place].doubtedPosition ?? net {
      desks[place].doubtNet(at: reading.endedAt)
      fills.wantedAfter = max(fills.wantedAfter, reading.endedAt)
    } else {
      desks[place].readingsInDoubt += 1
    }
    desks[place].doubtedPosition = position == net ? nil : position
    if position < min(net, .zero) || position > max(net, .zero) {
      desks[place].isStrangerSeen = true
    } else if position == net {
      desks[place].isStrangerSeen = false
    }
    if position != net { fills.wantedAfter = max(fills.wantedAfter, reading.beganAt) }
  }

  /// An own order that is not there any more, that we did not take back, and that the venue was not asked for since. It may
  /// have filled under an id that nobody knows: a venue may give an order another when it fires, and name no client id in
  /// fills.
  func vanished(_ place: Int) -> ClientOrderID? {
    guard self[book: place].openCount > 0 else { return nil }
    for order in self[book: place].orders where order.end == nil {
      guard let index = watchPlace(of: order.id, at: place),
        desks[place].watches[index].cancelAnsweredAt == nil
      else { continue }
      let isExit = order.id.role == .exit
      // An exit never rests: its id does not change, and without an answer it is missing at once.
      if isExit, !order.venueIDs.isEmpty { continue }
      let watch = desks[place].watches[index]
      guard let missing = watch.missingSince ?? (isExit && watch.isUnknown ? watch.answeredAt : nil) else {
        continue
      }
      // One that was not known may come late, and then the position changes.
      let latest = max(missing, watch.answeredAt ?? .min, desks[place].netDoubtedAt)
      if watch.statusAt.map({ $0 < latest }) ?? true { return order.id }
    }
    return nil
  }
}
