public import Chronology
public import ExactDecimal

/// How patient and how careful a run is.
public struct CertificationPacing: Sendable, Hashable {
  /// Between two looks at the price, which cost nothing: a price that only touches the trigger should not be missed.
  public var pricePoll = Milliseconds(100)
  /// Between two settled readings while an order waits for its trigger.
  public var readingPoll = Milliseconds.seconds(2)
  /// How long an order may wait for its trigger before it is moved closer.
  public var wait = Milliseconds.seconds(50)
  /// How often it is moved closer before the case is given up.
  public var moves = 3
  /// How long a change at the venue may take to be shown: a position after its entry, flat after a trigger.
  public var settling = Milliseconds.seconds(10)
  /// Between two readings while something has to settle.
  public var settlingPoll = Milliseconds(250)
  /// Whether the venue's behaviours beside the cases are observed, which takes two positions more.
  public var observesBehaviours = true
  /// How often a case that proved nothing is tried again.
  public var retries = 2

  /// Distance of the order under test from the price, as a part of it.
  public var nearPart = ExactDecimal("0.00005") ?? .zero
  /// Least distance of guard and sibling, likewise; they are at least 20 times as far as the order under test.
  public var farPart = ExactDecimal("0.005") ?? .zero
  /// The venue's fee for taking, as a part of the notional: what Kraken Futures asks of a new account. Source:
  /// kraken.com, derivatives fee schedule, read 2026-11-23.
  public var feePart = ExactDecimal("0.0005") ?? .zero
  /// How much worse than its trigger a fired stop may fill, as a part of the price: the venue's protection of market
  /// orders is 1 %.
  public var slippagePart = ExactDecimal("0.01") ?? .zero
  /// Least notional of a position, USD.
  public var leastNotionalUSD = ExactDecimal(1)

  public init() {}

  /// The longest that one position may stay open: every wait, and settling before and after.
  public var longestOpen: Milliseconds {
    Milliseconds(wait.count * Int64(moves + 1) + settling.count * Int64(moves + 4))
  }
}
