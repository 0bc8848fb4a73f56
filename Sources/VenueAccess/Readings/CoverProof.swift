public import ExactDecimal
public import Trading

/// The proof that a protective order is not needed any more: the venue showed the symbol flat, or covered by other stops,
/// or a position no part of which is the owner's.
///
/// Only a settled reading makes one, and it is judged again by the newest reading when it is used.
public struct CoverProof: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// No position, and no own entry that could still make one.
    case flat
    /// These stops, by their ids at the venue, cover the position.
    case covered(by: [String])
    /// Complete fills said twice that no part of the position is the owner's, and no entry that could still make one.
    case notOwn
  }

  public let reason: Reason
  public let symbol: Symbol
  /// The order that may be cancelled.
  public let order: OrderReference
  let stops: [ProtectiveOrder]
  let isOversizeCapped: Bool
  /// Of a position no part of which is the owner's.
  let ownNet: OwnNet?

  /// - Parameters:
  ///   - order: the protective order to be cancelled.
  ///   - stops: those that stay, as they were sent; each has to be shown exactly so.
  ///   - isOversizeCapped: whether it is certified that a reduce-only order larger than the position closes the position
  ///     and no more; only then may the stops be larger together than the position.
  public init(
    cancelling order: OrderReference, keeping stops: [ProtectiveOrder], in proven: ProvenReading,
    isOversizeCapped: Bool = false
  ) throws(CoverDenial) {
    try self.init(
      cancelling: order, keeping: stops, in: proven.reading, without: [], isOversizeCapped: isOversizeCapped)
  }

  /// - Parameter doubtful: orders that may still go although they are shown, and so cover nothing.
  init(
    cancelling order: OrderReference, keeping stops: [ProtectiveOrder], in reading: SettledReading,
    without doubtful: [OrderReference], isOversizeCapped: Bool
  ) throws(CoverDenial) {
    (symbol, self.order, self.stops) = (reading.symbol, order, stops)
    self.isOversizeCapped = isOversizeCapped
    ownNet = nil
    guard let position = reading.position else {
      try reading.requireNoEntry()
      reason = .flat
      return
    }
    var covered = ExactDecimal.zero
    var ids: [String] = []
    for shown in reading.orders where !shown.isNamed(by: order) {
      guard !doubtful.contains(where: shown.isNamed) else { continue }
      guard let stop = stops.first(where: { shown.isNamed(by: .client($0.id)) }) else { continue }
      let deviations = shown.deviations(from: stop)
      guard stop.role == .stopLoss, stop.position == position.side, deviations.isEmpty else {
        throw .deviates(stop.id, deviations)
      }
      do { covered = try covered + shown.unfilledSize } catch { throw .arithmetic }
      ids.append(shown.venueOrderID)
    }
    let isCovered = isOversizeCapped ? covered >= position.size : covered == position.size
    guard isCovered else { throw .uncovered(position: position.size, stops: covered) }
    reason = .covered(by: ids)
  }

  /// For a position that is somebody else's: left where it is, the order would one day sell it.
  ///
  /// One list of fills that lacks the owner's latest would say the same of his own position, so it takes two that are
  /// some time apart, with the same position.
  public init(
    cancelling order: OrderReference, since earlier: OwnNet, and later: OwnNet
  ) throws(CoverDenial) {
    (symbol, self.order, stops, isOversizeCapped, ownNet) = (later.symbol, order, [], false, later)
    guard earlier.part.signum == 0, later.part.signum == 0 else {
      throw .isOwn(max(earlier.part, later.part))
    }
    guard earlier.owner == later.owner, earlier.showsPosition(of: later),
      later.reading.beganAt >= earlier.readAt + ReadingBook.settlingTime
    else { throw .ownNetUnsettled }
    try later.reading.reading.requireNoEntry()
    reason = .notOwn
  }

  /// Whether a newer reading leaves it true that no part of the position is the owner's: nothing has changed it, and no
  /// entry rests.
  func isStillNotOwn(in reading: SettledReading) -> Bool {
    guard let known = ownNet?.reading.position, let position = reading.position else { return false }
    return known.side == position.side && known.size == position.size
      && (try? reading.requireNoEntry()) != nil
  }
}

extension SettledReading {
  fileprivate func requireNoEntry() throws(CoverDenial) {
    let entry = orders.first { $0.clientID.flatMap { ClientOrderID($0) }?.role == .entry }
    if let entry { throw .entryRests(entry.venueOrderID) }
  }
}

/// Why a reading does not prove that an order can go.
public enum CoverDenial: Error, Sendable, Hashable {
  /// An own entry still rests and could open a position.
  case entryRests(String)
  /// A stop that should stay is not shown as it was sent.
  case deviates(ClientOrderID, [ProtectionDeviation])
  case uncovered(position: ExactDecimal, stops: ExactDecimal)
  /// That much of the position is the owner's.
  case isOwn(ExactDecimal)
  /// Twice and apart is what it takes, of the same position.
  case ownNetUnsettled
  case arithmetic
}

extension VenueOrder {
  func isNamed(by reference: OrderReference) -> Bool {
    switch reference {
    case .client(let id): clientID.flatMap { ClientOrderID($0) } == id
    case .venue(let id): venueOrderID == id
    }
  }
}
