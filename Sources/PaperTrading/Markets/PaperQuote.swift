import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// What a market's prices and state are, as the paper venue takes them over.
struct PaperQuote: Sendable, Hashable {
  var symbol: String
  var last: Fixed
  var mark: Fixed
  var index: Fixed
  var bid: Fixed
  var ask: Fixed
  var isTradeable = true
  var isSuspended = false
  var isPostOnly = false

  init(symbol: String, last: Fixed, mark: Fixed, index: Fixed, bid: Fixed, ask: Fixed) {
    (self.symbol, self.last, self.mark, self.index) = (symbol, last, mark, index)
    (self.bid, self.ask) = (bid, ask)
  }

  /// Nil where a price is missing, or bid and ask do not make a market: then nothing is known to trade at.
  init?(_ market: Trading.MarketState) {
    func fixed(_ price: ExactDecimal?) -> Fixed? {
      // The venue writes mark and index with more digits than anything is reckoned by.
      guard let price, let rounded = try? price.rounded(.nearest, fractionDigits: Fixed.places),
        let value = Fixed(rounded), value.isPositive
      else { return nil }
      return value
    }
    guard let last = fixed(market.last), let mark = fixed(market.mark), let index = fixed(market.index),
      let bid = fixed(market.bid), let ask = fixed(market.ask), bid < ask
    else { return nil }
    self.init(symbol: market.symbol.spelling, last: last, mark: mark, index: index, bid: bid, ask: ask)
    isSuspended = market.isSuspended
    isPostOnly = market.isPostOnly
  }

  /// Prices first: a market that goes on goes on at the new ones.
  var actions: [SimulatorAction] {
    var state = SimulatedVenue.MarketState()
    state.isTradeable = isTradeable
    state.isSuspended = isSuspended
    state.isPostOnly = isPostOnly
    let prices = PriceSetting(last: last, mark: mark, index: index, bid: bid, ask: ask)
    return [
      .control(.setPrices(symbol: symbol, prices)), .control(.setState(symbol: symbol, state)),
    ]
  }
}

/// What is known of each market, and since when.
struct QuoteBook: Sendable {
  struct Entry: Sendable {
    var quote: PaperQuote
    /// Uptime at which the reading began that told it.
    var readAt: Int64
    var isOld = false
  }

  /// Prices that are older are nobody's to trade at.
  static let longestAge: Int64 = 5_000

  var entries: [Entry] = []

  func entry(of symbol: String) -> Entry? { entries.first { $0.quote.symbol == symbol } }

  mutating func take(_ entry: Entry) {
    if let place = entries.firstIndex(where: { $0.quote.symbol == entry.quote.symbol }) {
      entries[place] = entry
    } else {
      entries.append(entry)
    }
  }
}
