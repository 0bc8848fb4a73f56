/// A version as PEP 440 defines it, in normal form.
///
/// Equality and order are those of pypa/packaging 26.4: `1.0 == 1.0.0`, development releases before
/// pre-releases before the release before post-releases, a local version after the public one it extends.
public struct PythonVersion: Sendable {
  /// `a`, `b` or `rc` with its number.
  public struct PreRelease: Sendable, Hashable {
    public enum Phase: Int, Sendable, Hashable {
      case alpha, beta, candidate
    }

    public let phase: Phase
    public let number: NaturalNumber
  }

  /// One part of a local version, between separators: words sort before numbers.
  public enum LocalSegment: Sendable, Hashable {
    /// Lower-case ASCII letters and digits, not all digits.
    case word([UInt8])
    case number(NaturalNumber)

    init(_ bytes: ArraySlice<UInt8>) {
      self =
        bytes.allSatisfy(ASCII.isDigit)
        ? .number(NaturalNumber(decimal: bytes)) : .word(bytes.map(ASCII.lowercased))
    }
  }

  public let epoch: NaturalNumber
  /// At least one number; zeros at the end stay, since `~=` counts them.
  public let release: [NaturalNumber]
  public let pre: PreRelease?
  public let post: NaturalNumber?
  public let dev: NaturalNumber?
  /// Empty when there is no local version.
  public let local: [LocalSegment]

  /// Reads any spelling that PEP 440 permits; nil for everything else.
  public init?(_ text: String) {
    let text = ByteText(text)
    var scanner = VersionScanner(text, at: text.skippingSpace(from: 0))
    guard scanner.scanRelease() else { return nil }
    scanner.scanSuffixes()
    scanner.scanLocal()
    // Only digits and points: packaging reads these without its pattern, which changes nothing but speed.
    guard text.skippingSpace(from: scanner.index) == text.count else { return nil }
    self.init(scanner)
  }

  init(_ scanner: VersionScanner) {
    epoch = scanner.epoch
    release = scanner.release
    pre = scanner.pre
    post = scanner.post
    dev = scanner.dev
    local = scanner.local
  }

  /// Whether this is a pre-release or a development release.
  public var isPreRelease: Bool { pre != nil || dev != nil }
}

extension PythonVersion {
  /// Release segments compare as if the shorter one went on with zeros.
  func hasSameRelease(as other: PythonVersion) -> Bool {
    epoch == other.epoch && Self.compare(release, other.release) == .same
  }

  /// Whether this version's release starts with `prefix`, padded with zeros where it is shorter.
  func releaseStarts(with prefix: some Collection<NaturalNumber>) -> Bool {
    for (index, number) in prefix.enumerated() {
      guard (index < release.count ? release[index] : .zero) == number else { return false }
    }
    return true
  }

  /// Whether the versions differ at most in their local parts.
  func hasSamePublicPart(as other: PythonVersion) -> Bool {
    hasSameRelease(as: other) && pre == other.pre && post == other.post && dev == other.dev
  }

  enum Order { case before, same, after }

  static func compare(_ left: PythonVersion, _ right: PythonVersion) -> Order {
    let public_ = comparePublic(left, right)
    return public_ != .same ? public_ : compare(left.local, right.local)
  }

  /// Compares without the local parts; `rightIsDev0` puts `.dev0` in place of the right one's development
  /// segment, which is the least version that belongs to the same release, pre-release or post-release.
  static func comparePublic(
    _ left: PythonVersion, _ right: PythonVersion, rightIsDev0: Bool = false
  ) -> Order {
    let rightDev = rightIsDev0 ? NaturalNumber.zero : right.dev
    var order = compare(left.epoch, right.epoch)
    if order == .same { order = compare(left.release, right.release) }
    if order == .same { order = compare(left.preRank(dev: left.dev), right.preRank(dev: rightDev)) }
    if order == .same { order = compare(left.pre?.number ?? .zero, right.pre?.number ?? .zero) }
    if order == .same { order = compare(left.post == nil ? 0 : 1, right.post == nil ? 0 : 1) }
    if order == .same { order = compare(left.post ?? .zero, right.post ?? .zero) }
    if order == .same { order = compare(left.dev == nil ? 1 : 0, rightDev == nil ? 1 : 0) }
    if order == .same { order = compare(left.dev ?? .zero, rightDev ?? .zero) }
    return order
  }

  /// Development releases of a final release come first, then a, b, rc, then everything else.
  private func preRank(dev: NaturalNumber?) -> Int {
    if let pre { return pre.phase.rawValue }
    return post == nil && dev != nil ? -1 : 3
  }

  private static func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Order {
    left < right ? .before : right < left ? .after : .same
  }

  private static func compare(_ left: [NaturalNumber], _ right: [NaturalNumber]) -> Order {
    for index in 0..<max(left.count, right.count) {
      let order = compare(
        index < left.count ? left[index] : .zero, index < right.count ? right[index] : .zero)
      if order != .same { return order }
    }
    return .same
  }

  private static func compare(_ left: [LocalSegment], _ right: [LocalSegment]) -> Order {
    for (left, right) in zip(left, right) where left != right {
      switch (left, right) {
      case (.word(let left), .word(let right)):
        return left.lexicographicallyPrecedes(right) ? .before : .after
      case (.number(let left), .number(let right)): return compare(left, right)
      case (.word, .number): return .before
      case (.number, .word): return .after
      }
    }
    return compare(left.count, right.count)
  }
}

extension PythonVersion: Comparable, Hashable {
  public static func == (left: PythonVersion, right: PythonVersion) -> Bool { compare(left, right) == .same }

  public static func < (left: PythonVersion, right: PythonVersion) -> Bool { compare(left, right) == .before }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(epoch)
    for number in release.reversed().drop(while: { $0 == .zero }) { hasher.combine(number) }
    hasher.combine(pre)
    hasher.combine(post)
    hasher.combine(dev)
    hasher.combine(local)
  }
}

extension PythonVersion: CustomStringConvertible {
  /// The normal form, as packaging's `str(Version(…))` prints it: zeros at the end of the release stay.
  public var description: String {
    var text = epoch == .zero ? "" : "\(epoch)!"
    text += release.map(\.description).joined(separator: ".")
    if let pre { text += "\(["a", "b", "rc"][pre.phase.rawValue])\(pre.number)" }
    if let post { text += ".post\(post)" }
    if let dev { text += ".dev\(dev)" }
    if !local.isEmpty { text += "+" + local.map(\.description).joined(separator: ".") }
    return text
  }
}

extension PythonVersion.LocalSegment: CustomStringConvertible {
  public var description: String {
    switch self {
    case .word(let bytes): String(decoding: bytes, as: UTF8.self)
    case .number(let number): number.description
    }
  }
}
