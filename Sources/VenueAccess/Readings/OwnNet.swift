import Chronology
public import ExactDecimal
public import Trading

/// How much of a position is an owner's own, by a settled reading and by complete fills that were read after it. Only
/// ``ReducingVenue`` makes one.
public struct OwnNet: Sendable, Hashable {
  public let owner: ClientOrderID.Owner
  /// What the owner's orders have bought less what they have sold, since the symbol was last without him.
  public let net: ExactDecimal
  public let reading: ProvenReading
  /// When the fills had been read, by the connection's uptime.
  let readAt: Int64

  public var symbol: Symbol { reading.symbol }

  /// The part of the shown position that is the owner's own; zero where his net is zero or on the other side, since a
  /// venue nets, and what it shows is then somebody else's.
  public var part: ExactDecimal {
    guard let position = reading.position else { return .zero }
    let isSameSide = position.side == .long ? net.signum > 0 : net.signum < 0
    return isSameSide ? min(net.magnitude, position.size) : .zero
  }

  /// Whether a later one shows the same position.
  public func showsPosition(of later: OwnNet) -> Bool {
    symbol == later.symbol && reading.position?.side == later.reading.position?.side
      && reading.position?.size == later.reading.position?.size
  }
}

/// Why nobody can say what part of a position is an owner's own.
public enum OwnNetFailure: Error, Sendable, Hashable {
  case unreadable
  /// The fills that were read do not reach back to where the owner's net was zero.
  case incomplete(fills: Int)
  case arithmetic
}

extension OwnNetFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable: "fills could not be read"
    case .incomplete(let count):
      "the last \(count) fills of the account do not reach back to where our own net was zero"
    case .arithmetic: "fills do not add up"
    }
  }
}

/// One owner's fills on a symbol, and what they say of his net. Pure.
struct OwnFills: Sendable {
  let symbol: Symbol
  let owner: ClientOrderID.Owner
  /// Venue ids of own orders, for fills that do not carry our client ids.
  let knownOrderIDs: Set<String>
  /// The venue's time at which the symbol was shown flat by a settled reading; nil when none is known.
  var flatAt: Timestamp?

  /// The sum of own fills from where the own net was zero; nil when the fills do not reach back to it.
  ///
  /// An own entry is sent only when the symbol is shown flat: the newest one's first fill is where the net begins.
  /// Without one since the symbol was last shown flat, only what our orders did after that counts.
  func net(_ list: FillList) throws(DecimalError) -> ExactDecimal? {
    let own = list.fills.filter { $0.symbol == symbol && isOwn($0) }
    if let entry = own.last(where: { id(of: $0)?.role == .entry }) {
      let start = own.first { $0.venueOrderID == entry.venueOrderID } ?? entry
      return list.reaches(before: start.at) ? try sum(own.filter { $0.at >= start.at }) : nil
    }
    // The venue may tell of a position later than of the fill that made it.
    if let flatAt, list.reaches(before: flatAt.advanced(byMilliseconds: -ReadingBook.settlingTime)) {
      return try sum(own.filter { $0.at > flatAt })
    }
    return list.reachesBeginning ? try sum(own) : nil
  }

  private func sum(_ fills: [VenueFill]) throws(DecimalError) -> ExactDecimal {
    var net = ExactDecimal.zero
    for fill in fills { net = try net + (fill.side == .buy ? fill.size : -fill.size) }
    return net
  }

  private func id(of fill: VenueFill) -> ClientOrderID? { fill.clientID.flatMap { ClientOrderID($0) } }

  private func isOwn(_ fill: VenueFill) -> Bool {
    id(of: fill)?.owner == owner || knownOrderIDs.contains(fill.venueOrderID)
  }
}
