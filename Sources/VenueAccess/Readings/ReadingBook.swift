import Chronology
import ExactDecimal
import Trading

/// What is known of positions, and what was sent since: pure, times are uptime milliseconds.
///
/// What was sent counts on top of a reading until a reading that began after its outcome was certain.
struct ReadingBook: Sendable {
  /// A reading that is older says nothing about now.
  static let longestAge: Int64 = 10_000
  /// How long after an outcome a reading must begin to contain it: Maker Protection holds orders for up to 100 ms,
  /// during which no list shows them (kraken-futures-rest sheet §0.3).
  static let settlingTime: Int64 = 1_000

  struct Sent: Sendable {
    let order: OrderReference
    let symbol: Symbol
    let position: PositionSide
    let size: ExactDecimal
    /// Readings that begin later contain it; nil while that cannot be said.
    var containedAfter: Int64?
  }

  /// A command after which there may be less cover than a reading shows.
  private struct CoverChange: Sendable {
    let order: OrderReference
    let symbol: Symbol
    /// Readings that begin later contain it; nil while it is under way.
    var containedAfter: Int64?
    /// Until then the order may still go, although it is shown: the outcome is not known.
    var doubtfulUntil: Int64?
  }

  /// How long a command whose answer is lost may still take effect, far more than any network keeps one.
  static let longestDelay: Int64 = 60_000

  private struct PositionList: Sendable {
    let positions: [VenuePosition]
    let beganAt: Int64
    let completedAt: Int64
  }

  private var settled: [Symbol: ProvenReading] = [:]
  private var flat: [Symbol: Timestamp] = [:]
  private var list: PositionList?
  private(set) var entries: [Sent] = []
  private(set) var exits: [Sent] = []
  private var coverChanges: [CoverChange] = []

  /// Notes a fact. Incomplete ones say nothing, least of all that a position is flat.
  mutating func take(_ fact: VenueFact, beganAt: Int64, completedAt: Int64) {
    guard fact.isComplete else { return }
    switch fact.content {
    case .settled(let reading):
      if let known = settled[reading.symbol], known.beganAt > beganAt { return }
      settled[reading.symbol] = ProvenReading(
        reading: reading, venueTime: fact.venueTime, beganAt: beganAt, completedAt: completedAt)
      if reading.position == nil, let time = fact.venueTime { flat[reading.symbol] = time }
      forget(reading.symbol, by: beganAt)
    case .positions(let positions):
      if let list, list.beganAt > beganAt { return }
      list = PositionList(positions: positions, beganAt: beganAt, completedAt: completedAt)
    default: break
    }
  }

  private mutating func forget(_ symbol: Symbol, by beganAt: Int64) {
    func isContained(_ sent: Sent) -> Bool {
      sent.symbol == symbol && sent.containedAfter.map { $0 <= beganAt } ?? false
    }
    entries.removeAll(where: isContained)
    exits.removeAll(where: isContained)
  }

  /// The newest settled reading, if it is young enough.
  func reading(of symbol: Symbol, at now: Int64) -> ProvenReading? {
    guard let reading = settled[symbol], now - reading.completedAt <= Self.longestAge else { return nil }
    return reading
  }

  /// The venue's time at which a settled reading last showed the symbol flat.
  func flatAt(_ symbol: Symbol) -> Timestamp? { flat[symbol] }

  /// The newest position that is known, by a settled reading or by a complete list, since an exit must not depend on the
  /// list of orders.
  ///
  /// - Returns: nil when nothing young enough is known; a nil position is flat.
  func position(of symbol: Symbol, at now: Int64) -> (position: VenuePosition?, beganAt: Int64)? {
    let reading = reading(of: symbol, at: now)
    if let list, now - list.completedAt <= Self.longestAge, list.beganAt > reading?.beganAt ?? .min {
      return (list.positions.first { $0.symbol == symbol }, list.beganAt)
    }
    return reading.map { ($0.position, $0.beganAt) }
  }

  /// What an exit may still reduce: the position last read, less the exits sent since.
  func reducible(_ symbol: Symbol, _ side: PositionSide, at now: Int64) throws(DecimalError) -> ExactDecimal?
  {
    guard let known = position(of: symbol, at: now) else { return nil }
    guard let position = known.position, position.side == side else { return .zero }
    var rest = position.size
    for exit in exits where exit.symbol == symbol && exit.containedAfter.map({ $0 > known.beganAt }) ?? true {
      rest = try rest - exit.size
    }
    return rest
  }

  /// The largest position that there can be: the one last read, own entries that rest, and those sent since.
  func largestPosition(
    _ symbol: Symbol, owner: ClientOrderID.Owner, at now: Int64
  ) throws(DecimalError) -> (side: PositionSide?, size: ExactDecimal)? {
    guard let reading = reading(of: symbol, at: now) else { return nil }
    var side = reading.position?.side
    var size = reading.position?.size ?? .zero
    var counted: Set<ClientOrderID> = []
    for sent in entries where sent.symbol == symbol {
      side = side ?? sent.position
      size = try size + sent.size
      if case .client(let id) = sent.order { counted.insert(id) }
    }
    for order in reading.orders {
      guard let id = order.clientID.flatMap({ ClientOrderID($0) }), id.owner == owner, id.role == .entry,
        !counted.contains(id)
      else { continue }
      side = side ?? (order.side == .buy ? .long : .short)
      size = try size + order.unfilledSize
    }
    return (side, size)
  }

  /// What is known of a symbol's cover; nil without a reading that is young enough.
  func cover(of symbol: Symbol, at now: Int64) -> KnownCover? {
    guard let reading = reading(of: symbol, at: now) else { return nil }
    let changes = coverChanges.filter { $0.symbol == symbol }
    return KnownCover(
      reading: reading,
      doubtful: changes.filter { $0.doubtfulUntil.map { $0 > now } ?? false }.map(\.order),
      containsChanges: changes.allSatisfy { $0.containedAfter.map { $0 <= reading.beganAt } ?? false },
      hasUnsettledEntry: entries.contains { $0.symbol == symbol })
  }

  mutating func noteCoverChange(_ order: OrderReference, _ symbol: Symbol, at now: Int64) {
    coverChanges.removeAll { change in
      let readingBegan = settled[change.symbol]?.beganAt ?? .min
      return change.containedAfter.map { $0 <= readingBegan } ?? false
        && change.doubtfulUntil.map { $0 <= now } ?? true
    }
    coverChanges.append(CoverChange(order: order, symbol: symbol))
  }

  mutating func noteCoverOutcome(
    _ order: OrderReference, _ symbol: Symbol, _ outcome: VenueOutcome, at now: Int64
  ) {
    guard
      let place = coverChanges.lastIndex(where: {
        $0.order == order && $0.symbol == symbol && $0.containedAfter == nil
      })
    else { return }
    switch outcome {
    case .refused: coverChanges.remove(at: place)
    case .accepted: coverChanges[place].containedAfter = now
    case .unknown:
      coverChanges[place].containedAfter = now
      coverChanges[place].doubtfulUntil = now + Self.longestDelay
    }
  }

  mutating func noteEntry(_ order: EntryOrder) {
    entries.append(
      Sent(order: .client(order.id), symbol: order.symbol, position: order.position, size: order.size))
  }

  mutating func noteExit(_ order: ExitOrder) {
    exits.append(
      Sent(order: .client(order.id), symbol: order.symbol, position: order.position, size: order.size))
  }

  /// - Parameter settlingMilliseconds: from now until the command can no longer take effect; 0 for a known outcome.
  mutating func noteOutcome(
    of id: ClientOrderID, _ outcome: VenueOutcome, at now: Int64, settlingMilliseconds: Int64
  ) {
    func mark(_ list: inout [Sent]) {
      if case .refused = outcome { list.removeAll { $0.order == .client(id) } }
      for index in list.indices where list[index].order == .client(id) {
        list[index].containedAfter = now + max(0, settlingMilliseconds) + Self.settlingTime
      }
    }
    mark(&entries)
    // An exit holds back only other exits, and those are reduce-only as well: it need not wait for the hold's end.
    if case .refused = outcome { exits.removeAll { $0.order == .client(id) } }
    for index in exits.indices where exits[index].order == .client(id) { exits[index].containedAfter = now }
  }
}
