import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// What the venue truly is, and what was truly sent, against the rules. It asks the core nothing but its memory and its
/// kill switch.
struct Oracle: Sendable {
  /// What finding out may take beyond the core's own deadline: one poll and its round trips.
  static let detection: Int64 = 2_500
  /// How long a core may do nothing at all about a position that it could cover.
  static let idleness: Int64 = 3_500
  /// One cancel round of a venue that answers.
  static let cancelRound: Int64 = 5_000 + 2_500
  /// What clearing up may take at the end of a session, when nothing disturbs it.
  static let clearing: Int64 = 15_000
  /// How long a list may lag, with its way: what changed later the core cannot know.
  static let longestLag: Int64 = 2_200

  /// How long a flat venue takes to disprove what fills have not told: the longest lag that the core allows for, and what
  /// seeing it takes.
  static let visiblyFlat: Int64 = 8_000 + 2 * 2_500
  /// How long the venue knows what became of an order, and a look at it.
  static let statusLife: Int64 = 6_000

  let rules: TradingRules
  let begins: Timestamp
  var violation: Violation?

  // What was sent.
  var sent: [SentOrder] = []
  var places: [String: Int] = [:]
  var intended: [String: ExactDecimal] = [:]
  var trades: [(number: UInt64, size: ExactDecimal, endsAt: Int64, sent: ExactDecimal)] = []
  /// Orders that a fault let the venue take without reduce-only, or show larger than they are.
  var unreliable: [String] = []
  /// Orders whose answer, with the venue's id of them, never came.
  var unanswered: [String] = []
  /// Protective orders of which an outcome was unknown.
  var doubtful: [String] = []
  var entriesSent = 0

  // What the venue has.
  var truths: [SymbolTruth]
  var revision = -1
  var hadHeld = false
  var refusesOversized = false
  var fillsSeen = 0

  // Time that counts.
  var lastCheck: Int64 = 0
  var impairedUntil: Int64 = 0
  var isUp = false
  var startedAt: Int64 = 0

  // How the switch and the permission stand, as far as the engine was told.
  var severity = 0
  var flattens = false
  var syncedSeverity = 0
  /// Told to end, and configured to leave nothing open.
  var closesForStop = false
  var permission = EntryPermission.none(because: "not asked yet")

  init(_ plan: SessionPlan) {
    rules = plan.rules
    begins = plan.begins
    truths = plan.symbols.map { _ in SymbolTruth() }
  }

  mutating func violate(_ rule: Rule, at time: Int64, _ detail: String) {
    guard violation == nil else { return }
    violation = Violation(rule: rule, time: time, detail: detail)
  }

  func isOwn(_ clientID: String) -> Bool { places[clientID] != nil }

  /// For so long the venue does not answer everything, and deadlines wait.
  mutating func noteImpaired(until time: Int64) {
    impairedUntil = max(impairedUntil, time)
    if time - lastCheck > Self.longestLag { noteUnwatched() }
  }

  /// For some time nobody can ask the venue what became of orders, and it forgets that; a crash forgets the ids of orders
  /// too.
  mutating func noteUnwatched(isCrash: Bool = false) {
    for symbol in truths.indices {
      let filledAt = isCrash ? truths[symbol].unnamedAt : truths[symbol].namelessAt
      if lastCheck - filledAt < Self.statusLife { truths[symbol].isNetUnknowable = true }
    }
  }

  /// Somebody else changed the position or the cover: until nothing is open any more, rules about what the core can know
  /// of its own part are suspended (S4, S5, L1, L2), because nobody can tell whose the rest is.
  mutating func noteForeign(_ symbol: Int) { truths[symbol].isForeign = true }

  mutating func noteAdoption(_ symbol: Int, _ venue: SimulatedVenue.Venue) {
    truths[symbol].ownNet = venue.accounts[0].size(in: symbol)
  }
}

/// One symbol as the venue truly has it.
struct SymbolTruth: Sendable {
  /// By own fills, above zero long.
  var ownNet = Fixed.zero
  var position = Fixed.zero
  /// Sizes of own stops that would truly fire as they were sent.
  var cover = Fixed.zero
  /// The same with those that are too large to fire.
  var oversizedCover = Fixed.zero
  /// Own entries that rest or are held.
  var entryCount = 0
  var entrySize = Fixed.zero
  /// The earliest end among them.
  var entryEndsAt = Int64.max
  var ownOrderCount = 0
  /// Where the stop was moved to last.
  var adjustedStop: Fixed?
  var isTrading = true
  var isForeign = false
  /// When an own order last filled that its venue's id alone names.
  var unnamedAt = Int64.min / 2
  /// When an own order last filled under an id that nobody was shown.
  var namelessAt = Int64.min / 2
  /// Own fills have come that nobody could tell from a stranger's.
  var isNetUnknowable = false
  /// When the venue last took cover away by itself: a stop fired, or was cancelled with its position.
  var coverTakenAt = Int64.min / 2

  /// When the position last changed, and the own net.
  var changedAt = Int64.min / 2
  var netChangedAt = Int64.min / 2
  var exitSentAt = Int64.min / 2
  var entrySentAt = Int64.min / 2
  var protectSentAt = Int64.min / 2
  /// When an entry's outcome was last unknown. It may take effect for as long as a command may be under way, and until it
  /// is known what became of it its stop stays.
  var entryUnknownAt = Int64.min / 2
  /// While an own stop's outcome is unknown, waiting for it is what the core should do.
  var waitsUntil = Int64.min / 2

  // Since when something is so, in time that counts.
  var exposedFor: Int64 = 0
  var forbiddenFor: Int64 = 0
  var overdueFor: Int64 = 0
  var flatFor: Int64 = 0

  /// What of the position is the engine's.
  var ownPart: Fixed {
    guard isForeign else { return position }
    guard !position.isZero, !ownNet.isZero, position.isNegative == ownNet.isNegative else { return .zero }
    return position.magnitude < ownNet.magnitude ? position : ownNet
  }

  var isExposed: Bool { cover < ownPart.magnitude }
}
