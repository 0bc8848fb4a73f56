/// One distribution as its metadata folder describes it.
struct InstalledDistribution: Sendable {
  enum State: Sendable {
    case installed(DistributionMetadata, version: String)
    /// The folder is there and what makes it a distribution is not: an installation that broke off.
    case broken(String)
    /// The metadata could not be looked at.
    case unreadable(String)
  }

  let name: DistributionName
  /// The folder on the search path that holds it.
  let location: String
  /// `location/name-1.0.dist-info` or its like: a folder, or one file for old installations.
  let record: String
  let state: State

  var version: String? {
    if case .installed(_, let version) = state { version } else { nil }
  }

  var metadata: DistributionMetadata? {
    if case .installed(let metadata, _) = state { metadata } else { nil }
  }
}
