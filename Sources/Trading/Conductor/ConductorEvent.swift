public import ExactDecimal

/// Names one effect, so that its end can be told.
public struct EffectID: Sendable, Hashable, Comparable {
  public let number: UInt64

  public init(_ number: UInt64) { self.number = number }

  public static func < (left: EffectID, right: EffectID) -> Bool { left.number < right.number }
}

/// Something that happened. Every effect with an id ends in exactly one of these with its id.
public enum ConductorEvent: Sendable, Hashable {
  /// Nothing but that time has passed.
  case time
  /// How a command ended.
  case sent(EffectID, VenueOutcome)
  /// What a reading showed, in the order in which it became known; empty: nothing.
  case read(EffectID, [VenueFact])
  /// A fact that came by itself.
  case pushed(VenueFact)
  case intent(Intent)
  case permission(EntryPermission)
  /// The kill switch stands so: by a person, by another cause than the core's, or because the core's own trip was
  /// written down.
  case killSwitch(Standing)
  case journal(JournalHealth)
  case order(OperatorOrder)
}

/// Whether what is decided can be kept.
public enum JournalHealth: Sendable, Hashable {
  case healthy
  /// The rest of the space is for protection.
  case reserveOnly
  /// What was written last may be lost.
  case failing(String)
}

/// What a person, or the service manager, has the engine do.
public enum OperatorOrder: Sendable, Hashable {
  /// Closes own positions; the trip that comes before is the caller's.
  case flatten(Symbol)
  /// Takes the venue's position as own, protected at the price, and ends a quarantine.
  case adopt(Symbol, stop: ExactDecimal)
  /// Ends a quarantine of a symbol that the venue shows flat.
  case release(Symbol)
  /// Cancels resting entries, and own protection that protects nothing if asked.
  case cancelEntries(Symbol)
  /// Ends cleanly: no entries, covered or flat, then `stopped`.
  case stop
}
