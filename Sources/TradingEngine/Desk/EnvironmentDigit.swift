public import Attestation

extension TradingEnvironment {
  /// How own order ids name the environment: contract, since ids at the venue outlive releases.
  public var orderDigit: UInt8 {
    switch self {
    case .simulator: 0
    case .paper: 1
    case .demo: 2
    case .live: 3
    }
  }
}
