public import Chronology
public import SimulatedVenue

extension VenueConfiguration {
  /// What the simulator offers without a scenario: moving prices, and one account with 100,000 USD whose key is
  /// `TESTKEY` and whose secret is the bytes 0 to 63, which published test vectors of the venue's signing rule use.
  public static func standard(seed: UInt64) -> VenueConfiguration {
    var configuration = VenueConfiguration(seed: seed)
    configuration.accounts = [
      (
        id: "a5f1c0de-0000-4000-8000-000000000001",
        credential: .standard,
        deposits: [(Currency.usd, Fixed(100_000))]
      )
    ]
    return configuration
  }
}

extension Credential {
  /// Public knowledge, for simulations only.
  public static let standard = Credential(key: "TESTKEY", secret: Array(0..<64))
}

extension SimulatedKraken {
  /// A venue with the standard account, and what a scenario changes about it.
  public static func standard(seed: UInt64, scenario: Scenario? = nil, at now: Timestamp) -> SimulatedKraken {
    var kraken = SimulatedKraken(.standard(seed: seed), at: now)
    _ = kraken.apply(scenario?.actions ?? [])
    return kraken
  }
}
