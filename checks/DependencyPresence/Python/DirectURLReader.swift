import ReadinessCheck

/// Answers where an installed distribution came from, as its `direct_url.json` records (PEP 610).
struct DirectURLReader {
  let files: any FileAccess

  private static let longestRecord = 64 << 10

  /// Nil when there is no record, or none that can be read: an index was the source then, or an old pip.
  func directURL(of distribution: InstalledDistribution) -> DirectURL? {
    guard distribution.record.hasSuffix(".dist-info") else { return nil }
    return (try? files.read("\(distribution.record)/direct_url.json", limit: Self.longestRecord))
      .flatMap { DirectURL($0) }
  }

  /// How the installation contradicts the place that is wanted; nil when it does not, as far as is recorded.
  func difference(
    _ distribution: InstalledDistribution, wanted: DistributionSource, _ version: String
  ) -> String? {
    if let wheel = WheelName(wanted.fileName), let wantedVersion = PythonVersion(wheel.version),
      PythonVersion(version) != wantedVersion
    {
      return "is not the version in \(wanted.fileName)"
    }
    guard let record = directURL(of: distribution), !record.satisfies(wanted) else { return nil }
    return "was installed from \(record.description)"
  }

  /// The distribution that was installed from a place, by its record or, for a folder, by its location.
  func distribution(from wanted: DistributionSource, in index: DistributionIndex) -> InstalledDistribution? {
    let folder =
      wanted.location.hasPrefix("file:///") ? String(wanted.location.dropFirst("file://".count)) : nil
    for name in index.names {
      guard let copy = index.copies(of: name).effective.first else { continue }
      // `setup.py develop` puts the project's folder, or its `src`, on the path.
      if let folder, copy.location == folder || copy.location == "\(folder)/src" { return copy }
      if let record = directURL(of: copy), record.satisfies(wanted) { return copy }
    }
    return nil
  }
}
