public import CertificationEvidence
public import Chronology
public import ExactDecimal
public import Trading

/// What a run will do, and what it may cost, known before anything is sent. Pure.
public struct CertificationPlan: Sendable, Hashable {
  /// One step that opens at most one position.
  public struct Episode: Sendable, Hashable {
    public var episode: TranscriptMarker.Episode
    public var symbol: Symbol
    /// Of the position; zero for a step without one.
    public var size: ExactDecimal
    public var notionalUSD: ExactDecimal
    /// Entries and protective orders that are sent when nothing has to be moved.
    public var orders: Int
    /// The most that the step can lose: the guard's distance, the slippage allowance, and fees both ways.
    public var worstLossUSD: ExactDecimal
    public var longest: Milliseconds

    public var opensPosition: Bool { size.signum > 0 }
  }

  /// What a Grant has to permit.
  public struct Need: Sendable, Hashable {
    public var symbols: [Symbol]
    public var orderNotionalUSD: ExactDecimal
    public var positionNotionalUSD: ExactDecimal
    /// Worst losses summed.
    public var lossUSD: ExactDecimal
    /// Entries in all; protective orders and exits are not counted by a Grant.
    public var entries: Int
    public var minutes: Int
  }

  public let symbols: [Symbol]
  public let cases: [CertificationCase]
  public let markets: [CertificationMarket]
  public let pacing: CertificationPacing
  /// In the order in which they are run: what needs no position first.
  public let episodes: [Episode]

  /// Why there is no plan.
  public enum Mistake: Error, Sendable, Hashable {
    case noPrice(Symbol, TriggerSignal)
    case notTraded(Symbol)
    case notLinear(Symbol)
    case arithmetic(Symbol)
  }

  /// - Parameter markets: one for each symbol, in the order of the run; behaviours are observed on the first.
  public init(
    markets: [CertificationMarket], cases: [CertificationCase], pacing: CertificationPacing
  ) throws(Mistake) {
    self.markets = markets
    symbols = markets.map(\.symbol)
    self.cases = cases
    self.pacing = pacing
    var episodes: [Episode] = []
    for (index, market) in markets.enumerated() {
      try Self.check(market, cases)
      do throws(DecimalError) {
        if index == 0, pacing.observesBehaviours {
          episodes += [.reduceOnlyTriggerAcceptedWhileFlat, .orderIDKeptWhenAmended].map {
            Self.withoutPosition($0, on: market, pacing)
          }
        }
        for certificationCase in cases {
          episodes.append(
            try Self.withPosition(
              .certificationCase(market.symbol, certificationCase), 1, on: market, pacing))
        }
        if index == 0, pacing.observesBehaviours {
          // The sizes of what is at risk: a trigger of twice the position may turn it round.
          for (behaviour, factor) in [
            (CertifiedBehaviour.oversizedReduceOnlyCappedWhenFired, Int64(2)),
            (.crossedTriggerFiresAtOnce, 1),
          ] {
            episodes.append(
              try Self.withPosition(.behaviour(market.symbol, behaviour), factor, on: market, pacing))
          }
        }
      } catch { throw .arithmetic(market.symbol) }
    }
    self.episodes = episodes
  }

  private static func check(
    _ market: CertificationMarket, _ cases: [CertificationCase]
  ) throws(Mistake) {
    let (instrument, prices) = (market.instrument, market.prices)
    guard instrument.kind == .linearPerpetual else { throw .notLinear(market.symbol) }
    guard instrument.isTradeable, !instrument.isPostOnly, !prices.isSuspended, !prices.isPostOnly else {
      throw .notTraded(market.symbol)
    }
    for signal in [.last] + cases.map(\.trigger) where (prices.price(of: signal)?.signum ?? 0) <= 0 {
      throw .noPrice(market.symbol, signal)
    }
  }

  private static func withoutPosition(
    _ behaviour: CertifiedBehaviour, on market: CertificationMarket, _ pacing: CertificationPacing
  ) -> Episode {
    Episode(
      episode: .behaviour(market.symbol, behaviour), symbol: market.symbol, size: .zero, notionalUSD: .zero,
      orders: 1, worstLossUSD: .zero, longest: Milliseconds(pacing.settling.count * 3))
  }

  private static func withPosition(
    _ episode: TranscriptMarker.Episode, _ factor: Int64, on market: CertificationMarket,
    _ pacing: CertificationPacing
  ) throws(DecimalError) -> Episode {
    let price = market.prices.last ?? .zero
    let size = try market.size(worth: pacing.leastNotionalUSD, at: price)
    let notional = try market.instrument.notional(size: size, price: price)
    let distances = try ProtectiveDistances(market, at: price, pacing: pacing)
    let guardPart = try distances.guardStop.divided(by: price, fractionDigits: 10, .ceiling)
    let part = try guardPart + pacing.slippagePart + pacing.feePart * ExactDecimal(2)
    let worst = try (notional * ExactDecimal(factor) * part).rounded(.ceiling, fractionDigits: 6)
    return Episode(
      episode: episode, symbol: market.symbol, size: size, notionalUSD: notional, orders: 4,
      worstLossUSD: worst, longest: pacing.longestOpen)
  }

  public var need: Need {
    let opening = episodes.filter(\.opensPosition)
    // An entry counts with the worst price that it can pay.
    let worst = opening.map {
      (try? ($0.notionalUSD + $0.notionalUSD * pacing.slippagePart).rounded(.ceiling, fractionDigits: 2))
        ?? ExactDecimal(.max)
    }
    let largest = worst.max() ?? .zero
    let attempts = pacing.retries + 1
    // Addition of numbers of this size cannot fail; if it did, no budget would be large enough.
    let loss = opening.reduce(ExactDecimal.zero) { (try? $0 + $1.worstLossUSD) ?? ExactDecimal(.max) }
    let longest = episodes.reduce(Int64(0)) { $0 + $1.longest.count }
    return Need(
      symbols: symbols, orderNotionalUSD: largest, positionNotionalUSD: largest, lossUSD: loss,
      entries: opening.count * attempts, minutes: Int((longest + 59_999) / 60_000))
  }
}
