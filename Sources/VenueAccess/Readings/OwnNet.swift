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

/// The fills that were read so far, and what they say of one owner's net on a symbol. Pure.
struct OwnFills: Sendable {
  private let symbol: Symbol
  private let owner: ClientOrderID.Owner
  /// Venue ids of own orders, for fills that do not carry our client ids.
  private let knownOrderIDs: Set<String>
  private var fills: [VenueFill] = []
  /// Whether the venue has told all that there are.
  private(set) var reachesBeginning = false

  init(of owner: ClientOrderID.Owner, on symbol: Symbol, knownOrderIDs: Set<String>) {
    (self.owner, self.symbol, self.knownOrderIDs) = (owner, symbol, knownOrderIDs)
  }

  var count: Int { fills.count }

  /// Takes an answer.
  mutating func take(_ page: [VenueFill], longest: Int) {
    fills = page
    reachesBeginning = page.count < longest
  }

  /// The sum of own fills from where the own net was zero; nil when the fills do not reach back to it.
  ///
  /// An own entry is sent only when the symbol is shown flat: the newest one's first fill is where the net begins.
  func net() throws(DecimalError) -> ExactDecimal? {
    let own = fills.filter { $0.symbol == symbol && isOwn($0) }
    var start = own.last { id(of: $0)?.role == .entry }
    if let entry = start { start = own.first { $0.venueOrderID == entry.venueOrderID } }
    if let start, reachesBeginning || fills.contains(where: { $0.at < start.at }) {
      return try sum(own.filter { $0.at >= start.at })
    }
    return reachesBeginning ? try sum(own) : nil
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
