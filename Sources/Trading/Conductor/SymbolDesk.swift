import Chronology
import ExactDecimal

/// What is going on at one symbol now: flights, the newest reading, and what is being waited for. Lost in a crash and
/// found again by reading.
///
/// What is large is behind a reference that never changes, so that a look at one field copies nothing.
struct SymbolDesk: Sendable {
  let symbol: Symbol
  var reading: DeskReading?
  var market: Kept<MarketState>?
  /// Since when, by beginnings of market readings, the signal is at or beyond the open trade's stop.
  var beyondStopSince: Int64?
  /// When the reading of ``market`` began, by uptime.
  var marketBeganAt = Int64.min
  /// Until when a command that nobody answered for may still take effect, whatever has become of its order here.
  var lateUntil = Int64.min
  /// At most one command of each lane is under way.
  var entryFlight: Flight?
  var coverFlight: Flight?
  var exitFlight: Flight?
  var readFlight: ReadFlight?
  var marketFlight: ReadFlight?
  var statusFlight: StatusFlight?
  /// When readings and market were last asked for.
  var lastReadAt = Int64.min
  var lastMarketAt = Int64.min
  /// When a command of the symbol was last answered: what began before says nothing about its effect.
  var changedAt = Int64.min
  var coverChangedAt = Int64.min
  /// When a fill was last booked.
  var filledAt = Int64.min
  var watches: [OrderWatch] = []
  /// Fills that an answer reported and no reading can have shown yet.
  var answeredFill: AnsweredSize?
  /// When an exit was last sent.
  var exitSentAt = Int64.min
  var exposure: Exposure?
  /// Since when, by beginnings of readings, everything said flat.
  var flatSince: Int64?
  var mismatchSince: Int64?
  /// The position of the newest reading, where own fills do not make it.
  var doubtedPosition: ExactDecimal?
  /// When it came, changed or went: whose the position is, only fills can tell that were read since.
  var netDoubtedAt = Int64.min
  /// It was more than own fills make, or on the other side.
  var isStrangerSeen = false
  /// How many readings have shown it since.
  var readingsInDoubt = 0
  /// Since when the symbol is shown flat although own fills say otherwise.
  var doubtedFlatSince: Int64?
  /// It was flat for so long that what is shown later is not ours, whatever the fills say.
  var isNetDisproved = false
  var pending: PendingEntry?
  /// An approved entry whose stop is not shown yet.
  var waitingEntry: Kept<Approved<EntryOrder>>?
  var waitingSince = Int64.min
  var closing: Closing?
  /// What the venue refused for its own state, and when to try again.
  var blockedUntil: Int64?
  /// Since when it refuses in a row.
  var blockedSince: Int64?
  var isVenueBlocked = false
  var coverRetryAt = Int64.min
  var numbersCorrected = false
  /// How often a strange order was alerted, so that one is not told of twice.
  var alerted: [String] = []
  var isProtectedTold = false
  /// No reading for longer than three polls while something is open.
  var isCoverUnknown = false
  /// The venue shows the position with another margin mode than configured.
  var marginDiffers = false
  var isEntryCancelWanted = false
  /// The intents that wanted so.
  var cancels: [String] = []
  /// Where the symbol's book stands in the memory.
  var bookPlace = 0
  /// Whether the next reading decides something, and whether anything is open: after the decisions of this step.
  var isHot = false
  var isHeld = false
  /// Whether only a command that may come late holds it.
  var isHeldByDelay = false
  var entryCancelRetryAt = Int64.min
  var hygieneRetryAt = Int64.min
  var takeProfitRetryAt = Int64.min

  init(symbol: Symbol) { self.symbol = symbol }
}

/// An order that the venue shows, and whose it is.
struct ShownOrder: Sendable {
  let order: VenueOrder
  let origin: OrderOrigin
  /// One that is shown larger is not the one that was sent, and nobody knows what of it is true; amendments only make an
  /// order smaller.
  let isLargerThanSent: Bool
}

final class DeskReading: Sendable {
  let position: VenuePosition?
  let orders: [ShownOrder]
  let venueTime: Timestamp?
  let beganAt: Int64
  let endedAt: Int64

  /// Above zero long.
  let signedPosition: ExactDecimal

  init(
    position: VenuePosition?, orders: [ShownOrder], venueTime: Timestamp?, beganAt: Int64, endedAt: Int64
  ) {
    (self.position, self.orders, self.venueTime) = (position, orders, venueTime)
    (self.beganAt, self.endedAt) = (beganAt, endedAt)
    signedPosition = position?.signedSize ?? .zero
  }
}

final class Flight: Sendable {
  let effect: EffectID
  let command: ConductorCommand

  init(effect: EffectID, command: ConductorCommand) { (self.effect, self.command) = (effect, command) }
}

struct ReadFlight: Sendable {
  let effect: EffectID
  let began: Int64
}

struct StatusFlight: Sendable {
  let effect: EffectID
  let order: ClientOrderID
  let began: Int64
}

struct AnsweredSize: Sendable {
  let entry: ClientOrderID
  let size: ExactDecimal
  let at: Int64
}

/// A position, or a part of one, that no stop is shown for.
struct Exposure: Sendable {
  /// By uptime.
  let since: Int64
  /// Milliseconds during which the venue did not trade.
  var paused: Int64 = 0
  var pausedSince: Int64?
}

/// An intent that waits for readings that are younger than itself.
final class PendingEntry: Sendable {
  let intent: EnterIntent
  let arrivedAt: Int64

  init(intent: EnterIntent, arrivedAt: Int64) { (self.intent, self.arrivedAt) = (intent, arrivedAt) }
}

/// What is known of an own order besides the memory.
struct OrderWatch: Sendable {
  let id: ClientOrderID
  /// By uptime; nil for one that this process did not send.
  var sentAt: Int64?
  var answeredAt: Int64?
  var isAccepted = false
  var isUnknown = false
  /// The venue's time after which an unknown command can take no effect.
  var settlesAt: Timestamp?
  /// Beginning of the newest reading that showed it.
  var shownAt: Int64?
  /// Beginning of the first reading, of an unbroken row, that could have shown it and did not.
  var missingSince: Int64?
  var missingReadings = 0
  var status: VenueOrderStatus.State?
  var statusAt: Int64?
  /// When the venue's id of it became known.
  var namedAt: Int64?
  var cancelAnsweredAt: Int64?
  /// For the proof of absence of an entry.
  var facts: [VenueFact] = []
  /// What they say; nil once there are more.
  var verdict: Kept<ProofOfAbsence.Verdict>?
  var sentVenueTime: Timestamp?
  var sends = 1
  /// How much of an entry had filled when its end was told.
  var toldFilled: ExactDecimal?

  init(_ id: ClientOrderID) { self.id = id }
}

extension VenuePosition {
  /// Above zero long.
  var signedSize: ExactDecimal { side == .long ? size : -size }
}

extension SymbolDesk {
  func watchPlace(of id: ClientOrderID) -> Int? {
    for place in watches.indices where watches[place].id == id { return place }
    return nil
  }

  mutating func watch(_ id: ClientOrderID, _ change: (inout OrderWatch) -> Void) {
    if let place = watchPlace(of: id) {
      change(&watches[place])
    } else {
      var watch = OrderWatch(id)
      change(&watch)
      watches.append(watch)
    }
  }

  func watch(of id: ClientOrderID) -> OrderWatch? { watches.first { $0.id == id } }

  mutating func doubtNet(at uptime: Int64) {
    netDoubtedAt = uptime
    readingsInDoubt = 0
  }

  mutating func noteBlocked(at uptime: Int64) {
    if blockedUntil.map({ $0 <= uptime }) ?? true { blockedSince = uptime }
    blockedUntil = uptime + 2_000
  }

  mutating func isNew(_ alert: String) -> Bool {
    guard !alerted.contains(alert) else { return false }
    if alerted.count > 64 { alerted.removeFirst() }
    alerted.append(alert)
    return true
  }
}
