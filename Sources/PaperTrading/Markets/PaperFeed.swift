import Chronology
import KrakenFuturesClient
import Trading
import VenueAccess

/// Moves the paper venue's markets after those of another, whose public data it reads.
struct PaperFeed: Sendable {
  let source: ObservingVenue
  let exchange: InProcessKraken
  let symbols: [Symbol]
  let listed: [Instrument]
  let clock: ClientClock
  let tell: @Sendable (PaperNotice) -> Void

  /// So often each market is read; public data costs no points of the venue's budget.
  static let cadence: Int64 = 1_000
  /// So often the list of instruments is.
  static let listCadence: Int64 = 60_000

  /// Until the task is cancelled.
  func run() async {
    var listedAt = clock.uptimeMilliseconds()
    var untradeable = listed.filter { !$0.isTradeable }.map(\.symbol)
    var changed: [Symbol] = []
    while !Task.isCancelled {
      let beganAt = clock.uptimeMilliseconds()
      if beganAt - listedAt >= Self.listCadence, let list = await Self.instruments(source) {
        listedAt = beganAt
        untradeable = symbols.filter { symbol in
          !(list.first { $0.symbol == symbol }?.isTradeable ?? false)
        }
        for symbol in symbols where !changed.contains(symbol) {
          guard let row = list.first(where: { $0.symbol == symbol }),
            row.specification != listed.first(where: { $0.symbol == symbol })?.specification
          else { continue }
          changed.append(symbol)
          tell(.instrumentChanged(symbol))
        }
      }
      for symbol in symbols {
        let readAt = clock.uptimeMilliseconds()
        guard var quote = await Self.quote(symbol, source) else { continue }
        quote.isTradeable = !untradeable.contains(symbol)
        await exchange.take(quote, readAt: readAt)
      }
      await exchange.closeOldMarkets()
      let rest = Self.cadence - (clock.uptimeMilliseconds() - beganAt)
      guard (try? await clock.sleep(max(50, rest))) != nil else { return }
    }
  }

  static func quote(_ symbol: Symbol, _ source: ObservingVenue) async -> PaperQuote? {
    guard let fact = await source.refresh(.market(symbol)).first, fact.isComplete,
      case .market(let market) = fact.content
    else { return nil }
    return PaperQuote(market)
  }

  static func instruments(_ source: ObservingVenue) async -> [Instrument]? {
    guard let fact = await source.refresh(.instruments).first, fact.isComplete,
      case .instruments(let list) = fact.content, !list.isEmpty
    else { return nil }
    return list
  }
}
