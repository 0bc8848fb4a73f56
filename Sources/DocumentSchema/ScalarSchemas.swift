public import Chronology
public import ExactDecimal
public import StrictJSON
public import StrictYAML

extension Schema {
  /// One scalar, read from its text.
  ///
  /// - Parameters:
  ///   - expectation: completes "expected …", and is the hint.
  ///   - parse: nil refuses the text.
  @inlinable public static func scalar(
    _ expectation: String, describe: @autoclosure @escaping @Sendable () -> JSON,
    resolved: @escaping @Sendable (Value) -> JSON,
    parse: @escaping @Sendable (String) -> Value?
  ) -> Schema<Value> {
    Schema(
      describe: describe,
      read: { node, reading in
        guard case .scalar(let text) = node.content else {
          reading.report(
            "wrong-type", at: node.position, "expected \(expectation), found \(node.kindName)")
          return nil
        }
        if text.isEmpty, !node.isQuoted {
          reading.report("empty", at: node.position, "expected \(expectation), found nothing")
          return nil
        }
        guard let value = parse(text) else {
          reading.report(
            "bad-value", at: node.position, "expected \(expectation), found '\(shortened(text))'")
          return nil
        }
        return Resolved(value, resolved(value))
      })
  }
}

extension Schema<String> {
  /// Text of one line or more, not empty.
  public static let text = text("a text", maximumLength: 4_096)

  public static func text(_ expectation: String, maximumLength: Int, minimumLength: Int = 1) -> Schema<String>
  {
    scalar(
      expectation,
      describe: [
        "type": "string", "minLength": .integer(Int64(minimumLength)),
        "maxLength": .integer(Int64(maximumLength)),
      ],
      resolved: JSON.string
    ) { text in
      // Most are so short that their bytes answer for their characters.
      let bytes = text.utf8.count
      if bytes <= maximumLength, bytes > 0, minimumLength <= 1 { return text }
      return (minimumLength...maximumLength).contains(text.unicodeScalars.count) ? text : nil
    }
  }

  /// A short name in kebab case: `sl-tp-certification`.
  public static let identifier = scalar(
    "a name of lower-case letters, digits and single hyphens",
    describe: ["type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64],
    resolved: JSON.string, parse: { isKebabCase($0) ? $0 : nil })

  /// A SHA-256 digest as 64 lower-case hexadecimal digits.
  public static let sha256 = scalar(
    "a SHA-256 digest of 64 lower-case hexadecimal digits",
    describe: ["type": "string", "pattern": "^[0-9a-f]{64}$"], resolved: JSON.string,
    parse: { $0.utf8.count == 64 && $0.utf8.allSatisfy(isLowerHexDigit) ? $0 : nil })
}

private func isLowerHexDigit(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
}

/// Lower-case letters and digits with single hyphens between them, at most 64.
public func isKebabCase(_ text: String) -> Bool {
  guard text.utf8.count <= 64 else { return false }
  var isAfterHyphen = true
  for byte in text.utf8 {
    if byte == 0x2D {
      if isAfterHyphen { return false }
      isAfterHyphen = true
    } else {
      guard (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) else { return false }
      isAfterHyphen = false
    }
  }
  return !isAfterHyphen
}

extension Schema<Bool> {
  /// `true` or `false`, and none of YAML's other spellings.
  public static let boolean = scalar(
    "true or false", describe: ["type": "boolean"], resolved: JSON.bool,
    parse: { $0 == "true" ? true : $0 == "false" ? false : nil })
}

extension Schema<Int> {
  /// A whole number in decimal digits.
  public static func integer(_ range: ClosedRange<Int>) -> Schema<Int> {
    scalar(
      range.upperBound == .max
        ? "a whole number, at least \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)",
      describe: [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
        "maximum": .integer(Int64(range.upperBound)),
      ],
      resolved: { .integer(Int64($0)) }
    ) { text in
      guard let number = Int(text), String(number) == text, range.contains(number) else { return nil }
      return number
    }
  }
}

extension Schema<ExactDecimal> {
  /// An amount of money, exact, above zero; quoted or not, in plain notation.
  public static func amount(_ noun: String) -> Schema<ExactDecimal> {
    scalar(
      "\(noun) as a plain decimal above zero, such as \"5000\"",
      describe: ["type": ["string", "number"], "pattern": "^[0-9]+(\\.[0-9]+)?$"],
      resolved: { .string($0.description) },
      parse: { text in ExactDecimal(text).flatMap { $0 > .zero ? $0 : nil } })
  }
}

extension Schema<Milliseconds> {
  /// A length of time such as `500ms`, `10s`, `5m`, `12h`, `30d`; resolved to milliseconds.
  public static func duration(_ range: ClosedRange<Milliseconds>) -> Schema<Milliseconds> {
    scalar(
      "a duration from \(range.lowerBound) to \(range.upperBound) such as 500ms, 10s, 5m, 12h or 30d",
      describe: ["type": "string", "pattern": "^(0|[1-9][0-9]*)(ms|s|m|h|d)$"],
      resolved: { .integer($0.count) },
      parse: { text in Milliseconds(text: text).flatMap { range.contains($0) ? $0 : nil } })
  }
}

extension Schema<Timestamp> {
  /// An instant such as `2026-11-23T14:05:09Z`, UTC.
  public static let timestamp = scalar(
    "a time in UTC such as 2026-11-23T14:05:09Z", describe: ["type": "string", "format": "date-time"],
    resolved: { .string($0.description) }, parse: { Timestamp(rfc3339: $0) })
}

/// A number of bytes as documents write it: `100MB` (10^6), `1MiB` (2^20), `512` is refused.
public struct ByteCount: Sendable, Hashable, Comparable {
  public let bytes: Int64
  public init(_ bytes: Int64) { self.bytes = bytes }
  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  public init?(text: String) {
    let units: [(String, Int64)] = [
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
      ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ]
    guard let (suffix, scale) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
    let digits = text.dropLast(suffix.count)
    guard let number = Int64(digits), String(number) == digits, number >= 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    self.bytes = bytes
  }
}

extension Schema<ByteCount> {
  public static let byteCount = scalar(
    "a size such as 100MB, 1MiB or 512B",
    describe: ["type": "string", "pattern": "^(0|[1-9][0-9]*)(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$"],
    resolved: { .integer($0.bytes) }, parse: { ByteCount(text: $0) })
}

/// At most 60 characters of a value, for messages.
@usableFromInline func shortened(_ text: String) -> String {
  text.count <= 60 ? text : String(text.prefix(57)) + "..."
}
