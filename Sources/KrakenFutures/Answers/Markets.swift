public import Chronology
public import ExactDecimal
import StrictJSON
public import Trading

extension WireAnswer {
  /// The answer to `tickers/{symbol}`.
  public func ticker(of symbol: Symbol) throws(WireError) -> VenueReading<MarketState> {
    let (object, serverTime) = try successful()
    let row = try object.object("ticker")
    let market: MarketState
    do throws(WireError) { market = try MarketState(row) } catch { throw error.within("ticker") }
    guard market.symbol == symbol else {
      throw WireError(
        .otherSubject, at: "ticker.symbol", expected: symbol.spelling, found: market.symbol.spelling)
    }
    return VenueReading(value: market, serverTime: serverTime)
  }

  /// The answer to `tickers`, index rows included.
  public func tickers() throws(WireError) -> VenueReading<[MarketState]> {
    let (object, serverTime) = try successful()
    let (rows, unreadable) = try object.rows("tickers") { (row) throws(WireError) -> MarketState? in
      try MarketState(row)
    }
    return VenueReading(value: rows, serverTime: serverTime, unreadable: unreadable)
  }

  /// The answer to a chart: oldest first.
  public func candles() throws(WireError) -> VenueReading<CandleSeries> {
    let (object, serverTime) = try successful(hasResult: false)
    let (rows, unreadable) = try object.rows("candles") { (row) throws(WireError) -> Candle? in
      let milliseconds = try row.number("time")
      guard milliseconds.scale == 0, let count = Int64(exactly: milliseconds.coefficient),
        let opensAt = Timestamp(unixMilliseconds: count)
      else {
        throw WireError(
          .time, at: "time", expected: "milliseconds since 1970", found: milliseconds.description)
      }
      return Candle(
        opensAt: opensAt, open: try row.number("open", excessDigits: .cut),
        high: try row.number("high", excessDigits: .cut), low: try row.number("low", excessDigits: .cut),
        close: try row.number("close", excessDigits: .cut),
        volume: try row.optionalNumber("volume", excessDigits: .cut))
    }
    let hasMore = try object.optionalFlag("more_candles") ?? false
    return VenueReading(
      value: CandleSeries(candles: rows.sorted { $0.opensAt < $1.opensAt }, hasMore: hasMore),
      serverTime: serverTime, unreadable: unreadable)
  }
}

/// Prices over a stretch of time that begins at ``opensAt``.
public struct Candle: Sendable, Hashable {
  public var opensAt: Timestamp
  public var open: ExactDecimal
  public var high: ExactDecimal
  public var low: ExactDecimal
  public var close: ExactDecimal
  /// Nil or zero for mark and index.
  public var volume: ExactDecimal?
}

public struct CandleSeries: Sendable, Hashable {
  public var candles: [Candle]
  /// Whether the venue has more within the interval that was asked for.
  public var hasMore: Bool
}

extension MarketState {
  /// Suspended and post-only unless the venue says that it is not.
  init(_ row: WireObject) throws(WireError) {
    self.init(
      symbol: try row.symbol("symbol"), last: try row.price("last"), mark: try row.price("markPrice"),
      index: try row.price("indexPrice"), bid: try row.price("bid"), ask: try row.price("ask"),
      isSuspended: try row.optionalFlag("suspended") ?? true,
      isPostOnly: try row.optionalFlag("postOnly") ?? true)
  }
}

extension WireObject {
  /// A market price; nil where there is none, which the venue also writes as zero.
  fileprivate func price(_ key: String) throws(WireError) -> ExactDecimal? {
    guard let price = try optionalNumber(key, excessDigits: .cut) else { return nil }
    return price.signum > 0 ? price : nil
  }
}
