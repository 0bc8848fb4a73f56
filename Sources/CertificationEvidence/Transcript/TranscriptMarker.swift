public import Trading

/// A step of the plan, in the recorder's words: it tells the judge where to look, and is believed in nothing else.
public enum TranscriptMarker: Sendable, Hashable {
  case begins(Episode)
  case ends(Episode)
  /// The next exchange sends this command; what it is for.
  case command(CommandRole, VenueCommand)

  /// What the exchanges between two markers are for.
  public enum Episode: Sendable, Hashable {
    case certificationCase(Symbol, CertificationCase)
    case behaviour(Symbol, CertifiedBehaviour)
    /// Whatever earlier runs have left is cleaned up.
    case preparation
    /// The run's own orders and positions are removed.
    case cleanUp
  }

  /// What an order is for within its episode.
  public enum CommandRole: String, Sendable, Hashable, CaseIterable {
    /// Opens the position.
    case entry
    /// The order whose behaviour is certified.
    case tested
    /// The other half of the protection: a take-profit beside a stop-loss under test, and the reverse.
    case sibling
    /// The wide stop that limits the loss whatever happens.
    case guardStop = "guard"
    /// Closes what is left of the position.
    case exit
  }
}
