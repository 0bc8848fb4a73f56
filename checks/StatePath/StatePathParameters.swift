public import DocumentSchema

/// What a `state-path` blocker asks for.
public struct StatePathParameters: Sendable {
  /// Who resolves, writes and reads a state file.
  public enum Kind: String, Sendable, CaseIterable {
    /// The subject `engine` does.
    case killSwitch = "kill-switch"
    case instrumentSpecs = "instrument-specs"
    /// The gate does; the content has to be strict JSON.
    case json
    /// The gate does; any content is good.
    case opaque

    /// Whether the subject `engine` knows this kind.
    public var isEngines: Bool { self == .killSwitch || self == .instrumentSpecs }
  }

  /// What the state has to outlive.
  public enum Survival: String, Sendable, CaseIterable {
    case process, reboot
  }

  /// One state file and the variable that moves it.
  public struct Declaration: Sendable {
    public let variable: String
    public let defaultPath: DocumentPath
    public let kind: Kind

    public init(variable: String, defaultPath: DocumentPath, kind: Kind) {
      self.variable = variable
      self.defaultPath = defaultPath
      self.kind = kind
    }
  }

  public let root: DocumentPath
  public let environmentFiles: [DocumentPath]
  /// At least one; every variable once.
  public let paths: [Declaration]
  public let survives: Survival
  public let freeBytes: Int64
  /// Types that count as lasting although they do not, such as `overlay` in a rehearsal.
  public let allowedFileSystems: Set<String>

  static let schema = Schema<StatePathParameters>.object("the parameters of state-path") { fields in
    let root = fields.required("root", .path, "the folder that relative paths are relative to")
    let environmentFiles = fields.optional(
      "environment-files", .list(of: .pathInRoot), default: .list([]),
      "files of KEY=VALUE lines that the service reads besides its process environment; the last one wins")
    let paths = fields.required(
      "paths", .list(of: declaration, minimum: 1), "the state files, each with the variable that moves it")
    let survives =
      fields.optional(
        "survives", survival, default: .text("process"),
        "process: replaced atomically under SIGKILL; reboot: also still there after the next boot")
      as Survival?
    let freeBytes = fields.optional(
      "free-bytes", .byteCount, default: .text("1MB"), "what has to be free in each file system")
    let allowed = fields.optional(
      "allow-file-systems", .list(of: .text("the type of a file system", maximumLength: 64)),
      default: .list([]),
      "types such as tmpfs or overlay, refused unless named here")
    if let paths {
      for (index, path) in paths.enumerated()
      where paths[..<index].contains(where: { $0.value.variable == path.value.variable }) {
        fields.report(
          "duplicate", at: "paths", "the variable \(path.value.variable) stands in the list twice")
      }
    }
    guard let root, let environmentFiles, let paths, let survives, let freeBytes, let allowed else {
      return nil
    }
    return StatePathParameters(
      root: root, environmentFiles: environmentFiles, paths: paths.map(\.value), survives: survives,
      freeBytes: freeBytes.bytes, allowedFileSystems: Set(allowed))
  }

  // Made once, not once for each use.
  private static let survival = Schema<Survival>.enumeration("what the state outlives")
  private static let kindName = Schema<Kind>.enumeration("a kind of state file")

  private static let declaration = Schema<Declaration>.object("a state file") { fields in
    let variable = fields.required(
      "variable", .environmentName, "the environment variable that moves the file")
    let defaultPath = fields.required("default", .pathInRoot, "where it is while the variable is not set")
    let kind =
      fields.required(
        "kind", kindName,
        "kill-switch and instrument-specs are resolved, written and read by the subject engine, json and opaque "
          + "by the gate") as Kind?
    guard let variable, let defaultPath, let kind else { return nil }
    return Declaration(variable: variable, defaultPath: defaultPath, kind: kind)
  }.located
}
