import Chronology
import SimulatedVenue
import Trading

/// A command on its way.
struct CommandRequest: Sendable {
  let effect: EffectID
  let command: ConductorCommand
  /// The client id that it names, as text.
  let text: String
  let symbol: Int
  /// The process that sent it.
  let epoch: Int
  /// How many records have to be synced before it leaves.
  let records: Int
  let createdAt: Int64
  var sentAt = Int64.min
  var fault: CommandFault?
  var isAnswered = false
  var outcome: VenueOutcome?
}

/// A reading on its way.
struct ReadRequest: Sendable {
  let effect: EffectID
  let scope: FactScope
  let epoch: Int
  let symbol: Int
  let beganAt: Int64
  var fault: ReadFault?
  var target = ReadTarget.any
  /// Bracketed readings: what was read so far.
  var before: VenuePosition?
  var hasBefore = false
  var orders: [VenueOrder] = []
  var hasOrders = false
  var ordersAt: Timestamp?
  var rounds = 0
  var facts: [VenueFact] = []
}

/// An own order as it was sent, for telling what the venue has of it.
struct SentOrder: Sendable {
  let id: ClientOrderID
  let symbol: Int
  let isLong: Bool
  let size: Fixed
  /// Of protective orders.
  let trigger: Fixed
  let signal: SimulatedVenue.TriggerSignal
  /// When a resting entry has to be gone, by the session's time.
  let endsAt: Int64
}

/// What the venue was at some instant, for stale readings.
struct PastState: Sendable {
  let time: Int64
  let orders: [Order]
  let positions: [Position]
}
