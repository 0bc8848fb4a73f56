import CertificationEvidence
import Chronology
import ExactDecimal
import Trading
import TradingEngine
import VenueAccess

extension CertificationSettings {
  /// Reads the markets and makes the plan; sends nothing else.
  func plan(_ venue: ObservingVenue) async throws(CertificationRefusal) -> CertificationPlan {
    guard let fact = await venue.refresh(.instruments).first,
      case .instruments(let listed) = fact.content, !listed.isEmpty
    else {
      throw .venue(code: "venue.unreachable", "the venue does not list its instruments", isTransient: true)
    }
    var markets: [CertificationMarket] = []
    for symbol in symbols {
      guard let instrument = listed.first(where: { $0.symbol == symbol }) else {
        throw .plan(
          code: "plan.no-such-market", "the venue has no readable instrument \(symbol)",
          hint: "correct --symbols")
      }
      guard let read = await venue.refresh(.market(symbol)).first, read.isComplete,
        case .market(let prices) = read.content
      else {
        throw .venue(code: "venue.unreachable", "the venue tells no prices of \(symbol)", isTransient: true)
      }
      markets.append(CertificationMarket(instrument: instrument, prices: prices))
    }
    do { return try CertificationPlan(markets: markets, cases: cases, pacing: pacing) } catch {
      throw error.refusal
    }
  }
}

extension CertificationPlan.Mistake {
  fileprivate var refusal: CertificationRefusal {
    switch self {
    case .noPrice(let symbol, let signal):
      .plan(
        code: "plan.no-price", "\(symbol) has no \(signal.rawValue) price",
        hint: "leave out cases on that signal")
    case .notTraded(let symbol):
      .plan(
        code: "plan.market-not-trading", "\(symbol) is suspended, post-only or not tradeable",
        hint: "try again when the market trades")
    case .notLinear(let symbol):
      .plan(
        code: "plan.not-a-linear-perpetual", "\(symbol) is no linear perpetual", hint: "correct --symbols")
    case .arithmetic(let symbol):
      .plan(
        code: "plan.number-out-of-range", "the prices of \(symbol) cannot be calculated with",
        hint: "correct --symbols")
    }
  }
}

extension CertificationPlan {
  /// Whether a permission is large enough for the plan, before anything is sent.
  func requireFit(
    _ limits: EntryLimits, lossUSD: ExactDecimal, now: Timestamp
  ) throws(CertificationRefusal) {
    let need = need
    func short(_ what: String, _ needed: String, _ permitted: String) -> CertificationRefusal {
      .plan(
        code: "plan.exceeds-permission",
        "the plan needs \(what) \(needed), the smaller of configuration and Grant "
          + "is \(permitted)",
        hint: "see the plan with --plan, and raise that limit or certify fewer cases")
    }
    if let missing = symbols.first(where: { limits.symbols?.contains($0) == false }) {
      throw short(
        "the symbol", missing.spelling, limits.symbols?.sorted().map(\.spelling).joined(separator: " ") ?? "")
    }
    if let most = limits.maxOrderNotionalUSD, need.orderNotionalUSD > most {
      throw short("max-order-notional-usd", need.orderNotionalUSD.description, most.description)
    }
    if let most = limits.maxPositionNotionalUSD, need.positionNotionalUSD > most {
      throw short("max-position-notional-usd", need.positionNotionalUSD.description, most.description)
    }
    if need.lossUSD > lossUSD {
      throw short("max-daily-loss-usd", need.lossUSD.description, lossUSD.description)
    }
    let opening = episodes.count(where: \.opensPosition)
    if let most = limits.maxOrders, Int64(opening) > most {
      throw short("max-orders", "\(opening)", "\(most)")
    }
    guard limits.expiresAt != .latest else { return }
    let rest = limits.expiresAt.milliseconds(since: now) - EntryReview.marginBeforeExpiry.count
    let first = episodes.first(where: \.opensPosition)?.longest.count ?? 0
    if rest < first { throw short("minutes", "\(need.minutes)", "\(max(0, rest) / 60_000)") }
  }
}
