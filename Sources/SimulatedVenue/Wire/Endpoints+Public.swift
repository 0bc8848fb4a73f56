import Chronology
import StrictJSON

extension Endpoint {
  private static let root = "/derivatives/api/v3/"

  static let publicEndpoints: [Endpoint] = [
    Endpoint("instruments", ["GET"], root + "instruments", .open) { kraken, _ in
      let shapes = MarketShapes(venue: kraken.venue)
      return .success([("instruments", .array(kraken.venue.markets.map(shapes.instrument)))], kraken)
    },
    Endpoint("instruments-status", ["GET"], root + "instruments/status", .open) { kraken, _ in
      let shapes = MarketShapes(venue: kraken.venue)
      let list = kraken.venue.markets.map { market in
        JSON.members(
          [("symbol", .string(market.instrument.symbol))] + shapes.status(market, now: kraken.venue.now))
      }
      return .success([("instrumentStatus", .array(list))], kraken)
    },
    Endpoint("instrument-status", ["GET"], root + "instruments/*/status", .open) {
      (kraken, call) throws(WireRefusal) in
      let market = kraken.venue.markets[try kraken.market(call.segments.first, error: "symbol")]
      return .success(MarketShapes(venue: kraken.venue).status(market, now: kraken.venue.now), kraken)
    },
    Endpoint("tickers", ["GET"], root + "tickers", .open) { kraken, _ in
      let shapes = MarketShapes(venue: kraken.venue)
      var rows = kraken.venue.markets.enumerated().map { shapes.ticker($1, at: $0) }
      var named: [String] = []
      for market in kraken.venue.markets where !named.contains(market.instrument.pairBase) {
        named.append(market.instrument.pairBase)
        rows.append(shapes.indexTicker(market, now: kraken.venue.now))
      }
      return .success([("tickers", .array(rows))], kraken)
    },
    Endpoint("ticker", ["GET"], root + "tickers/*", .open) { (kraken, call) throws(WireRefusal) in
      let place = try kraken.market(call.segments.first, error: "symbol")
      let row = MarketShapes(venue: kraken.venue).ticker(kraken.venue.markets[place], at: place)
      return .success([("ticker", row)], kraken)
    },
    Endpoint("orderbook", ["GET"], root + "orderbook", .open) { (kraken, call) throws(WireRefusal) in
      guard let symbol = call.value("symbol") else { throw .missing("symbol") }
      let place = try kraken.market(symbol, error: "symbol")
      return .success([("orderBook", MarketShapes(venue: kraken.venue).book(place))], kraken)
    },
    Endpoint("history", ["GET"], root + "history", .open) { (kraken, call) throws(WireRefusal) in
      guard let symbol = call.value("symbol") else { throw .missing("symbol") }
      let place = try kraken.market(symbol, error: "symbol")
      var until: Timestamp?
      if let text = call.value("lastTime") {
        guard let time = Timestamp(rfc3339: text) else { throw .invalid("lastTime") }
        until = time
      }
      let trades = MarketShapes(venue: kraken.venue).trades(place, until: until)
      return .success([("history", trades)], kraken)
    },
    Endpoint("notifications", ["GET"], root + "notifications", .open) { kraken, _ in
      .success([("notifications", MarketShapes(venue: kraken.venue).notices())], kraken)
    },
    Endpoint("feeschedules", ["GET"], root + "feeschedules", .open) { kraken, _ in
      .success([("feeSchedules", MarketShapes(venue: kraken.venue).feeSchedules())], kraken)
    },
    Endpoint(
      "historicalfundingrates", ["GET"], "/derivatives/api/v4/historicalfundingrates", .open
    ) { (kraken, call) throws(WireRefusal) in
      guard let symbol = call.value("symbol") else { throw .missing("symbol") }
      let place = try kraken.market(symbol, error: "symbol")
      return .success([("rates", MarketShapes(venue: kraken.venue).fundingRates(place))], kraken)
    },
    Endpoint("chart", ["GET"], "/api/charts/v1/*/*/*", .open) { (kraken, call) throws(WireRefusal) in
      .reply(try Charts.reply(kraken.venue, call))
    },
  ]
}

extension Response {
  /// The envelope of `/derivatives`.
  static func success(_ members: [(String, JSON?)], _ kraken: SimulatedKraken) -> Response {
    .reply(.success(members, at: kraken.venue.now))
  }
}

extension SimulatedKraken {
  func market(_ symbol: String?, error: String) throws(WireRefusal) -> Int {
    guard let symbol, let place = venue.market(named: symbol) else { throw .invalid(error) }
    return place
  }
}

extension MarketShapes {
  /// The newest first, at most 100.
  func trades(_ place: Int, until: Timestamp?) -> JSON {
    let trades = venue.markets[place].trades.reversed().filter { trade in
      until.map { trade.time <= $0 } ?? true
    }
    return .array(trades.prefix(100).map(\.row))
  }

  /// One for every market that does not trade.
  func notices() -> JSON {
    .array(
      venue.markets.filter { $0.state != MarketState() }.map { market in
        .members([
          ("type", "market"), ("priority", "high"),
          ("note", .string("\(market.instrument.symbol) does not trade as usual")),
          ("effectiveTime", .time(venue.now)),
        ])
      })
  }

  func feeSchedules() -> JSON {
    .array([
      .members([
        ("uid", "5b755fea-c5b0-4307-a66e-b392cd5bd931"), ("name", "PF Fees"),
        (
          "tiers",
          .array([
            .members([("makerFee", .number("0.02")), ("takerFee", .number("0.05")), ("usdVolume", 0)])
          ])
        ),
      ])
    ])
  }

  /// The rates of the last hours, all as now.
  func fundingRates(_ place: Int) -> JSON {
    let market = venue.markets[place]
    let hour = venue.now.unixMilliseconds / 3_600_000 * 3_600_000
    let relative =
      market.instrument.kind == .linear
      ? market.fundingRate.divided(by: market.mark) : market.fundingRate * market.mark
    return .array(
      (0..<24).reversed().map { back in
        .members([
          ("timestamp", .time(Timestamp(clamping: hour - Int64(back) * 3_600_000))),
          ("fundingRate", market.fundingRate.json), ("relativeFundingRate", relative.json),
        ])
      })
  }
}
