public import Attestation

extension VenueAdapter {
  /// What a session is, by its origin and by who vouched for the server: the one rule, design-engine §1.
  ///
  /// - Parameter isVerifiedBySystemTrustStore: whether the server's certificate leads to the system's trust store. A
  ///   certificate of a bundle of one's own and plain HTTP never make anything but a simulator.
  public func environment(
    of origin: VenueOrigin, isVerifiedBySystemTrustStore: Bool
  ) -> TradingEnvironment {
    guard origin.scheme == .https, isVerifiedBySystemTrustStore else { return .simulator }
    return switch origin.description {
    case productionOrigin: .live
    case demoOrigin: .demo
    default: .simulator
    }
  }
}
