/// One clause of a version specifier: an operator and a version, such as `>=1.2` or `==1.*`.
///
/// The answers are those of pypa/packaging 26.4, with pre-releases admitted: what is installed is
/// there, and `pip check` asks with `prereleases=True` too. (An installer, which chooses, asks otherwise.)
public struct VersionSpecifier: Sendable, Hashable, CustomStringConvertible {
  public enum Operator: String, Sendable, Hashable {
    case compatible = "~="
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
    /// `===`, which compares text and knows nothing of versions.
    case arbitrary = "==="
  }

  public let `operator`: Operator
  /// What follows the operator, as written, without white space around it.
  public let text: String
  /// Nil only for `===`; for a wildcard, the part before `.*`.
  public let version: PythonVersion?
  public let isWildcard: Bool

  public init(_ text: String) throws(DependencySyntaxError) {
    let bytes = ByteText(text)
    guard let (specifier, end) = Self.scan(bytes, at: bytes.skippingSpace(from: 0)) else {
      throw DependencySyntaxError("\"\(text)\" is not a version specifier")
    }
    guard bytes.skippingSpace(from: end) == bytes.count else {
      throw DependencySyntaxError("\"\(text)\" is not a version specifier", at: end)
    }
    self = specifier
  }

  private init(_ operation: Operator, _ text: String, _ version: PythonVersion?, isWildcard: Bool) {
    self.operator = operation
    self.text = text
    self.version = version
    self.isWildcard = isWildcard
  }

  public var description: String { self.operator.rawValue + text }

  /// Whether an installed version, given as its metadata spells it, satisfies the clause.
  ///
  /// `===` compares the spelling, letters without case. Any other operator is false of a text that is no
  /// PEP 440 version.
  public func contains(_ version: String) -> Bool {
    if self.operator == .arbitrary {
      return PythonCharacter.lowercased(version) == PythonCharacter.lowercased(text)
    }
    return PythonVersion(version).map(contains) ?? false
  }

  /// Whether a version satisfies the clause; `===` compares with its normal form.
  public func contains(_ candidate: PythonVersion) -> Bool {
    guard let version else { return contains(candidate.description) }
    switch self.operator {
    case .arbitrary:
      return contains(candidate.description)
    case .equal:
      return equals(candidate, version)
    case .notEqual:
      return !equals(candidate, version)
    case .greaterOrEqual:
      return candidate >= version
    case .lessOrEqual:
      // A local version of V counts as V: `1.0+local` satisfies `<=1.0`.
      return PythonVersion.comparePublic(candidate, version) != .after
    case .less:
      // Pre-releases of V are before V and yet not wanted, unless V is one itself.
      return PythonVersion.comparePublic(candidate, version, rightIsDev0: !version.isPreRelease) == .before
    case .greater:
      return candidate > version && !isExtension(candidate, of: version)
    case .compatible:
      return candidate >= version && candidate.epoch == version.epoch
        && candidate.releaseStarts(with: version.release.dropLast())
    }
  }

  private func equals(_ candidate: PythonVersion, _ version: PythonVersion) -> Bool {
    if isWildcard {
      return candidate.epoch == version.epoch && candidate.releaseStarts(with: version.release)
    }
    return version.local.isEmpty ? candidate.hasSamePublicPart(as: version) : candidate == version
  }

  /// What sorts after V and still is V for `>V`: its local versions, and, unless V is a post-release or
  /// development release itself, its post-releases.
  private func isExtension(_ candidate: PythonVersion, of version: PythonVersion) -> Bool {
    if version.dev != nil || version.post != nil { return candidate.hasSamePublicPart(as: version) }
    return candidate.hasSameRelease(as: version) && candidate.pre == version.pre
  }
}

extension VersionSpecifier {
  /// Reads the clause that starts at `index`, as far as it goes; nil when none does.
  static func scan(_ text: ByteText, at index: Int) -> (VersionSpecifier, end: Int)? {
    guard let operation = scanOperator(text, at: index) else { return nil }
    let start = text.skippingSpace(from: index + operation.rawValue.utf8.count)
    if operation == .arbitrary {
      var end = start
      while let (scalar, length) = text.scalar(at: end), scalar != ";", scalar != ")",
        !PythonCharacter.isSpace(scalar)
      {
        end += length
      }
      guard end > start else { return nil }
      return (VersionSpecifier(operation, text.text(start..<end), nil, isWildcard: false), end)
    }
    var scanner = VersionScanner(text, at: start)
    guard scanner.scanRelease() else { return nil }
    // With one number there is no series to be compatible with.
    if operation == .compatible, scanner.release.count < 2 { return nil }
    let isEquality = operation == .equal || operation == .notEqual
    let isWildcard = isEquality && scanner.scanWildcard()
    if !isWildcard { scanner.scanSuffixes() }
    if isEquality, !isWildcard { scanner.scanLocal() }
    let specifier = VersionSpecifier(
      operation, text.text(start..<scanner.index), PythonVersion(scanner), isWildcard: isWildcard)
    return (specifier, scanner.index)
  }

  /// The longest operator at `index`.
  private static func scanOperator(_ text: ByteText, at index: Int) -> Operator? {
    let equalsNext = text[index + 1] == UInt8(ascii: "=")
    return switch text[index] {
    case UInt8(ascii: "="):
      equalsNext ? (text[index + 2] == UInt8(ascii: "=") ? .arbitrary : .equal) : nil
    case UInt8(ascii: "~"): equalsNext ? .compatible : nil
    case UInt8(ascii: "!"): equalsNext ? .notEqual : nil
    case UInt8(ascii: "<"): equalsNext ? .lessOrEqual : .less
    case UInt8(ascii: ">"): equalsNext ? .greaterOrEqual : .greater
    default: nil
    }
  }
}
