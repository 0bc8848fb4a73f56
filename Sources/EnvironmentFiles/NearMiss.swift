import DocumentSchema

/// Names that somebody set and probably meant another one.
public enum NearMiss {
  /// The names, sorted, that are nearly `variable`: equal after folding case and dropping `_` and `-`, or at
  /// edit distance 1 or 2 without regard to case.
  ///
  /// - Parameters:
  ///   - names: what is set.
  ///   - declared: the service's own variables, which may resemble each other.
  public static func names(like variable: String, among names: some Sequence<String>, declared: Set<String>)
    -> [String]
  {
    names.filter { name in
      !declared.contains(name) && !setByLogin.contains(name)
        && (folded(name) == folded(variable)
          || (1...2).contains(editDistance(name.uppercased(), variable.uppercased())))
    }.sorted()
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  /// What a shell or a service manager sets by itself is nobody's slip, however short a variable's name is.
  private static let setByLogin: Set<String> = [
    "HOME", "HOSTNAME", "LANG", "LANGUAGE", "LOGNAME", "MAIL", "OLDPWD", "PATH", "PWD", "SHELL", "SHLVL",
    "TERM",
    "TMPDIR", "TZ", "USER", "_",
  ]
}
