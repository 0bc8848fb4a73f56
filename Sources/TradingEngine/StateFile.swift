import FilePaths

/// A state file named on a command line: `kill-switch=/abs/path`.
public struct StateFile: Sendable, Hashable {
  public let kind: StateKind
  public let path: String

  public init(kind: StateKind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// - Returns: nil for an unknown kind or a path that is not absolute.
  public init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="),
      let kind = StateKind(rawValue: String(argument[..<equals])),
      argument[argument.index(after: equals)...].isAbsolutePath
    else { return nil }
    self.kind = kind
    path = String(argument[argument.index(after: equals)...])
  }
}
