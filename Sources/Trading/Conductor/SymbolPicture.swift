public import ExactDecimal

/// How one symbol stands, for people and for whoever waits for an end.
public struct SymbolPicture: Sendable, Hashable {
  public enum Cover: String, Sendable, Hashable, CaseIterable {
    /// Nothing of ours is open.
    case flat
    case covered
    case uncovered
    /// No reading that is young enough, or none that shows what own fills say.
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
  public var pictures: [SymbolPicture] { desks.indices.map(picture) }

  /// Whether everything that a start needs is known: own orders, own fills, and a cover for every own position.
  public var isReconciled: Bool {
    guard fills.completeAt > .min else { return false }
    for place in desks.indices where !isReconciled(place) { return false }
    return true
  }

  private func isReconciled(_ place: Int) -> Bool {
    // Fills may be younger than the reading: what they tell of is neither covered nor gone before it is shown.
    guard isAllShown(place), desks[place].mismatchSince == nil else { return false }
    if self[book: place].quarantine != nil { return true }
    guard isEntryKnown(place) else { return false }
    return ownPart(place).signum == 0 || desks[place].exposure == nil
  }

  private func isEntryKnown(_ place: Int) -> Bool {
    guard let entry = self[book: place].liveEntryPlace,
      let watch = watchPlace(of: self[book: place].orders[entry].id, at: place)
    else { return true }
    return desks[place].watches[watch].isAccepted || desks[place].watches[watch].shownAt != nil
  }

  private func picture(_ place: Int) -> SymbolPicture {
    let desk = desks[place]
    let book = self[book: place]
    let own = ownPart(place)
    let age = desk.reading.map { now.uptime - $0.endedAt }
    let cover: SymbolPicture.Cover =
      if age.map({ $0 > Self.longestAge }) ?? true || !isAllShown(place) {
        .unknown
      } else if own.signum == 0 {
        .flat
      } else {
        desk.exposure == nil && book.trade != nil ? .covered : .uncovered
      }
    return SymbolPicture(
      symbol: desk.symbol, position: desk.reading?.signedPosition, own: own, cover: cover,
      uncoveredMilliseconds: desk.exposure.map { now.uptime - $0.since }, stop: book.trade?.stop,
      quarantine: book.quarantine, isClosing: desk.closing != nil, openOrders: book.openCount,
      shownOrders: desk.reading?.orders.count { $0.origin.isOurs } ?? 0, readingAge: age)
  }
}
