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
    guard let value = Timestamp(rfc3339: text), value.description == text else { return nil }
    self = value
  }

  /// Reads RFC 3339 in UTC as people write it: `2026-11-23T14:05:09Z`, with up to three fraction digits.
  ///
  /// Offsets other than `Z`, leap seconds and lower-case letters are refused: an expiry must not depend on
  /// how two programs read it.
  public init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 24, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54,
      bytes[13] == 0x3A, bytes[16] == 0x3A, bytes.last == 0x5A
    else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      hour < 24, minute < 60, second < 60,
      let days = CivilDate(year: year, month: month, day: day)?.daysSince1970
    else { return nil }
    var milliseconds: Int64 = 0
    if bytes.count > 20 {
      let digits = 20..<(bytes.count - 1)
      guard bytes[19] == 0x2E, !digits.isEmpty, let fraction = number(digits) else { return nil }
      milliseconds = digits.count == 3 ? fraction : digits.count == 2 ? fraction * 10 : fraction * 100
    } else if bytes[19] != 0x5A {
      return nil
    }
    self.init(
      unixMilliseconds: ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + milliseconds)
  }
}
