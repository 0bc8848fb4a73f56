/// An instant of UTC, to the millisecond.
///
/// Two text forms: the one that signed documents use, `2026-11-23T14:05:09.120Z` (RFC 3339, always three
/// digits and `Z`), and what people may write, where the fraction can be left out. The range is the years
/// 1970 to 9999, so that every value has a text form.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
  public let unixMilliseconds: Int64

  /// 9999-12-31T23:59:59.999Z.
  public static let latest = Timestamp(clamping: 253_402_300_799_999)

  /// - Returns: nil outside the years 1970 to 9999.
  public init?(unixMilliseconds: Int64) {
    guard (0...253_402_300_799_999).contains(unixMilliseconds) else { return nil }
    self.unixMilliseconds = unixMilliseconds
  }

  /// The nearest instant that has a text form.
  public init(clamping unixMilliseconds: Int64) {
    self.unixMilliseconds = min(max(unixMilliseconds, 0), 253_402_300_799_999)
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.unixMilliseconds < right.unixMilliseconds
  }

  /// Moves the instant, stopping at the ends of the range.
  public func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
    let (sum, overflow) = unixMilliseconds.addingReportingOverflow(milliseconds)
    guard overflow else { return Timestamp(clamping: sum) }
    return Timestamp(clamping: milliseconds > 0 ? .max : .min)
  }

  /// How much later this instant is than another, in milliseconds; negative when earlier.
  public func milliseconds(since earlier: Timestamp) -> Int64 {
    unixMilliseconds - earlier.unixMilliseconds
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2026-11-23T14:05:09.120Z`, the only form that signed documents hold.
  public var description: String {
    let (days, ofDay) = unixMilliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    let date = CivilDate(daysSince1970: days)
    let second = ofDay / 1_000
    var text = ""
    text.reserveCapacity(24)
    text += padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
    text += "T" + padded(second / 3_600, 2) + ":" + padded(second / 60 % 60, 2)
    text += ":" + padded(second % 60, 2) + "." + padded(ofDay % 1_000, 3) + "Z"
    return text
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension Timestamp {
  /// Reads exactly the form that ``description`` writes.
  public init?(canonical text: String) {
    // Of the forms that people may write, this is the one of 24 characters: three digits of a second.
    guard text.utf8.count == 24 else { return nil }
    self.init(rfc3339: text)
  }

  /// Reads RFC 3339 in UTC as people write it: `2026-11-23T14:05:09Z`, with up to three fraction digits.
  ///
  /// Offsets other than `Z`, leap seconds and lower-case letters are refused: an expiry must not depend on
  /// how two programs read it.
  public init?(rfc3339 text: String) {
    let bytes = text.utf8.span
    guard bytes.count >= 20, bytes.count <= 24, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54,
      bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[bytes.count - 1] == 0x5A
    else { return nil }
    guard let year = Self.number(in: 0..<4, of: bytes), let month = Self.number(in: 5..<7, of: bytes),
      let day = Self.number(in: 8..<10, of: bytes),
      let hour = Self.number(in: 11..<13, of: bytes), let minute = Self.number(in: 14..<16, of: bytes),
      let second = Self.number(in: 17..<19, of: bytes),
      hour < 24, minute < 60, second < 60,
      let days = CivilDate(year: year, month: month, day: day)?.daysSince1970
    else { return nil }
    var milliseconds: Int64 = 0
    if bytes.count > 20 {
      let digits = 20..<(bytes.count - 1)
      guard bytes[19] == 0x2E, !digits.isEmpty, let fraction = Self.number(in: digits, of: bytes) else {
        return nil
      }
      milliseconds = digits.count == 3 ? fraction : digits.count == 2 ? fraction * 10 : fraction * 100
    } else if bytes[19] != 0x5A {
      return nil
    }
    self.init(
      unixMilliseconds: ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + milliseconds)
  }

  private static func number(in range: Range<Int>, of bytes: borrowing Span<UInt8>) -> Int64? {
    var value: Int64 = 0
    for index in range {
      let byte = bytes[index]
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 0x30)
    }
    return value
  }
}
