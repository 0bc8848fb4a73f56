internal import Chronology

/// What every request of a lane has in common.
struct LaneOptions: Sendable {
  let origin: HTTPOrigin
  let trust: TrustStore
  /// The file that holds the trust store, for curl.
  let trustPath: String
  let maximumConnectionAgeNanoseconds: Int64
  let maximumResponseBytes: Int
  /// Nil for a lane that lets its connections come and go.
  let warming: HTTPTransport.Warming?
}
