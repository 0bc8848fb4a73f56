public import ExactDecimal

/// How one symbol stands, for people and for whoever waits for an end.
public struct SymbolPicture: Sendable, Hashable {
  public enum Cover: String, Sendable, Hashable {
    /// Nothing of ours is open.
    case flat
    case covered
    case uncovered
    /// No reading that is young enough.
    case unknown
  }

  public var symbol: Symbol
  /// What the venue shows, above zero long; nil before the first reading.
  public var position: ExactDecimal?
  /// What of it is ours.
  public var own: ExactDecimal
  public var cover: Cover
  /// Milliseconds without cover; nil when there is none to miss.
  public var uncoveredMilliseconds: Int64?
  /// The stop's trigger price, of an open trade.
  public var stop: ExactDecimal?
  public var quarantine: String?
  public var isClosing: Bool
  /// Own orders that may be at the venue.
  public var openOrders: Int
  /// Own orders that the newest reading shows.
  public var shownOrders: Int
  /// Milliseconds since the newest reading was complete.
  public var readingAge: Int64?

  /// Nothing of ours is open or could still open.
  public var isDone: Bool { cover == .flat && openOrders == 0 && shownOrders == 0 && own.signum == 0 }
}

extension Conductor {
  /// Older readings say nothing about now.
  private static let longestAge: Int64 = 15_000

  /// One for each symbol, in the configuration's order, as of the last step.
  public var pictures: [SymbolPicture] { desks.map(picture) }

  /// Whether everything that a start needs is known: own orders, own fills, and a cover for every own position.
  public var isReconciled: Bool {
    fills.completeAt > .min
      && desks.allSatisfy { desk in
        guard desk.reading != nil, desk.mismatchSince == nil else { return false }
        let book = memory.book(desk.symbol)
        if book?.quarantine != nil { return true }
        guard book?.liveEntry == nil || isKnown(book?.liveEntry, desk) else { return false }
        return ownPart(desk).signum == 0 || desk.exposure == nil
      }
  }

  private func isKnown(_ entry: OrderMemory?, _ desk: SymbolDesk) -> Bool {
    entry.flatMap { desk.watch(of: $0.id) }.map { $0.isAccepted || $0.shownAt != nil } ?? true
  }

  private func picture(_ desk: SymbolDesk) -> SymbolPicture {
    let book = memory.book(desk.symbol)
    let own = ownPart(desk)
    let age = desk.reading.map { now.uptime - $0.endedAt }
    let cover: SymbolPicture.Cover =
      if age.map({ $0 > Self.longestAge }) ?? true {
        .unknown
      } else if own.signum == 0 {
        .flat
      } else {
        desk.exposure == nil && book?.trade != nil ? .covered : .uncovered
      }
    let shown =
      desk.reading?.orders.count { OrderOrigin(clientID: $0.clientID, owner: rules.owner).isOurs } ?? 0
    return SymbolPicture(
      symbol: desk.symbol, position: desk.reading?.signedPosition, own: own, cover: cover,
      uncoveredMilliseconds: desk.exposure.map { now.uptime - $0.since }, stop: book?.trade?.stop,
      quarantine: book?.quarantine, isClosing: desk.closing != nil, openOrders: book?.openOrders.count ?? 0,
      shownOrders: shown, readingAge: age)
  }
}
