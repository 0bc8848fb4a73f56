public import Chronology

/// What a venue begins with.
public struct VenueConfiguration: Sendable {
  public var seed: UInt64
  public var personality: VenuePersonality
  public var instruments: [Instrument]
  public var path: PricePath
  /// How often walking and flickering prices move.
  public var tick: Milliseconds
  public var takerFee: Fixed
  public var makerFee: Fixed
  public var accounts: [(id: String, credential: Credential, deposits: [(Currency, Fixed)])]

  /// Moving prices, no account.
  public init(seed: UInt64, personality: VenuePersonality = VenuePersonality()) {
    self.seed = seed
    self.personality = personality
    instruments = Instrument.catalog
    path = .walk(stepPerMillion: 60)
    tick = Milliseconds(250)
    takerFee = Fixed(5, scale: 4)
    makerFee = Fixed(2, scale: 4)
    accounts = []
  }
}
