/// Clauses joined by commas, all of which must hold; none at all admits every version.
public struct SpecifierSet: Sendable, Hashable, CustomStringConvertible {
  public let specifiers: [VersionSpecifier]

  /// The set that admits every version.
  init() { specifiers = [] }

  init(_ specifiers: [VersionSpecifier]) { self.specifiers = specifiers }

  /// Reads `>=1.2, !=1.3.*`; empty pieces between commas count for nothing, as in packaging.
  public init(_ text: String) throws(DependencySyntaxError) {
    var specifiers: [VersionSpecifier] = []
    // By scalar: a comma with a combining mark behind it is one Character, and still a comma.
    for piece in text.unicodeScalars.split(separator: ",") {
      let piece = PythonCharacter.stripped(piece)
      if !piece.isEmpty { specifiers.append(try VersionSpecifier(piece)) }
    }
    self.specifiers = specifiers
  }

  public var isEmpty: Bool { specifiers.isEmpty }

  /// Whether an installed version, given as its metadata spells it, satisfies every clause.
  public func contains(_ version: String) -> Bool {
    guard !specifiers.isEmpty else { return true }
    guard let parsed = PythonVersion(version) else { return specifiers.allSatisfy { $0.contains(version) } }
    return specifiers.allSatisfy { $0.operator == .arbitrary ? $0.contains(version) : $0.contains(parsed) }
  }

  public func contains(_ version: PythonVersion) -> Bool { specifiers.allSatisfy { $0.contains(version) } }

  /// The clauses in the order they were written.
  public var description: String { specifiers.map(\.description).joined(separator: ",") }
}
