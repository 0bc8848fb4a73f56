import SimulatedVenue
import Trading

/// What is done to a session from outside, in the order of ``SessionPlan/acts``. Each can be left out by its number, to
/// find out which ones a violation needs.
enum Act: Sendable {
  // Faults of the network and of the venue's answers: armed, they take the next request that fits.
  case command(CommandFault, CommandTarget)
  case read(ReadFault, ReadTarget)
  /// The next own protective order is shown, or placed, otherwise than it was sent.
  case distort(Distortion)
  // The venue.
  case haltMarket(symbol: Int, isPostOnly: Bool, lasting: Int64)
  case thinBook(symbol: Int, lasting: Int64)
  /// Jumps by millionths.
  case jump(symbol: Int, millionths: Int)
  case ramp(symbol: Int, millionths: Int, lasting: Int64)
  case linkDown(lasting: Int64)
  // The machine.
  case stepClock(milliseconds: Int64)
  /// - after: how many effects of the next step that has any are still carried out.
  case crash(after: Int, downFor: Int64)
  case slowDisk(milliseconds: Int64, lasting: Int64)
  case failDisk(lasting: Int64)
  case fillDisk(lasting: Int64)
  // Permission and people.
  case refusePermission(lasting: Int64)
  case renewPermission(percent: Int)
  case endPermission(after: Int64)
  case trip(TripCause)
  case reset
  case stopAndRestart(downFor: Int64)
  case foreignOrder(symbol: Int, isStop: Bool, lasting: Int64)
  case foreignTrade(symbol: Int, isBuy: Bool, percent: Int)
  case otherInstance(symbol: Int, lasting: Int64)
  case cancelOwnStop(symbol: Int)
  case withdraw(percent: Int)
  case releaseQuarantine(symbol: Int)
  case adoptPosition(symbol: Int)

  /// Whether it is a fault, and no mere event of a market or an office.
  var isFault: Bool {
    switch self {
    case .jump, .ramp, .renewPermission, .endPermission, .reset, .releaseQuarantine, .adoptPosition: false
    default: true
    }
  }

  /// Whether it may change the own position or cover behind the engine's back.
  var isForeign: Bool {
    switch self {
    case .foreignTrade, .cancelOwnStop, .withdraw, .adoptPosition: true
    default: false
    }
  }

  /// How long it goes on by itself.
  var lasting: Int64 {
    switch self {
    case .command(.delay(let milliseconds), _): milliseconds
    case .command, .read: 2_500
    case .haltMarket(_, _, let lasting), .thinBook(_, let lasting), .ramp(_, _, let lasting),
      .linkDown(let lasting), .slowDisk(_, let lasting), .failDisk(let lasting), .fillDisk(let lasting),
      .refusePermission(let lasting), .foreignOrder(_, _, let lasting), .otherInstance(_, let lasting):
      lasting
    case .crash(_, let downFor), .stopAndRestart(let downFor): downFor + 1_000
    case .endPermission(let after): after
    default: 0
    }
  }
}

enum CommandFault: Sendable {
  /// Done, and no answer.
  case loseReply
  /// Not done, and no answer.
  case loseRequest
  /// Done only so much later, long after the client gave up.
  case delay(milliseconds: Int64)
  /// Not done, answered with HTTP 5xx: nobody can say.
  case fail
  /// Done, answered with HTTP 5xx.
  case failAfter
  /// Not done: more requests than the venue takes.
  case limit
}

enum CommandTarget: Sendable { case any, enter, protect, exit, cancel, amend }

enum ReadFault: Sendable {
  case incomplete
  /// A state that is so old.
  case stale(milliseconds: Int64)
  /// The position changes, for the reader, between two looks.
  case unsettled
}

enum ReadTarget: Sendable { case any, positions, orders, fills, status, account, market }

/// What is wrong with an order, besides what was sent.
enum Distortion: Sendable {
  case shownPrice, shownSignal, shownSize, shownWithoutReduceOnly
  case placedPrice, placedSignal, placedSize, placedWithoutReduceOnly
  case failsActivation
}
