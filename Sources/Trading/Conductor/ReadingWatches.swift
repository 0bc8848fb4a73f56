import Chronology
import ExactDecimal

/// Fills of the whole account.
struct FillWatch: Sendable {
  /// How far a reading goes back beyond what is known, for lists that lag.
  static let overlap: Int64 = 60_000
  static let cadence: Int64 = 60_000
  static let longestRow = 20

  /// What happened before is not ours to count.
  let origin: Timestamp
  /// Up to here fills are known, by the venue's time.
  var knownThrough: Timestamp?
  var flight: ReadFlight?
  /// Pages of the reading under way, newest first.
  var pages: [VenueFill] = []
  var pageCount = 0
  /// Beginning of the newest reading that was complete.
  var completeAt = Int64.min
  /// A reading that begins at this uptime or later is wanted.
  var wantedAfter = Int64.min
  var rowBeganAt = Int64.min
  var lastAskAt: Int64?
  /// Fills on our symbols that name no order that we know.
  var unattributed: [VenueFill] = []

  init(origin: Timestamp) { self.origin = origin }

  var due: Int64 {
    guard let lastAskAt else { return .min }
    if wantedAfter > completeAt { return max(wantedAfter, lastAskAt + 100) }
    // One that did not come is asked for again.
    return lastAskAt + (completeAt < lastAskAt ? 1_000 : Self.cadence)
  }
}

struct AccountWatch: Sendable {
  static let cadence: Int64 = 15_000

  /// What an account without own positions showed.
  struct Quiet: Sendable, Hashable {
    let equityUSD: ExactDecimal
    let lastFill: String?
  }

  /// Of the newest reading, when nothing of ours was open.
  var quiet: Quiet?
  var beganAt = Int64.min
  var flight: ReadFlight?
  var lastAskAt: Int64?
  var wantedAfter = Int64.min

  var due: Int64 {
    guard let lastAskAt else { return .min }
    if wantedAfter > beganAt { return max(wantedAfter, lastAskAt + 100) }
    return lastAskAt + (beganAt < lastAskAt ? 2_000 : Self.cadence)
  }
}

struct InstrumentWatch: Sendable {
  var known: [Instrument] = []
  /// The venue's time at which it said so.
  var venueTime: Timestamp?
  var flight: ReadFlight?
  var nextReadAt = Int64.min
  var isWanted = true

  func instrument(_ symbol: Symbol) -> Instrument? { known.first { $0.symbol == symbol } }
}
