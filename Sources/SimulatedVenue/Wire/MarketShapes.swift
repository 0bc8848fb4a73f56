import Chronology
import StrictJSON

/// How the venue writes markets.
struct MarketShapes {
  let venue: Venue

  func instrument(_ market: Market) -> JSON {
    let instrument = market.instrument
    let level = instrument.kind == .linear ? "numNonContractUnits" : "contracts"
    func levels(factor: Fixed) -> JSON {
      .array(
        instrument.marginLevels.map {
          .members([
            (level, $0.threshold.json), ("initialMargin", ($0.initial * factor).json),
            ("maintenanceMargin", ($0.maintenance * factor).json),
          ])
        })
    }
    return .members([
      ("symbol", .string(instrument.symbol)), ("type", .string(instrument.kind.rawValue)),
      (
        "underlying",
        instrument.kind == .inverse ? .string("rr_\(instrument.pairBase.lowercased())usd") : nil
      ), ("tickSize", instrument.tickSize.json), ("contractSize", 1),
      ("tradeable", .bool(market.state.isTradeable)), ("impactMidSize", instrument.impactMidSize.json),
      ("maxPositionSize", instrument.maximumPosition.json), ("openingDate", .time(instrument.openingDate)),
      ("lastTradingTime", instrument.lastTradingTime.map { .time($0) }), ("marginLevels", levels(factor: 1)),
      ("fundingRateCoefficient", instrument.lastTradingTime == nil ? 8 : nil),
      ("maxRelativeFundingRate", instrument.lastTradingTime == nil ? .number("0.0025") : nil),
      ("isin", .null), ("contractValueTradePrecision", .integer(instrument.sizePrecision)),
      ("postOnly", .bool(market.state.isPostOnly)),
      ("feeScheduleUid", "5b755fea-c5b0-4307-a66e-b392cd5bd931"), ("mtf", false),
      ("base", .string(instrument.base)), ("quote", "USD"),
      ("pair", .string(instrument.pair)), ("category", .string(instrument.category)), ("tags", []),
      ("makerProtectionMillis", instrument.makerProtection.map { .integer($0.count) }),
      ("retailMarginLevels", levels(factor: 10)), ("tradfi", .bool(instrument.category == "Equities")),
    ])
  }

  func status(_ market: Market, now: Timestamp) -> [(String, JSON?)] {
    [
      ("tradeable", .bool(market.state.isTradeable && !market.state.isSuspended)),
      ("experiencingDislocation", false), ("priceDislocationDirection", .null),
      ("experiencingExtremeVolatility", false), ("extremeVolatilityInitialMarginMultiplier", 1),
    ]
  }

  func ticker(_ market: Market, at place: Int) -> JSON {
    let instrument = market.instrument
    let bid = bestOwn(.buy, in: place, or: market.bid, market.levelSize)
    let ask = bestOwn(.sell, in: place, or: market.ask, market.levelSize)
    let change = (market.last - market.day.open).scaled(by: 100, over: market.day.open).truncated(places: 2)
    return .members([
      ("tag", .string(instrument.lastTradingTime == nil ? "perpetual" : "month")),
      ("pair", .string(instrument.pair)), ("symbol", .string(instrument.symbol)),
      ("markPrice", market.mark.json), ("bid", bid.price.json), ("bidSize", bid.size.json),
      ("ask", ask.price.json), ("askSize", ask.size.json), ("vol24h", market.day.volume.json),
      ("volumeQuote", (market.day.volume * market.last).truncated(places: 4).json),
      (
        "openInterest",
        (instrument.maximumPosition.divided(by: 4)).rounded(.down, to: instrument.sizeStep).json
      ),
      ("open24h", market.day.open.json), ("high24h", market.day.high.json), ("low24h", market.day.low.json),
      ("last", market.last.json), ("lastTime", .time(market.lastTime)), ("lastSize", market.lastSize.json),
      ("suspended", .bool(market.state.isSuspended)), ("fundingRate", market.fundingRate.json),
      ("fundingRatePrediction", market.fundingRate.json), ("indexPrice", market.index.json),
      ("postOnly", .bool(market.state.isPostOnly)), ("change24h", change.json),
    ])
  }

  /// Index rows carry little more than the price.
  func indexTicker(_ market: Market, now: Timestamp) -> JSON {
    .members([
      ("symbol", .string("in_\(market.instrument.pairBase.lowercased())usd")), ("last", market.index.json),
      ("lastTime", .time(now)),
    ])
  }

  /// Synthetic levels with resting orders in them, best first, as pairs of numbers.
  func book(_ place: Int) -> JSON {
    .members([
      ("bids", side(.buy, place)), ("asks", side(.sell, place)),
    ])
  }

  private func side(_ side: Side, _ place: Int) -> JSON {
    .array(levels(side, place).map { .array([$0.price.json, $0.size.json]) })
  }

  private func levels(_ side: Side, _ place: Int) -> [(price: Fixed, size: Fixed)] {
    var levels = venue.syntheticLevels(side, in: place)
    for order in venue.orders.values where order.market == place && order.side == side && order.trigger == nil
    {
      guard let price = order.limitPrice else { continue }
      if let index = levels.firstIndex(where: { $0.price == price }) {
        levels[index].size += order.remaining
      } else {
        levels.append((price, order.remaining))
      }
    }
    return levels.sorted { side == .buy ? $0.price > $1.price : $0.price < $1.price }
  }

  private func bestOwn(_ side: Side, in place: Int, or price: Fixed, _ size: Fixed) -> (
    price: Fixed, size: Fixed
  ) {
    levels(side, place).first ?? (price, size)
  }
}
