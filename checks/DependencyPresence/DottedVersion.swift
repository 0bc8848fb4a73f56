/// A version as programs and libraries print it: numbers with points between, compared number by number.
struct DottedVersion: Sendable, Comparable, CustomStringConvertible {
  let numbers: [NaturalNumber]
  /// Whether a word such as `rc1` or `dev` follows, which makes it come before the numbers alone.
  let isPreRelease: Bool
  let description: String

  /// Reads a whole text: numbers, then anything, such as `3.0.17`, `1.1.1w` or `9.2p1`.
  init?(_ text: String) {
    let bytes = ByteText(text)
    guard let (version, _) = Self.scan(bytes, at: 0) else { return nil }
    self = version
  }

  private init(numbers: [NaturalNumber], isPreRelease: Bool, description: String) {
    self.numbers = numbers
    self.isPreRelease = isPreRelease
    self.description = description
  }

  /// The first number with a point in it that a program's output holds; failing that, its first number.
  static func first(in output: String) -> DottedVersion? {
    let text = ByteText(output)
    var plain: DottedVersion?
    var index = 0
    while index < text.count {
      guard let (version, end) = scan(text, at: index) else {
        index += 1
        continue
      }
      if version.numbers.count > 1 { return version }
      plain = plain ?? version
      index = end
    }
    return plain
  }

  private static let early: [StaticString] = ["alpha", "beta", "rc", "pre", "dev"]

  private static func scan(_ text: ByteText, at start: Int) -> (DottedVersion, end: Int)? {
    var numbers: [NaturalNumber] = []
    var index = start
    while true {
      let first = index
      while ASCII.isDigit(text[index]) { index += 1 }
      guard index > first else { break }
      numbers.append(NaturalNumber(decimal: text.bytes[first..<index]))
      guard text[index] == UInt8(ascii: "."), ASCII.isDigit(text[index + 1]) else { break }
      index += 1
    }
    guard !numbers.isEmpty else { return nil }
    let numbersEnd = index
    let separators = [UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "."), UInt8(ascii: "_")]
    let word = separators.contains(text[index]) ? index + 1 : index
    let isPreRelease = early.contains { text.hasPrefixIgnoringCase($0, at: word) }
    if ASCII.isAlphanumeric(text[word]), isPreRelease || word == index {
      index = word
      while ASCII.isAlphanumeric(text[index]) { index += 1 }
    }
    let version = DottedVersion(
      numbers: numbers, isPreRelease: isPreRelease, description: text.text(start..<index))
    return (version, max(index, numbersEnd))
  }

  static func < (left: DottedVersion, right: DottedVersion) -> Bool {
    for index in 0..<max(left.numbers.count, right.numbers.count) {
      let one = index < left.numbers.count ? left.numbers[index] : .zero
      let other = index < right.numbers.count ? right.numbers[index] : .zero
      if one != other { return one < other }
    }
    return left.isPreRelease && !right.isPreRelease
  }

  static func == (left: DottedVersion, right: DottedVersion) -> Bool { !(left < right) && !(right < left) }
}
