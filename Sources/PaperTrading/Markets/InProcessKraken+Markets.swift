import Chronology
import KrakenFuturesClient
import SimulatedVenue
import Trading

extension InProcessKraken {
  /// Moves a market to what was read of it.
  ///
  /// - Parameter readAt: the uptime at which the reading began.
  func take(_ quote: PaperQuote, readAt: Int64) {
    guard clock.uptimeMilliseconds() - readAt <= QuoteBook.longestAge else { return closeOldMarkets() }
    let wasOld = quotes.entry(of: quote.symbol)?.isOld ?? false
    guard move(quote) else { return closeOldMarkets() }
    quotes.take(QuoteBook.Entry(quote: quote, readAt: readAt))
    quoteAge.note(quotes.entries.map(\.readAt).min())
    if wasOld, let symbol = Symbol(quote.symbol) { tell(.marketBack(symbol)) }
  }

  /// Halts every market whose prices are too old. Asked before every request, so that nothing trades at a price that the
  /// feed is late to replace.
  func closeOldMarkets() {
    let now = clock.uptimeMilliseconds()
    for place in quotes.entries.indices where !quotes.entries[place].isOld {
      let age = now - quotes.entries[place].readAt
      guard age > QuoteBook.longestAge else { continue }
      var halted = quotes.entries[place].quote
      halted.isSuspended = true
      guard move(halted) else { continue }
      quotes.entries[place].isOld = true
      if let symbol = Symbol(halted.symbol) { tell(.marketOld(symbol, milliseconds: age)) }
    }
  }

  /// - Returns: false when what it leads to could not be kept; then it has not happened.
  private func move(_ quote: PaperQuote) -> Bool {
    let now = clock.now()
    var next = kraken
    var outputs = next.advance(to: now)
    outputs += next.apply(quote.actions)
    do { try ledger?.keep(quote, at: now, from: kraken, to: next) } catch {
      tell(.notKept("\(error)"))
      return false
    }
    kraken = next
    note(outputs)
    return true
  }
}
