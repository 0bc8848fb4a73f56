import Chronology
import StrictJSON

/// How the venue writes an account.
struct AccountShapes {
  let venue: Venue
  let account: Int

  private var holder: Account { venue.accounts[account] }
  private var personality: VenuePersonality { venue.personality }

  func accounts() -> JSON {
    .members([
      (
        "cash",
        .members([
          ("type", "cashAccount"),
          ("balances", .members([("usd", 0), ("xbt", 0), ("eth", 0)])),
        ])
      ), ("fi_xbtusd", marginAccount(.xbt)), ("fi_ethusd", marginAccount(.eth)), ("flex", flex()),
    ])
  }

  private func marginAccount(_ currency: Currency) -> JSON {
    let summary = venue.summary(of: account, currency)
    func requirements(_ initial: Fixed, _ maintenance: Fixed) -> JSON {
      .members([("im", initial.json), ("mm", maintenance.json), ("lt", maintenance.json), ("tt", 0)])
    }
    return .members([
      ("type", "marginAccount"), ("currency", .string(currency.rawValue)),
      ("balances", .members([(currency.rawValue, summary.balance.json)])),
      (
        "auxiliary",
        .members([
          ("usd", 0), ("pv", summary.equity.json), ("pnl", summary.profit.json),
          ("af", summary.available.json), ("funding", summary.funding.json),
        ])
      ), ("marginRequirements", requirements(summary.initialMargin, summary.maintenanceMargin)),
      ("triggerEstimates", requirements(.zero, .zero)),
    ])
  }

  private func flex() -> JSON {
    let summary = venue.summary(of: account, .usd)
    let unrealized = summary.profit + summary.funding
    let dollars: [(String, JSON?)] = [
      ("quantity", summary.balance.json), ("value", summary.balance.json),
      (personality.collateralField.rawValue, summary.balance.json), ("available", summary.available.json),
    ]
    return .members([
      ("type", "multiCollateralMarginAccount"), ("currencies", .members([("USD", .members(dollars))])),
      ("initialMargin", summary.initialMargin.json),
      ("initialMarginWithOrders", summary.initialMarginWithOrders.json),
      ("maintenanceMargin", summary.maintenanceMargin.json), ("balanceValue", summary.balance.json),
      ("portfolioValue", summary.equity.json), ("collateralValue", summary.balance.json),
      ("pnl", summary.profit.json), ("unrealizedFunding", summary.funding.json),
      ("totalUnrealized", unrealized.json), ("totalUnrealizedAsMargin", unrealized.json),
      ("availableMargin", summary.available.json), ("marginEquity", summary.equity.json),
    ])
  }

  func position(_ position: Position) -> JSON {
    let instrument = venue.markets[position.market].instrument
    let leverage = holder.leverage.first { $0.market == position.market }?.maximum
    return .members([
      ("side", position.size.isNegative ? "short" : "long"), ("symbol", .string(instrument.symbol)),
      ("price", position.entryPrice(instrument).json), ("fillTime", .time(position.opened)),
      ("size", position.size.magnitude.json), ("unrealizedFunding", venue.unbookedFunding(of: position).json),
      ("pnlCurrency", instrument.kind == .linear ? "USD" : nil), ("maxFixedLeverage", leverage?.json),
    ])
  }

  func fill(_ fill: Fill) -> JSON {
    .members([
      ("fill_id", .string(fill.id)), ("symbol", .string(venue.markets[fill.market].instrument.symbol)),
      ("side", .string(fill.side.rawValue)), ("order_id", .string(fill.orderID)),
      (
        "cliOrdId",
        personality.clientOrderIDInFills == .present ? fill.clientOrderID.map { .string($0) } : nil
      ), ("size", fill.size.json), ("price", fill.price.json), ("fillTime", .time(fill.time)),
      ("fillType", .string(fill.kind.rawValue)),
      // Of an optional: of JSON itself `nil` is null, and the member would be there.
      ("fee_paid", personality.feeInFills == .present ? Optional(fill.fee.json) : .none),
      (
        "fee_currency",
        personality.feeInFills == .present
          ? .string(venue.markets[fill.market].instrument.settlementCurrency.rawValue.uppercased()) : nil
      ),
    ])
  }

  /// The newest first, at most 100, before an instant if one is given.
  func fills(before: Timestamp?) -> JSON {
    let fills = holder.fills.reversed().lazy.filter { fill in before.map { fill.time < $0 } ?? true }
    return .array(fills.prefix(100).map(fill))
  }
}
