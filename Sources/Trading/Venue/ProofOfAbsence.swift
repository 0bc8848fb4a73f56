public import Chronology

/// The question whether an entry with an unknown outcome never took effect, and never will.
///
/// Absence is believed only when everything that could show the entry was asked after the last moment at which it could
/// have taken effect, and showed nothing: two complete lists of open orders at least a second apart, an answer about its
/// id that knows nothing, complete fills that reach back to the sending, and a position that did not change. Pure: the
/// caller brings all facts since the sending, in their order.
public struct ProofOfAbsence: Sendable, Hashable {
  /// The least distance of the two lists of open orders.
  public static let snapshotDistance = Milliseconds.seconds(1)
  /// What is waited for beyond the last moment, for clocks of the venue that differ from each other.
  public static let margin = Milliseconds.seconds(1)

  public var entry: ClientOrderID
  public var symbol: Symbol
  /// The venue's time when the entry was sent, or earlier.
  public var sentAt: Timestamp
  /// What the entry carried.
  public var processBefore: Timestamp
  /// How long the venue may hold the order after it took it.
  public var makerProtection: Milliseconds
  /// The position before the entry; nil: flat.
  public var positionBefore: VenuePosition?
  /// How many fills the venue lists at most: a full list may leave older ones out.
  public var longestFillList: Int

  public init(
    entry: ClientOrderID, symbol: Symbol, sentAt: Timestamp, processBefore: Timestamp,
    makerProtection: Milliseconds, positionBefore: VenuePosition?, longestFillList: Int = 100
  ) {
    self.entry = entry
    self.symbol = symbol
    self.sentAt = sentAt
    self.processBefore = processBefore
    self.makerProtection = makerProtection
    self.positionBefore = positionBefore
    self.longestFillList = longestFillList
  }

  public enum Verdict: Sendable, Hashable {
    /// Not executed, and never will be.
    case absent
    /// The venue showed the entry.
    case shown(Evidence)
    /// Neither; with what is still missing, in a fixed order.
    case undecided([Missing])
  }

  /// By what the venue showed the entry.
  public enum Evidence: Sendable, Hashable {
    case openOrder(VenueOrder)
    case fill(VenueFill)
    case status(VenueOrderStatus)
  }

  public enum Missing: String, Sendable, Hashable, CaseIterable {
    case openOrders = "two complete lists of open orders a second apart, after the entry's last moment"
    case status = "an answer about the entry's id after its last moment"
    case clearStatus = "a status that can be understood"
    case fills = "complete fills back to the sending, after the entry's last moment"
    case attributedFills = "the order of a fill that names no id of ours"
    case position = "a complete position after the entry's last moment"
    case samePosition = "the position that was there before"
  }

  /// After this instant of the venue's clock the entry cannot take effect any more.
  public var lastMoment: Timestamp {
    processBefore.advanced(byMilliseconds: makerProtection.count)
      .advanced(byMilliseconds: Self.margin.count)
  }

  public func verdict(on facts: [VenueFact]) -> Verdict {
    for fact in facts {
      if let evidence = evidence(in: fact.content) { return .shown(evidence) }
    }
    // A fact without the venue's time cannot say that it was made late enough.
    let late = facts.filter { fact in fact.venueTime.map { $0 > lastMoment } ?? false }
    var missing: [Missing] = []
    if !haveTwoSnapshots(late) { missing.append(.openOrders) }
    missing += missingStatus(late)
    missing += missingFills(late)
    missing += missingPosition(late)
    return missing.isEmpty ? .absent : .undecided(missing)
  }

  private func evidence(in content: VenueFact.Content) -> Evidence? {
    switch content {
    case .orders(let orders): return orders.first(where: isEntry).map(Evidence.openOrder)
    case .settled(let reading): return reading.orders.first(where: isEntry).map(Evidence.openOrder)
    case .fills(let fills):
      return fills.first { $0.clientID.flatMap { ClientOrderID($0) } == entry }.map(Evidence.fill)
    case .orderStatus(let status):
      guard status.order == .client(entry) else { return nil }
      switch status.state {
      case .notKnown, .other: return nil
      case .triggerResting, .inBook, .executed, .cancelled, .rejected, .activationFailed:
        return .status(status)
      }
    case .positions, .market, .account, .instruments, .link: return nil
    }
  }

  private func isEntry(_ order: VenueOrder) -> Bool { order.clientID.flatMap { ClientOrderID($0) } == entry }

  private func haveTwoSnapshots(_ late: [VenueFact]) -> Bool {
    let times = late.compactMap { fact -> Timestamp? in
      guard fact.isComplete else { return nil }
      switch fact.content {
      case .orders: return fact.venueTime
      case .settled(let reading): return reading.symbol == symbol ? fact.venueTime : nil
      default: return nil
      }
    }
    guard let first = times.min(), let last = times.max() else { return false }
    return last.milliseconds(since: first) >= Self.snapshotDistance.count
  }

  private func missingStatus(_ late: [VenueFact]) -> [Missing] {
    let states = late.compactMap { fact -> VenueOrderStatus.State? in
      guard fact.isComplete, case .orderStatus(let status) = fact.content, status.order == .client(entry)
      else { return nil }
      return status.state
    }
    guard let last = states.last else { return [.status] }
    return last == .notKnown ? [] : [.clearStatus]
  }

  private func missingFills(_ late: [VenueFact]) -> [Missing] {
    let lists = late.compactMap { fact -> [VenueFill]? in
      guard fact.isComplete, case .fills(let fills) = fact.content else { return nil }
      return fills.count < longestFillList || fills.contains { $0.at < sentAt } ? fills : nil
    }
    guard let last = lists.last else { return [.fills] }
    let isNameless = last.contains { fill in
      fill.symbol == symbol && fill.at >= sentAt && fill.clientID == nil
    }
    return isNameless ? [.attributedFills] : []
  }

  private func missingPosition(_ late: [VenueFact]) -> [Missing] {
    var known: [VenuePosition?] = []
    for fact in late where fact.isComplete {
      switch fact.content {
      case .positions(let positions): known.append(positions.first { $0.symbol == symbol })
      case .settled(let reading) where reading.symbol == symbol: known.append(reading.position)
      default: break
      }
    }
    guard !known.isEmpty else { return [.position] }
    return known.allSatisfy(isUnchanged) ? [] : [.samePosition]
  }

  private func isUnchanged(_ position: VenuePosition?) -> Bool {
    position?.side == positionBefore?.side && position?.size == positionBefore?.size
  }
}
