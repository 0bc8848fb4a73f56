public import Chronology
public import Trading

/// What is read. Public endpoints cost nothing and are not signed.
extension WireRequest {
  /// All open positions.
  public static var openPositions: WireRequest { signedRead("openpositions") }

  /// All open orders, triggers included.
  public static var openOrders: WireRequest { signedRead("openorders") }

  /// Balances and margins of all accounts of the key.
  public static var accounts: WireRequest { signedRead("accounts") }

  /// Which account the key belongs to: of all answers only history's carry the account's id, so one event is asked for.
  /// Source: docs.kraken.com/api/docs/futures-api/history/get-execution-events, read 2026-11-27.
  public static var accountIdentity: WireRequest {
    WireRequest(
      .get, path: KrakenFutures.historyPath + "executions", parameters: [WireParameter("count", "1")],
      isSigned: true, cost: KrakenFutures.Cost.history)
  }

  /// The latest 100 fills.
  public static var fills: WireRequest { signedRead("fills") }

  /// The 100 fills before an instant; twelve times as dear as the latest ones.
  public static func fills(before time: Timestamp) -> WireRequest {
    WireRequest(
      .get, path: KrakenFutures.tradingPath + "fills",
      parameters: [WireParameter("lastFillTime", time.description)], isSigned: true,
      cost: KrakenFutures.Cost.fillsBefore)
  }

  /// What became of some orders. The venue answers for open ones, and for those that ended in the last 5 seconds.
  public static func orderStatus(of orders: [OrderReference]) -> WireRequest {
    let parameters = orders.map { order in
      switch order {
      case .venue(let id): WireParameter("orderIds", id)
      case .client(let id): WireParameter("cliOrdIds", id.description)
      }
    }
    return WireRequest(
      .post, path: KrakenFutures.tradingPath + "orders/status", parameters: parameters, isSigned: true,
      cost: KrakenFutures.Cost.orderStatus)
  }

  /// Switches the dead-man's switch off, which cancels every order of the account, stops included, when it fires. There
  /// is no request that arms it.
  public static var deadMansSwitchOff: WireRequest {
    WireRequest(
      .post, path: KrakenFutures.tradingPath + "cancelallordersafter",
      parameters: [WireParameter("timeout", "0")], isSigned: true, cost: KrakenFutures.Cost.deadMansSwitch,
      isProtective: true)
  }

  public static var instruments: WireRequest { openRead("instruments") }

  public static var notifications: WireRequest { openRead("notifications") }

  public static var tickers: WireRequest { openRead("tickers") }

  public static func ticker(_ symbol: Symbol) -> WireRequest {
    openRead("tickers/\(PercentEncoding.encode(symbol.spelling))")
  }

  /// Price dislocation and extreme volatility of one instrument.
  public static func instrumentStatus(_ symbol: Symbol) -> WireRequest {
    openRead("instruments/\(PercentEncoding.encode(symbol.spelling))/status")
  }

  /// Candles that begin within an interval, about 2,000 at most in one answer.
  ///
  /// - Parameters:
  ///   - from: rounded down to the second, as the venue takes seconds here and answers milliseconds.
  ///   - to: likewise.
  public static func candles(
    _ symbol: Symbol, of signal: TriggerSignal, resolution: CandleResolution, from: Timestamp? = nil,
    to: Timestamp? = nil
  ) -> WireRequest {
    // The charts name the index `spot`.
    let series =
      switch signal {
      case .last: "trade"
      case .mark: "mark"
      case .index: "spot"
      }
    let symbol = PercentEncoding.encode(symbol.spelling)
    let interval = [("from", from), ("to", to)].compactMap { name, time in
      time.map { WireParameter(name, String($0.unixMilliseconds / 1_000)) }
    }
    return WireRequest(
      .get, path: "\(KrakenFutures.chartsPath)\(series)/\(symbol)/\(resolution.rawValue)",
      parameters: interval,
      isSigned: false, cost: KrakenFutures.Cost.open)
  }

  private static func signedRead(_ endpoint: String) -> WireRequest {
    WireRequest(
      .get, path: KrakenFutures.tradingPath + endpoint, isSigned: true, cost: KrakenFutures.Cost.read)
  }

  private static func openRead(_ endpoint: String) -> WireRequest {
    WireRequest(
      .get, path: KrakenFutures.tradingPath + endpoint, isSigned: false, cost: KrakenFutures.Cost.open)
  }
}

/// How long a candle is, in the venue's words.
public enum CandleResolution: String, Sendable, Hashable, CaseIterable {
  case minute = "1m"
  case fiveMinutes = "5m"
  case fifteenMinutes = "15m"
  case halfHour = "30m"
  case hour = "1h"
  case fourHours = "4h"
  case twelveHours = "12h"
  case day = "1d"
  case week = "1w"
}
