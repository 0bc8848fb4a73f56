public import Chronology
import ExactDecimal
public import StrictJSON
public import Trading
public import VenueAccess

/// How the positions of a running engine stand at its venue.
public struct VenueStatus: Sendable, Hashable {
  public var session: VenueSession
  public var isReconciled: Bool
  public var overview: TradingOverview
  public var health: VenueHealth
  /// When the rest was so: ages have grown since.
  public var notedAt: Timestamp

  static let shownAnswers = 6

  public init(_ session: VenueSession, _ conductor: Conductor, _ health: VenueHealth, at time: Timestamp) {
    self.session = session
    isReconciled = conductor.isReconciled
    overview = conductor.overview(answers: Self.shownAnswers)
    self.health = health
    notedAt = time
  }

  /// For tests.
  init(
    session: VenueSession, isReconciled: Bool, overview: TradingOverview, health: VenueHealth,
    at time: Timestamp
  ) {
    (self.session, self.isReconciled, self.overview) = (session, isReconciled, overview)
    (self.health, notedAt) = (health, time)
  }

  public var pictures: [SymbolPicture] { overview.symbols.map(\.picture) }

  /// Whether the engine may be stopped without leaving a position without its stop.
  public var allCovered: Bool {
    isReconciled && pictures.allSatisfy { $0.cover == .flat || $0.cover == .covered }
  }

  public var line: String { pictures.map(\.line).joined(separator: "; ") }

  public var json: JSON {
    [
      "allCovered": .bool(allCovered), "adapter": .string(session.adapter), "origin": .string(session.origin),
      "reconciled": .bool(isReconciled), "symbols": .array(pictures.map(\.json)),
    ]
  }
}

extension SymbolPicture {
  public var json: JSON {
    [
      "symbol": .string(symbol.description), "position": position.map { .string($0.description) } ?? nil,
      "own": .string(own.description), "cover": .string(cover.rawValue),
      "uncoveredMilliseconds": uncoveredMilliseconds.map { .integer($0) } ?? nil,
      "stop": stop.map { .string($0.description) } ?? nil,
      "quarantine": quarantine.map { .string($0) } ?? nil,
      "closing": .bool(isClosing), "ownOrders": .integer(Int64(shownOrders)),
    ]
  }
}
