import DocumentSchema
public import EngineConfiguration
public import HTTPTransport

extension VenueConfiguration {
  /// Who vouches for the venue's certificate.
  ///
  /// - Parameter folder: the configuration's, absolute.
  public func trust(in folder: String) -> TrustStore {
    caBundle.map { .bundle(path: $0.resolved(in: folder)) } ?? .system
  }
}
