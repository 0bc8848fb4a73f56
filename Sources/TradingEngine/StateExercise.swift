public import Chronology
public import DurableFiles

/// Runs the state writers without a venue, a Grant or a lock, so that the gate sees what they leave behind.
public enum StateExercise {
  /// Every state writer once, in an empty scratch folder.
  ///
  /// - Parameters:
  ///   - root: an existing folder, empty.
  ///   - paths: all below the root.
  ///   - more: the writers of other modules; each gets the folder of the kill switch's state and answers with the
  ///     paths it wrote.
  /// - Returns: paths relative to the root, sorted.
  public static func run(
    root: String, paths: StatePaths, at time: Timestamp,
    more: [(String) throws(FileError) -> [String]] = []
  ) throws(FileError) -> [String] {
    let found = try DurableFiles.list(root, limit: 1_000)
    guard found.isEmpty else {
      throw FileError(.create, root, .invalid("the scratch folder is not empty"))
    }
    var written: [String] = []
    for entry in paths.entries {
      try createFolders(above: entry.path, below: root)
      switch entry.kind {
      case .killSwitch: try KillSwitchState.armed(reason: nil, at: time).save(entry.path)
      case .instrumentSpecs: try InstrumentSpecsCache.empty.save(entry.path)
      }
      written.append(entry.path)
    }
    let folder = StateFolder(containing: paths[.killSwitch])
    for write in more { written += try write(folder.path) }
    let prefix = root.hasSuffix("/") ? root : root + "/"
    return written.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }.sorted()
  }

  /// Writes a fresh state of each kind at exactly these paths, with a token that ``StateReport`` shows again.
  public static func write(_ files: [StateFile], token: String, at time: Timestamp) throws(FileError) {
    for file in files {
      switch file.kind {
      case .killSwitch: try KillSwitchState.armed(reason: nil, at: time, note: token).save(file.path)
      case .instrumentSpecs:
        try InstrumentSpecsCache(updatedAt: nil, instruments: [], note: token).save(file.path)
      }
    }
  }

  private static func createFolders(above path: String, below root: String) throws(FileError) {
    var folder = root
    for part in path.dropFirst(root.utf8.count).split(separator: "/").dropLast() {
      folder += "/\(part)"
      guard try DurableFiles.statusIfPresent(folder) == nil else { continue }
      try DurableFiles.createFolder(folder, mode: 0o700)
    }
  }
}

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
      argument[argument.index(after: equals)...].hasPrefix("/")
    else { return nil }
    self.kind = kind
    path = String(argument[argument.index(after: equals)...])
  }
}
