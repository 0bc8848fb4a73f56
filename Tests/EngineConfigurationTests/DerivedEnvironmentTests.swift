import Attestation
import EngineConfiguration
import Testing

@Suite("The environment of a session") struct DerivedEnvironmentTests {
  static let cases: [(origin: String, isVerified: Bool, environment: TradingEnvironment)] = [
    ("https://futures.kraken.com", true, .live), ("https://futures.kraken.com", false, .simulator),
    ("https://demo-futures.kraken.com", true, .demo), ("https://demo-futures.kraken.com", false, .simulator),
    ("https://futures.kraken.com:8443", true, .simulator), ("http://futures.kraken.com", true, .simulator),
    ("http://futures.kraken.com:443", true, .simulator), ("https://futures.kraken.co", true, .simulator),
    ("https://x.futures.kraken.com", true, .simulator), ("http://127.0.0.1:8080", false, .simulator),
    ("https://127.0.0.1", true, .simulator),
  ]

  @Test("is derived from origin and certificate, and never better than either", arguments: cases)
  func derivation(_ origin: String, _ isVerified: Bool, _ environment: TradingEnvironment) throws {
    let venueOrigin = try #require(VenueOrigin(origin))
    #expect(
      VenueAdapter.krakenFutures.environment(of: venueOrigin, isVerifiedBySystemTrustStore: isVerified)
        == environment)
    if isVerified { #expect(VenueAdapter.krakenFutures.environment(of: venueOrigin) == environment) }
  }
}
