/// Walks over a version's segments in one pass, as the pattern of PEP 440's appendix B does.
///
/// Every group of that pattern is optional and greedy, so taking each where it matches is the same as the
/// regular expression's first match; there is nothing to backtrack into.
struct VersionScanner {
  let text: ByteText
  private(set) var index: Int
  private(set) var epoch: NaturalNumber = .zero
  private(set) var release: [NaturalNumber] = []
  private(set) var pre: PythonVersion.PreRelease?
  private(set) var post: NaturalNumber?
  private(set) var dev: NaturalNumber?
  private(set) var local: [PythonVersion.LocalSegment] = []

  init(_ text: ByteText, at index: Int) {
    self.text = text
    self.index = index
  }

  /// `v? (N!)? N(.N)*`; false, with the index anywhere, when there is no release segment.
  mutating func scanRelease() -> Bool {
    if ASCII.lowercased(text[index]) == UInt8(ascii: "v") { index += 1 }
    guard var number = scanNumber() else { return false }
    if text[index] == UInt8(ascii: "!") {
      index += 1
      epoch = number
      guard let first = scanNumber() else { return false }
      number = first
    }
    release = [number]
    while text[index] == UInt8(ascii: "."), ASCII.isDigit(text[index + 1]) {
      index += 1
      release.append(scanNumber() ?? .zero)
    }
    return true
  }

  /// The pre-release, post-release and development segments, each as far as it is there.
  mutating func scanSuffixes() {
    if let letter = scanWord(Self.preReleases) {
      pre = PythonVersion.PreRelease(phase: letter, number: scanSuffixNumber())
    }
    if text[index] == UInt8(ascii: "-"), ASCII.isDigit(text[index + 1]) {
      index += 1
      post = scanNumber()
    } else if scanWord(Self.postReleases) != nil {
      post = scanSuffixNumber()
    }
    if scanWord(Self.developments) != nil { dev = scanSuffixNumber() }
  }

  /// `+label(.label)*`; leaves the index before a plus sign or separator that no label follows.
  mutating func scanLocal() {
    guard text[index] == UInt8(ascii: "+"), ASCII.isAlphanumeric(text[index + 1]) else { return }
    repeat {
      index += 1
      let start = index
      while ASCII.isAlphanumeric(text[index]) { index += 1 }
      local.append(PythonVersion.LocalSegment(text.bytes[start..<index]))
    } while Self.isSeparator(text[index]) && ASCII.isAlphanumeric(text[index + 1])
  }

  /// Steps over `.*`, if it is there.
  mutating func scanWildcard() -> Bool {
    guard text[index] == UInt8(ascii: "."), text[index + 1] == UInt8(ascii: "*") else { return false }
    index += 2
    return true
  }

  private static let preReleases: [(StaticString, PythonVersion.PreRelease.Phase)] = [
    ("alpha", .alpha), ("a", .alpha), ("beta", .beta), ("b", .beta),
    ("preview", .candidate), ("pre", .candidate), ("c", .candidate), ("rc", .candidate),
  ]
  private static let postReleases: [(StaticString, Void)] = [("post", ()), ("rev", ()), ("r", ())]
  private static let developments: [(StaticString, Void)] = [("dev", ())]

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  /// `[._-]?WORD`, the first of `words` that fits; moves only when one does.
  private mutating func scanWord<Meaning>(_ words: [(StaticString, Meaning)]) -> Meaning? {
    let start = Self.isSeparator(text[index]) ? index + 1 : index
    for (word, meaning) in words where text.hasPrefixIgnoringCase(word, at: start) {
      index = start + word.utf8CodeUnitCount
      return meaning
    }
    return nil
  }

  /// `[._-]?N?`, where an absent number is 0; the separator is taken also when no number follows.
  private mutating func scanSuffixNumber() -> NaturalNumber {
    if Self.isSeparator(text[index]) { index += 1 }
    return scanNumber() ?? .zero
  }

  private mutating func scanNumber() -> NaturalNumber? {
    let start = index
    while ASCII.isDigit(text[index]) { index += 1 }
    return start == index ? nil : NaturalNumber(decimal: text.bytes[start..<index])
  }
}
