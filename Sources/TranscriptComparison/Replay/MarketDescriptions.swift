import SimulatedVenue
import StrictJSON

/// What the transcript says about its markets before any order: their grids, and where prices begin.
struct MarketDescriptions {
  /// Of the first `instruments` answer, by symbol in lower case.
  private var rows: [String: JSON] = [:]
  private var firstPrices: [String: Fixed] = [:]

  init(_ exchanges: [ParsedExchange]) {
    for exchange in exchanges {
      guard let json = exchange.json else { continue }
      if rows.isEmpty {
        for row in json["instruments"]?.arrayValue ?? [] {
          if let symbol = row["symbol"]?.stringValue { rows[symbol.lowercased()] = row }
        }
      }
      for ticker in json.tickerRows {
        guard let symbol = ticker["symbol"]?.stringValue?.lowercased(), firstPrices[symbol] == nil,
          case .number(let lexeme) = ticker["last"], let price = Fixed(lexeme), price.isPositive
        else { continue }
        firstPrices[symbol] = price
      }
    }
  }

  /// A configuration with the markets of a plan as the transcript describes them.
  ///
  /// - Returns: with the first market that the simulator cannot offer, if there is one.
  func applied(to base: VenueConfiguration, plan: [String]) -> (VenueConfiguration, unknown: String?) {
    var configuration = base
    var places: [String: Int] = [:]
    for (place, instrument) in base.instruments.enumerated() {
      places[instrument.symbol.lowercased()] = place
    }
    for symbol in plan {
      let key = symbol.lowercased()
      let known = places[key].map { configuration.instruments[$0] }
      let described = rows[key].flatMap {
        Instrument(describedBy: $0, known: known, price: firstPrices[key])
      }
      if let described, let place = places[key] {
        configuration.instruments[place] = described
      } else if let described {
        places[key] = configuration.instruments.count
        configuration.instruments.append(described)
      } else if known == nil {
        return (configuration, symbol)
      }
    }
    return (configuration, nil)
  }
}

extension JSON {
  /// The rows of a `tickers` answer, or the one of a `ticker` answer.
  var tickerRows: [JSON] { self["tickers"]?.arrayValue ?? [self["ticker"]].compactMap { $0 } }
}
