extension CheckRegistry {
  /// Every check there is. A literal list: a reader finds all checks here, and one missing from it does not run.
  public static let builtIn = CheckRegistry([])
}
