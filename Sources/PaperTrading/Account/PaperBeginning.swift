import Chronology
import KrakenFuturesClient
import SimulatedVenue
import StrictJSON

/// What a paper account begins with: everything that is not an input of the venue.
struct PaperBeginning: Sendable, Hashable {
  struct Listing: Sendable, Hashable {
    /// A row of the venue's list.
    var row: JSON
    /// Where the market was when it was listed.
    var price: Fixed

    var symbol: String? { row["symbol"]?.stringValue }
  }

  var seed: UInt64
  var at: Timestamp
  var collateralUSD: Fixed
  var listings: [Listing]

  /// What a first session is given, USD.
  static let collateralUSD = Fixed(100_000)
  /// What is taken to stand at the best price, in USD: of the real book's depth nothing is read.
  private static let bestLevelUSD = Fixed(10_000)

  /// Nil where a listing describes nothing that can be traded.
  func venue() -> SimulatedKraken? {
    var configuration = VenueConfiguration(seed: seed)
    configuration.path = .held
    configuration.instruments = []
    for listing in listings {
      guard let instrument = Instrument(row: listing.row, near: listing.price) else { return nil }
      configuration.instruments.append(instrument)
    }
    configuration.accounts = [
      (PaperKrakenFutures.account, PaperCredential.simulated, [(.usd, collateralUSD)])
    ]
    var kraken = SimulatedKraken(configuration, at: at)
    // What funding costs is not told by what is read, and is left out rather than made up.
    let actions = configuration.instruments.flatMap { instrument -> [SimulatorAction] in
      let depth = Self.bestLevelUSD.divided(by: instrument.startPrice)
        .rounded(.up, to: instrument.sizeStep)
      return [
        .control(.setFundingRate(symbol: instrument.symbol, .zero)),
        .control(.setLevelSize(symbol: instrument.symbol, depth)),
      ]
    }
    _ = kraken.apply(actions)
    return kraken
  }
}

extension PaperBeginning {
  var json: JSON {
    [
      "paper": "v1", "seed": .string(String(seed)), "at": .integer(at.unixMilliseconds),
      "collateralUSD": .string(collateralUSD.exactText),
      "listings": .array(
        listings.map { ["price": .string($0.price.exactText), "row": $0.row] }),
    ]
  }

  init?(_ json: JSON) {
    guard json["paper"]?.stringValue == "v1", let seed = json["seed"]?.stringValue.flatMap({ UInt64($0) }),
      let at = json["at"]?.integerValue.flatMap({ Timestamp(unixMilliseconds: $0) }),
      let collateral = json["collateralUSD"]?.stringValue.flatMap({ Fixed(exactText: $0) }),
      let rows = json["listings"]?.arrayValue
    else { return nil }
    (self.seed, self.at, collateralUSD, listings) = (seed, at, collateral, [])
    for row in rows {
      guard let listing = Listing(row) else { return nil }
      listings.append(listing)
    }
  }
}

extension PaperBeginning.Listing {
  init?(_ json: JSON) {
    guard let price = json["price"]?.stringValue.flatMap({ Fixed(exactText: $0) }), let row = json["row"]
    else { return nil }
    self.init(row: row, price: price)
  }
}

extension Fixed {
  /// Whole units of 10⁻¹²: nothing to round, nothing to read in two ways.
  var exactText: String { String(units) }

  init?(exactText text: String) {
    guard let units = Int128(text), String(units) == text else { return nil }
    self.init(units: units)
  }
}
