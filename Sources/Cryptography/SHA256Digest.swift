/// A SHA-256 digest: 32 bytes, in the order FIPS 180-4 prints them.
public struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  /// In place and not in an array, since audits hold hundreds of thousands.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// 32 bytes.
  public var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: SHA256.byteCount)
    for index in 0..<8 {
      let shift = UInt64(56 - 8 * index)
      bytes[index] = UInt8(truncatingIfNeeded: words.0 >> shift)
      bytes[8 + index] = UInt8(truncatingIfNeeded: words.1 >> shift)
      bytes[16 + index] = UInt8(truncatingIfNeeded: words.2 >> shift)
      bytes[24 + index] = UInt8(truncatingIfNeeded: words.3 >> shift)
    }
    return bytes
  }

  /// `nil` unless there are exactly 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == SHA256.byteCount else { return nil }
    self.init(unchecked: bytes)
  }

  /// `nil` unless `hex` is exactly 64 digits `0-9 a-f`, lower case.
  public init?(hex: String) {
    guard let bytes = Hexadecimal.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// - Parameter bytes: 32.
  init(unchecked bytes: [UInt8]) {
    func word(_ index: Int) -> UInt64 {
      bytes[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
    }
    words = (word(0), word(1), word(2), word(3))
  }

  public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { Hexadecimal.encode(bytes) }

  /// The same as ``hex``.
  public var description: String { hex }
}
