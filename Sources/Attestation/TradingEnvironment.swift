/// Where orders go.
public enum TradingEnvironment: String, Sendable, Hashable, CaseIterable {
  case simulator, paper, demo, live

  /// Whether orders reach a venue, so that nothing may be left to defaults.
  public var reachesVenue: Bool { self == .demo || self == .live }
}

/// What a permission is for: ordinary trading, or certifying order behaviour at minimum size.
public enum PermissionScope: String, Sendable, Hashable, CaseIterable {
  case live, certification
}
