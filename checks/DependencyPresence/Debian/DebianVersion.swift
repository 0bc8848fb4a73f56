/// A version as Debian policy §5.6.12 defines it: `[epoch:]upstream[-revision]`, ordered as dpkg orders.
public struct DebianVersion: Sendable, CustomStringConvertible {
  /// At most 2^31 − 1, as in dpkg.
  public let epoch: Int32
  public let upstream: [UInt8]
  /// Empty when there is none, which compares like `0`.
  public let revision: [UInt8]
  /// What dpkg says about syntax that it compares all the same, such as an upstream version that begins
  /// with a letter.
  public let warning: String?
  /// As written, without blanks around it.
  public let text: String

  /// Reads what dpkg 1.21 reads, and refuses what `dpkg --compare-versions` refuses.
  public init(_ text: String) throws(DependencySyntaxError) {
    let bytes = Array(text.utf8)
    guard let start = bytes.firstIndex(where: { !Self.isBlank($0) }) else {
      throw DependencySyntaxError("the version is empty")
    }
    let end = bytes[start...].firstIndex(where: Self.isBlank) ?? bytes.count
    guard bytes[end...].allSatisfy(Self.isBlank) else {
      throw DependencySyntaxError("the version \"\(text)\" has a blank inside", at: end)
    }
    var rest = bytes[start..<end]
    self.text = String(decoding: rest, as: UTF8.self)
    if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
      epoch = try Self.epoch(rest[..<colon], of: self.text)
      rest = rest[(colon + 1)...]
      guard !rest.isEmpty else {
        throw DependencySyntaxError("nothing follows the epoch of the version \"\(self.text)\"", at: colon)
      }
    } else {
      epoch = 0
    }
    if let hyphen = rest.lastIndex(of: UInt8(ascii: "-")) {
      guard hyphen + 1 < rest.endIndex else {
        throw DependencySyntaxError("the revision of the version \"\(self.text)\" is empty", at: hyphen)
      }
      upstream = Array(rest[..<hyphen])
      revision = Array(rest[(hyphen + 1)...])
    } else {
      upstream = Array(rest)
      revision = []
    }
    guard let first = upstream.first else {
      throw DependencySyntaxError("the version \"\(self.text)\" has no upstream part", at: start)
    }
    warning =
      if !ASCII.isDigit(first) {
        "the version \"\(self.text)\" does not begin with a digit"
      } else if !upstream.allSatisfy({
        Self.isPermitted($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":")
      }) {
        "the version \"\(self.text)\" has a character that no version may have"
      } else if !revision.allSatisfy(Self.isPermitted) {
        "the revision of the version \"\(self.text)\" has a character that no revision may have"
      } else {
        nil
      }
  }

  public var description: String { text }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func isPermitted(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "~")
  }

  /// The epoch as dpkg's `strtol` reads it: a sign is let pass, and a negative one is refused afterwards.
  private static func epoch(_ digits: ArraySlice<UInt8>, of text: String) throws(DependencySyntaxError)
    -> Int32
  {
    guard !digits.isEmpty else {
      throw DependencySyntaxError("the epoch of the version \"\(text)\" is empty")
    }
    var magnitude = digits
    let isSigned = digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-")
    if isSigned { magnitude.removeFirst() }
    guard !magnitude.isEmpty, magnitude.allSatisfy(ASCII.isDigit) else {
      throw DependencySyntaxError("the epoch of the version \"\(text)\" is no number")
    }
    let significant = magnitude.drop { $0 == UInt8(ascii: "0") }
    guard !significant.isEmpty else { return 0 }
    guard digits.first != UInt8(ascii: "-") else {
      throw DependencySyntaxError("the epoch of the version \"\(text)\" is negative")
    }
    guard significant.count <= 10, let value = Int32(String(decoding: significant, as: UTF8.self)) else {
      throw DependencySyntaxError("the epoch of the version \"\(text)\" is too big")
    }
    return value
  }
}

extension DebianVersion: Comparable, Hashable {
  /// dpkg's comparison: negative when `left` is earlier, 0 when they are the same version, else positive.
  public static func compare(_ left: DebianVersion, _ right: DebianVersion) -> Int {
    if left.epoch != right.epoch { return left.epoch < right.epoch ? -1 : 1 }
    let upstream = comparePart(left.upstream, right.upstream)
    return upstream != 0 ? upstream : comparePart(left.revision, right.revision)
  }

  public static func == (left: DebianVersion, right: DebianVersion) -> Bool { compare(left, right) == 0 }

  public static func < (left: DebianVersion, right: DebianVersion) -> Bool { compare(left, right) < 0 }

  /// `1.0`, `1.0-0` and `01.0` are one version, so only the epoch is safe to hash.
  public func hash(into hasher: inout Hasher) { hasher.combine(epoch) }

  /// Runs of other characters and runs of digits by turns, as `verrevcmp` of dpkg goes.
  private static func comparePart(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var i = 0
    var j = 0
    while i < left.count || j < right.count {
      while (i < left.count && !ASCII.isDigit(left[i])) || (j < right.count && !ASCII.isDigit(right[j])) {
        // The end and every digit weigh 0 and no other character does: neither index runs past its end.
        let difference = weight(left, i) - weight(right, j)
        if difference != 0 { return difference }
        i += 1
        j += 1
      }
      let leftDigits = digits(left, &i)
      let rightDigits = digits(right, &j)
      if leftDigits.count != rightDigits.count { return leftDigits.count - rightDigits.count }
      for (one, other) in zip(leftDigits, rightDigits) where one != other { return Int(one) - Int(other) }
    }
    return 0
  }

  /// Where a character sorts: the tilde before the end, the end and digits before letters, letters before
  /// the rest. Bytes outside ASCII are negative numbers to dpkg, whose `char` is signed on x86.
  private static func weight(_ part: [UInt8], _ index: Int) -> Int {
    guard index < part.count else { return 0 }
    let byte = part[index]
    if ASCII.isDigit(byte) { return 0 }
    if ASCII.isLetter(byte) { return Int(byte) }
    if byte == UInt8(ascii: "~") { return -1 }
    return Int(Int8(bitPattern: byte)) + 256
  }

  /// The digits from `index` on without leading zeros; moves `index` behind them.
  private static func digits(_ part: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
    let start = index
    while index < part.count, ASCII.isDigit(part[index]) { index += 1 }
    return part[start..<index].drop { $0 == UInt8(ascii: "0") }
  }
}
