/// A library or executable with the versions that will do: `git`, `git >= 2.30`, `libcurl >= 7.88, < 9`.
struct VersionedName: Sendable, CustomStringConvertible {
  enum Operator: String, Sendable, CaseIterable {
    // Longer ones first: they are tried in this order.
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
    case equal = "=="
    case notEqual = "!="
    case greater = ">"
    case less = "<"
    case exactly = "="

    func holds(_ found: DottedVersion, _ wanted: DottedVersion) -> Bool {
      switch self {
      case .greaterOrEqual: found >= wanted
      case .lessOrEqual: found <= wanted
      case .equal, .exactly: found == wanted
      case .notEqual: found != wanted
      case .greater: found > wanted
      case .less: found < wanted
      }
    }
  }

  let name: String
  let clauses: [(operation: Operator, version: DottedVersion)]

  init(_ text: String) throws(DependencySyntaxError) {
    let bytes = ByteText(text)
    let start = bytes.skippingBlanks(from: 0)
    var end = start
    while end < bytes.count, Self.isNamePart(bytes[end]) { end += 1 }
    guard end > start else {
      throw DependencySyntaxError(
        start == bytes.count ? "the name is missing" : "\"\(text)\" does not begin with a name", at: start)
    }
    name = bytes.text(start..<end)
    var clauses: [(Operator, DottedVersion)] = []
    var index = bytes.skippingBlanks(from: end)
    while index < bytes.count {
      guard
        let operation = Operator.allCases.first(where: {
          bytes.bytes[index...].starts(with: $0.rawValue.utf8)
        })
      else {
        throw DependencySyntaxError("\"\(text)\" has no version operator behind its name", at: index)
      }
      let versionStart = bytes.skippingBlanks(from: index + operation.rawValue.utf8.count)
      var versionEnd = versionStart
      while versionEnd < bytes.count, bytes[versionEnd] != UInt8(ascii: ","), bytes[versionEnd] != 0x20,
        bytes[versionEnd] != 0x09
      {
        versionEnd += 1
      }
      let written = bytes.text(versionStart..<versionEnd)
      guard let version = DottedVersion(written), version.description == written else {
        throw DependencySyntaxError(
          "\"\(written)\" is not a version of numbers with points", at: versionStart)
      }
      clauses.append((operation, version))
      index = bytes.skippingBlanks(from: versionEnd)
      guard index < bytes.count else { break }
      guard bytes[index] == UInt8(ascii: ",") else {
        throw DependencySyntaxError("\"\(text)\" lacks a comma between two versions", at: index)
      }
      index = bytes.skippingBlanks(from: index + 1)
      guard index < bytes.count else {
        throw DependencySyntaxError("\"\(text)\" ends in a comma", at: index)
      }
    }
    self.clauses = clauses
  }

  func isSatisfied(by version: DottedVersion) -> Bool {
    clauses.allSatisfy { $0.operation.holds(version, $0.version) }
  }

  var description: String {
    let versions = clauses.map { "\($0.operation.rawValue) \($0.version)" }.joined(separator: ", ")
    return versions.isEmpty ? name : "\(name) \(versions)"
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte >= 0x80 || "._+-/@".utf8.contains(byte)
  }
}
