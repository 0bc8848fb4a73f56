import DocumentSchema
public import EngineConfiguration
import FilePaths

/// Where each state is kept: the one resolver there is, which the gate asks by running
/// `trading-engine state paths`.
public struct StatePaths: Sendable, Hashable {
  /// What decided about a path.
  public enum Source: String, Sendable, Hashable {
    case environment, configuration, standard = "default"
  }

  public struct Entry: Sendable, Hashable {
    public let kind: StateKind
    /// Absolute, without `.`, `..` and repeated slashes; links are not followed.
    public let path: String
    public let source: Source
  }

  /// One for each kind, in the order of ``StateKind``.
  public let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  public subscript(kind: StateKind) -> String {
    entries.first { $0.kind == kind }?.path ?? kind.defaultPath
  }

  /// By variable, as the readiness report carries them.
  public var byVariable: [String: String] {
    Dictionary(uniqueKeysWithValues: entries.map { ($0.kind.variable, $0.path) })
  }

  /// The environment variable, then the configuration, then the default; relative to the root.
  ///
  /// A variable that is set and empty is a mistake, not an absence: a shell's `export NAME=` must not move the
  /// kill switch without a word.
  ///
  /// - Parameter root: absolute.
  public static func resolve(
    _ configuration: StateConfiguration, environment: [String: String], root: String
  ) throws(StatePathError) -> StatePaths {
    var entries: [Entry] = []
    for kind in StateKind.allCases {
      let configured =
        switch kind {
        case .killSwitch: configuration.killSwitchStatePath
        case .instrumentSpecs: configuration.instrumentSpecsCachePath
        }
      let (path, source): (String, Source) =
        if let value = environment[kind.variable] {
          (value, .environment)
        } else if let configured {
          (configured.text, .configuration)
        } else {
          (kind.defaultPath, .standard)
        }
      let isPlain = path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      guard !path.isEmpty, isPlain, path.utf8.count < 4_096, !path.endsInSlash else {
        throw StatePathError(kind: kind, source: source, path: path)
      }
      entries.append(Entry(kind: kind, path: absolute(path, in: root), source: source))
    }
    guard Set(entries.map(\.path)).count == entries.count else {
      throw StatePathError(kind: .instrumentSpecs, source: .environment, path: nil)
    }
    return StatePaths(entries)
  }

  /// All paths below a scratch folder: relative ones of the configuration stay, everything else takes its default.
  public static func scratch(_ configuration: StateConfiguration, root: String) throws(StatePathError)
    -> StatePaths
  {
    func below(_ path: String?) -> Bool {
      guard let path, !path.isAbsolutePath else { return false }
      return !path.pathComponents.contains("..")
    }
    var confined = configuration
    if !below(confined.killSwitchStatePath?.text) { confined.killSwitchStatePath = nil }
    if !below(confined.instrumentSpecsCachePath?.text) { confined.instrumentSpecsCachePath = nil }
    return try resolve(confined, environment: [:], root: root)
  }

  /// The path from the root, with `.` and `..` taken out of its text.
  static func absolute(_ path: String, in root: String) -> String {
    var parts: [String] = []
    for part in (path.isAbsolutePath ? path : "\(root)/\(path)").pathComponents {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}

/// A state path that cannot be meant.
public struct StatePathError: Error, Sendable, Hashable, CustomStringConvertible {
  public let kind: StateKind
  public let source: StatePaths.Source
  /// Nil when two states have one path.
  public let path: String?

  /// Whether it lies in paper's folder, and the environment is another.
  public internal(set) var isOfPaper = false

  public var code: String {
    isOfPaper ? "state-path.of-paper" : path == nil ? "state-path.shared" : "state-path.invalid"
  }

  public var description: String {
    guard let path else { return "both states have the same path [\(code)]" }
    guard !isOfPaper else {
      return "\(kind.variable) (\(source.rawValue)) '\(path)' lies in a folder of paper's state [\(code)]"
    }
    let what = path.isEmpty ? "is empty" : "'\(path)' cannot be a file's path"
    return "\(kind.variable) (\(source.rawValue)) \(what) [\(code)]"
  }
}
