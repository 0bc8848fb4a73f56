public import Chronology

/// A venue behind one adapter: polling, tokens, reconnects and rate budgets live inside.
///
/// Nobody who trades holds one: the permission types of `VenueAccess` do, and hand on only what a permission allows.
public protocol Venue: Sendable {
  var capabilities: VenueCapabilities { get }

  /// Sends one command and says what is certain afterwards; never throws, and never sends twice.
  func send(_ command: VenueCommand) async -> VenueOutcome

  /// Facts in the order in which they became known; one consumer.
  var facts: AsyncStream<VenueFact> { get }

  /// Reads what is asked for. The facts found are returned and put on ``facts`` as well, in the same order; a read that
  /// failed gives an incomplete fact, never an empty list.
  @discardableResult
  func refresh(_ scope: FactScope, urgency: Urgency) async -> [VenueFact]
}

/// What to read.
public enum FactScope: Sendable, Hashable {
  case positions
  case orders
  /// Position and orders of a symbol, bracketed so that they belong together: one `settled` fact, or an incomplete one.
  case symbol(Symbol)
  case order(OrderReference)
  /// The latest.
  case fills
  /// The latest before an instant; dearer than the latest of all.
  case fillsBefore(Timestamp)
  case market(Symbol)
  case account
  case instruments
}

/// Which share of the rate budget a read may use.
public enum Urgency: Sendable, Hashable {
  /// Waits for the ordinary share.
  case routine
  /// May use what is reserved for protection.
  case protective
}
