/// A market's name as the venue spells it in upper case, such as `PF_XBTUSD`.
///
/// Venues answer in either case, and some names are mixed (`PF_AAPLxUSD`), so comparison folds ASCII case while the
/// spelling that was read first is kept for what is sent.
public struct Symbol: Sendable, CustomStringConvertible {
  public let spelling: String

  /// - Returns: nil unless 1 to 64 ASCII letters, digits, `_`, `-`, `.`, `/` or `:`.
  public init?(_ text: some StringProtocol) {
    let spelling = String(text)
    guard (1...64).contains(spelling.utf8.count), spelling.utf8.allSatisfy(Self.isAllowed) else { return nil }
    self.spelling = spelling
  }

  /// What equal names have in common.
  public var folded: String { spelling.uppercased() }

  public var description: String { spelling }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x2F, 0x3A: true
    default: false
    }
  }
}

extension Symbol: Hashable, Comparable {
  public static func == (left: Symbol, right: Symbol) -> Bool {
    // Without folded copies: every look at a book compares symbols.
    guard left.spelling != right.spelling else { return true }
    let (left, right) = (left.spelling.utf8, right.spelling.utf8)
    return left.count == right.count && zip(left, right).allSatisfy { fold($0) == fold($1) }
  }

  private static func fold(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }

  public func hash(into hasher: inout Hasher) { hasher.combine(folded) }

  public static func < (left: Symbol, right: Symbol) -> Bool { left.folded < right.folded }
}
