import SimulatedVenue
import StrictJSON

extension VenueConfiguration {
  /// The same venue with the grids that the transcript's `instruments` answers give to the markets of its plan.
  ///
  /// - Returns: with the first market that the simulator cannot offer, if there is one.
  func describing(_ symbols: [String], by exchanges: [ParsedExchange]) -> (Self, unknown: String?) {
    var configuration = self
    var unknown: String?
    let rows = exchanges.lazy.compactMap { $0.json?["instruments"]?.arrayValue }.first ?? []
    for symbol in symbols {
      let place = configuration.instruments.firstIndex { $0.symbol.lowercased() == symbol.lowercased() }
      let known = place.map { configuration.instruments[$0] }
      let row = rows.first { $0["symbol"]?.stringValue?.lowercased() == symbol.lowercased() }
      let price = Self.firstPrice(of: symbol, in: exchanges)
      let described = row.flatMap { Instrument(describedBy: $0, known: known, price: price) }
      switch (place, described) {
      case (let place?, let instrument?): configuration.instruments[place] = instrument
      case (nil, let instrument?): configuration.instruments.append(instrument)
      case (nil, nil): unknown = unknown ?? symbol
      case (_?, nil): break
      }
    }
    return (configuration, unknown)
  }

  private static func firstPrice(of symbol: String, in exchanges: [ParsedExchange]) -> Fixed? {
    for exchange in exchanges {
      guard let json = exchange.json else { continue }
      for ticker in json["tickers"]?.arrayValue ?? [json["ticker"]].compactMap({ $0 })
      where ticker["symbol"]?.stringValue?.lowercased() == symbol.lowercased() {
        if case .number(let lexeme) = ticker["last"], let price = Fixed(lexeme), price.isPositive {
          return price
        }
      }
    }
    return nil
  }
}
