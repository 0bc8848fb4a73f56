import Chronology
public import Trading

/// Kraken's derivatives over REST v3, pure: what is asked as bytes, what is answered as values, and nothing that sends.
///
/// Facts about the venue come from its documentation and from recorded answers, as collected on 2026-11-23.
public enum KrakenFutures {
  /// The adapter's name in evidence and in the engine's identity: venue, interface and version, because evidence about
  /// orders holds for one wire protocol. The configuration's word `kraken-futures` names the venue and so chooses this
  /// adapter; it stays the same when the venue is reached by another one, and is never compared with evidence.
  public static let adapterName = "kraken-futures-rest-v3"

  /// Everything below is relative to an origin such as `https://futures.kraken.com`.
  static let tradingPath = "/derivatives/api/v3/"
  static let chartsPath = "/api/charts/v1/"
  static let historyPath = "/api/history/v3/"

  public static let capabilities = VenueCapabilities(
    triggerSignals: [.last, .mark, .index], amendsTriggerPrice: true, amendsSize: true,
    dropsLateCommands: true,
    longestClientID: 100, pushesFacts: false,
    rateBudget: VenueCapabilities.RateBudget(
      points: 500, window: .seconds(10), sendCost: Cost.send, readCost: Cost.read, protectiveReserve: 250),
    longestFillList: 100, endsAt: announcedEnd)

  /// When REST v3 and its WebSocket are switched off.
  public static let announcedEnd = VenueCapabilities.AnnouncedEnd(
    at: Timestamp(clamping: 1_803_859_200_000),
    source: "docs.kraken.com/exchange/api-reference/futures-rest, read 2026-11-23")

  /// What this interface tells of an API key's rights: whatever the key does or does not read. A key's general
  /// permission is none, read or full, and full does not include withdrawals; which one a key has, no request says.
  public static let keyPermissionsSource =
    "what the key read; REST v3 has no request that lists a key's permissions"

  /// Points of the budget of 500 in 10 s that requests take. Source: docs.kraken.com, rate limits, 2026-11-23.
  public enum Cost {
    /// sendorder, editorder, cancelorder.
    public static let send = 10
    /// accounts, openpositions, openorders, and fills without a time.
    public static let read = 2
    public static let fillsBefore = 25
    public static let orderStatus = 1
    public static let deadMansSwitch = 25
    /// Of history's own budget, 100 points that refill in 10 minutes.
    public static let history = 1
    /// Instruments, tickers, charts, notifications.
    public static let open = 0
  }
}
