import Chronology
import SimulatedVenue
import StrictJSON

/// What the transcript tells about markets: where prices were, and when they reached a trigger.
struct MarketEvidence {
  /// By time; what happens at one time in the order in which the transcript tells it.
  private(set) var events: [(time: Timestamp, controls: [VenueControl])] = []

  init(_ exchanges: [ParsedExchange]) {
    var triggers = TriggersReached()
    for exchange in exchanges {
      // Also what was not answered: the venue may have taken the order.
      let json = exchange.json
      triggers.note(exchange.exchange, json)
      guard let json else { continue }
      for ticker in json.tickerRows {
        guard let controls = Self.controls(ticker) else { continue }
        events.append((exchange.instant, controls))
      }
    }
    guard let first = exchanges.first?.instant, let last = exchanges.last?.instant else { return }
    // A price that was there between two looks shows only in what it did.
    events += triggers.reached.filter { (first...last).contains($0.time) }
    events = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }

  private static func controls(_ ticker: JSON) -> [VenueControl]? {
    guard let symbol = ticker["symbol"]?.stringValue else { return nil }
    func price(_ key: String) -> Fixed? {
      guard case .number(let lexeme) = ticker[key], let value = Fixed(lexeme), value.isPositive else {
        return nil
      }
      return value
    }
    var state = MarketState()
    state.isSuspended = ticker["suspended"]?.boolValue ?? false
    state.isPostOnly = ticker["postOnly"]?.boolValue ?? false
    let prices = PriceSetting(
      last: price("last"), mark: price("markPrice"), index: price("indexPrice"), bid: price("bid"),
      ask: price("ask"))
    return [.setState(symbol: symbol, state), .setPrices(symbol: symbol, prices)]
  }
}

/// A trigger order that was filled has seen its price, also when no ticker shows it.
private struct TriggersReached {
  private struct Trigger {
    let symbol: String
    let signal: String
    var price: Fixed
  }

  private(set) var reached: [(time: Timestamp, controls: [VenueControl])] = []
  private var triggers: [String: Trigger] = [:]
  private var names = OrderNames()

  mutating func note(_ exchange: RecordedRun.Exchange, _ json: JSON?) {
    names.learn(venue: json, simulator: nil)
    if exchange.method == "POST" { noteOrder(exchange.body) }
    for fill in json?["fills"]?.arrayValue ?? [] {
      guard
        let client = fill["cliOrdId"]?.stringValue
          ?? fill["order_id"]?.stringValue.flatMap({
            names.clientIDs[$0]
          }),
        let trigger = triggers.removeValue(forKey: client),
        let time = fill["fillTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
      else { continue }
      let setting =
        switch trigger.signal {
        case "mark": PriceSetting(mark: trigger.price)
        case "index", "spot": PriceSetting(index: trigger.price)
        default: PriceSetting(last: trigger.price)
        }
      // Just after: what was asked in that very millisecond still found the order resting, or placed it.
      reached.append((time.advanced(byMilliseconds: 1), [.setPrices(symbol: trigger.symbol, setting)]))
    }
  }

  private mutating func noteOrder(_ form: String) {
    var fields: [Substring: Substring] = [:]
    for part in form.split(separator: "&") {
      let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pieces.count == 2 { fields[pieces[0]] = pieces[1] }
    }
    guard let client = fields["cliOrdId"].map(String.init),
      let price = fields["stopPrice"].flatMap({ Fixed($0) })
    else { return }
    if let symbol = fields["symbol"] {
      triggers[client] = Trigger(
        symbol: String(symbol), signal: String(fields["triggerSignal"] ?? "last"), price: price)
    } else {
      // An edit moves it.
      triggers[client]?.price = price
    }
  }
}
