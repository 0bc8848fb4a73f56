import Chronology
import StrictJSON

extension Endpoint {
  static let historyEndpoints: [Endpoint] = ["v2", "v3"].flatMap { version in
    [
      stream("orders", version) { kind in
        switch kind {
        case .placed, .updated, .cancelled, .rejected: true
        default: false
        }
      },
      stream("triggers", version) { kind in
        switch kind {
        case .triggerPlaced, .triggerUpdated, .triggerActivated, .triggerCancelled: true
        default: false
        }
      },
      stream("executions", version) { kind in
        if case .execution = kind { true } else { false }
      },
      Endpoint(
        "account-log", ["GET"], "/api/history/\(version)/account-log", .signedHistory,
        cost: { parameters in
          switch Int(parameters["count"] ?? "500") ?? 500 {
          case ...25: 1
          case ...50: 2
          case ...1_000: 3
          case ...5_000: 6
          default: 10
          }
        }, accountLog),
      Endpoint(
        "accountlogcsv", ["GET"], "/api/history/\(version)/accountlogcsv", .signedHistory, cost: { _ in 6 }
      ) { kraken, call in .reply(HistoryPage.csv(kraken, call)) },
      Endpoint("public-executions", ["GET"], "/api/history/\(version)/market/*/executions", .open) {
        (kraken, call) throws(WireRefusal) in
        .reply(try HistoryPage(call).publicExecutions(kraken, call))
      },
    ]
  }

  private static func stream(
    _ name: String, _ version: String, _ includes: @escaping @Sendable (HistoryEvent.Kind) -> Bool
  ) -> Endpoint {
    Endpoint("history-\(name)", ["GET"], "/api/history/\(version)/\(name)", .signedHistory, cost: { _ in 1 })
    {
      (kraken, call) throws(WireRefusal) in
      .reply(try HistoryPage(call).events(kraken, call, includes))
    }
  }

  @Sendable private static func accountLog(_ kraken: inout SimulatedKraken, _ call: Call) throws(WireRefusal)
    -> Response
  {
    let page = try HistoryPage(call)
    let account = call.account ?? 0
    var rows = HistoryShapes(venue: kraken.venue, account: account).log()
    let before = page.before
    let since = page.since
    rows = rows.filter { row in
      guard let time = row["date"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) else { return true }
      return (before.map { time.unixMilliseconds < $0 } ?? true)
        && (since.map { time.unixMilliseconds >= $0 } ?? true)
    }
    if !page.isAscending { rows.reverse() }
    return .reply(
      WireReply(
        status: 200,
        body: JSON.members([
          ("accountUid", .string(kraken.venue.accounts[account].id)),
          ("logs", .array(Array(rows.prefix(page.count)))),
        ]).encoded()))
  }
}

/// Which part of a history stream a request asks for.
struct HistoryPage {
  let since: Int64?
  let before: Int64?
  let isAscending: Bool
  let count: Int
  /// The place in the whole stream from which to go on.
  let start: Int?

  static let largestCount = 1_000

  init(_ call: Call) throws(WireRefusal) {
    since = try HistoryPage.milliseconds("since", call)
    before = try HistoryPage.milliseconds("before", call)
    switch call.value("sort")?.lowercased() {
    case nil, "desc": isAscending = false
    case "asc": isAscending = true
    default: throw .malformed(code: 11, "invalid sort")
    }
    guard let number = Int(call.value("count") ?? "1000"), number > 0 else {
      throw .malformed(code: 11, "invalid count")
    }
    count = min(number, HistoryPage.largestCount)
    guard let token = call.value("continuation_token") ?? call.value("continuationToken") else {
      start = nil
      return
    }
    guard token.hasPrefix("c"), let place = Int(token.dropFirst()), place >= 0 else {
      throw .malformed(code: 11, "invalid continuation token")
    }
    start = place
  }

  /// Milliseconds since 1970, or an RFC 3339 time, which the account log's documentation shows.
  private static func milliseconds(_ key: String, _ call: Call) throws(WireRefusal) -> Int64? {
    guard let text = call.value(key) else { return nil }
    if let number = Int64(text) { return number }
    guard let time = Timestamp(rfc3339: text) else { throw .malformed(code: 11, "invalid \(key)") }
    return time.unixMilliseconds
  }

  func events(_ kraken: SimulatedKraken, _ call: Call, _ includes: (HistoryEvent.Kind) -> Bool)
    throws(WireRefusal)
    -> WireReply
  {
    let account = call.account ?? 0
    var market: Int?
    if let symbol = call.value("tradeable") { market = try kraken.market(symbol, error: "tradeable") }
    let history = kraken.venue.accounts[account].history
    let shapes = HistoryShapes(venue: kraken.venue, account: account)
    let (found, next) = page(history.count, time: { history[$0].time }) { index in
      includes(history[index].kind) && (market.map { $0 == history[index].order.market } ?? true)
    }
    return reply(found.map { shapes.element(history[$0]) }, next, kraken, account: account)
  }

  func publicExecutions(_ kraken: SimulatedKraken, _ call: Call) throws(WireRefusal) -> WireReply {
    let place = try kraken.market(call.segments.first, error: "symbol")
    let trades = kraken.venue.markets[place].trades
    let symbol = JSON.string(kraken.venue.markets[place].instrument.symbol)
    let (found, next) = page(trades.count, time: { trades[$0].time }) { _ in true }
    return reply(found.map { trades[$0].element(symbol) }, next, kraken, account: nil)
  }

  /// - Returns: places in the stream, and the place from which to go on.
  private func page(_ total: Int, time: (Int) -> Timestamp, _ includes: (Int) -> Bool) -> ([Int], Int?) {
    var found: [Int] = []
    var index = start ?? (isAscending ? 0 : total - 1)
    while index >= 0, index < total {
      let instant = time(index).unixMilliseconds
      if (since.map { instant >= $0 } ?? true), before.map({ instant < $0 }) ?? true, includes(index) {
        guard found.count < count else { return (found, index) }
        found.append(index)
      }
      index += isAscending ? 1 : -1
    }
    return (found, nil)
  }

  private func reply(_ elements: [JSON], _ next: Int?, _ kraken: SimulatedKraken, account: Int?) -> WireReply
  {
    let token = next.map { "c\($0)" }
    var reply = WireReply(
      status: 200,
      body: JSON.members([
        ("accountUid", account.map { .string(kraken.venue.accounts[$0].id) }), ("elements", .array(elements)),
        ("len", .integer(elements.count)), ("continuationToken", token.map { .string($0) }),
        ("serverTime", .time(kraken.venue.now)),
      ]).encoded())
    if let token { reply.headers.append((name: "Next-Continuation-Token", value: token)) }
    return reply
  }

  static func csv(_ kraken: SimulatedKraken, _ call: Call) -> WireReply {
    let account = kraken.venue.accounts[call.account ?? 0]
    var text = "uid,dateTime,account,type,symbol,change,new balance\n"
    for entry in account.ledger {
      text +=
        "\(account.id)-\(entry.sequence),\(entry.time),\(entry.currency.rawValue),\(entry.kind.rawValue),"
      text += entry.market.map { kraken.venue.markets[$0].instrument.symbol.lowercased() } ?? ""
      text += ",\(entry.amount),\(entry.balance)\n"
    }
    return WireReply(status: 200, contentType: "text/csv", body: Array(text.utf8))
  }
}
