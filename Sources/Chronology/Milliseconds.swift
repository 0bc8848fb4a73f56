/// A length of time as policies and configurations write it: `500ms`, `10s`, `5m`, `12h`, `30d`.
public struct Milliseconds: Sendable, Hashable, Comparable {
  public let count: Int64

  public init(_ count: Int64) { self.count = count }

  public static func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1_000) }
  public static func minutes(_ count: Int64) -> Milliseconds { Milliseconds(count * 60_000) }
  public static func hours(_ count: Int64) -> Milliseconds { Milliseconds(count * 3_600_000) }
  public static func days(_ count: Int64) -> Milliseconds { Milliseconds(count * 86_400_000) }

  public static func < (left: Milliseconds, right: Milliseconds) -> Bool { left.count < right.count }

  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// Reads one unsigned whole number with one unit, nothing between them.
  ///
  /// - Returns: nil for anything else, and for more than a thousand years.
  public init?(text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count)
    guard !digits.isEmpty, digits.utf8.count <= 15, digits == "0" || digits.first != "0",
      let number = Int64(digits), let unit = Self.units.first(where: { $0.suffix == suffix })
    else { return nil }
    let (count, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
    guard !overflow, count <= 365_250 * 86_400_000 else { return nil }
    self.count = count
  }
}

extension Milliseconds: CustomStringConvertible {
  /// The shortest exact form with one unit, such as `90s` or `12h`.
  public var description: String {
    let unit = Self.units.last { count != 0 && count % $0.milliseconds == 0 } ?? ("s", 1_000)
    return "\(count / unit.milliseconds)\(unit.suffix)"
  }
}
