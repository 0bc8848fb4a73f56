/// One relation of a control file's `Depends` field: alternatives, of which one has to be installed, such as
/// `libcurl4 (>= 7.88) | libcurl4t64`.
public struct DebianRelation: Sendable, CustomStringConvertible {
  public enum Operator: String, Sendable, Hashable {
    case earlier = "<<"
    case earlierOrEqual = "<="
    case equal = "="
    case laterOrEqual = ">="
    case later = ">>"

    func holds(_ installed: DebianVersion, _ wanted: DebianVersion) -> Bool {
      let order = DebianVersion.compare(installed, wanted)
      return switch self {
      case .earlier: order < 0
      case .earlierOrEqual: order <= 0
      case .equal: order == 0
      case .laterOrEqual: order >= 0
      case .later: order > 0
      }
    }
  }

  /// `name[:architecture] [(operator version)]`.
  public struct Alternative: Sendable, CustomStringConvertible {
    public let package: String
    /// What stands behind the colon: an architecture, or `any`.
    public let architecture: String?
    public let version: (operation: Operator, version: DebianVersion)?

    public var description: String {
      package + (architecture.map { ":\($0)" } ?? "")
        + (version.map { " (\($0.operation.rawValue) \($0.version))" } ?? "")
    }
  }

  /// At least one.
  public let alternatives: [Alternative]

  public var description: String { alternatives.map(\.description).joined(separator: " | ") }

  /// What a finding about the relation is called: its package's name, or its packages' names with ` | `.
  public var subject: String {
    var names: [String] = []
    for alternative in alternatives where !names.contains(alternative.package) {
      names.append(alternative.package)
    }
    return names.joined(separator: " | ")
  }

  /// Reads one relation.
  public init(_ text: String) throws(DependencySyntaxError) {
    var parser = DebianRelationParser(ByteText(text))
    alternatives = try parser.parseAlternatives()
    try parser.expectEnd()
  }

  private init(alternatives: [Alternative]) { self.alternatives = alternatives }

  /// Reads relations with commas between them, as a control file's field holds them; at least one.
  public static func list(_ text: String) throws(DependencySyntaxError) -> [DebianRelation] {
    var parser = DebianRelationParser(ByteText(text))
    var relations = [DebianRelation(alternatives: try parser.parseAlternatives())]
    while parser.skipComma() {
      relations.append(DebianRelation(alternatives: try parser.parseAlternatives()))
    }
    try parser.expectEnd()
    return relations
  }
}
