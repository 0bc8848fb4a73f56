public import Trading

/// Why an answer does not say what was asked: never to be taken for an empty list.
public struct WireError: Error, Sendable, Hashable {
  /// Raw values appear in logs and transcripts: add cases, never rename one.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case notJSON = "wire.not-json"
    case notAnObject = "wire.not-an-object"
    /// A member, such as a list, is not there. A missing list is never "none".
    case missing = "wire.missing-member"
    case wrongKind = "wire.wrong-kind"
    /// A number that our decimals do not hold, or one that makes no sense there.
    case number = "wire.unusable-number"
    case time = "wire.unusable-time"
    case symbol = "wire.unusable-symbol"
    /// A word of a closed set that we do not know, such as the side `unknown`.
    case word = "wire.unknown-word"
    /// Two rows where there can be one.
    case duplicate = "wire.duplicate-row"
    /// The answer is about something else than what was asked.
    case otherSubject = "wire.other-subject"
    /// Status and body contradict each other, or the status is none that we know.
    case status = "wire.http-status"
    /// The venue could not answer: 5xx, `Unavailable`, `Server Error`. Reads can be repeated.
    case unavailable = "wire.venue-unavailable"
    /// The venue refused to answer; ``WireError/refusal`` says why.
    case refused = "wire.venue-refused"
  }

  public var code: Code
  /// Where, such as `openOrders[3].side`; empty for the whole answer.
  public var place: String
  /// What should be there.
  public var expected: String
  /// What is there, at most 64 printable ASCII characters of it.
  public var found: String
  /// With the code `refused` alone.
  public var refusal: VenueRefusal?

  public init(
    _ code: Code, at place: String = "", expected: String, found: String, refusal: VenueRefusal? = nil
  ) {
    self.code = code
    self.place = place
    self.expected = expected
    self.found = found
    self.refusal = refusal
  }

  /// The same error with its place below another one.
  func within(_ outer: String) -> WireError {
    var error = self
    error.place = place.isEmpty ? outer : "\(outer).\(place)"
    return error
  }
}

extension WireError: CustomStringConvertible {
  public var description: String {
    "\(place.isEmpty ? "answer" : place): expected \(expected), found \(found) [\(code.rawValue)]"
  }
}

/// Words of the venue, which can be any bytes, made fit for logs.
enum VenueWord {
  /// At most 64 characters, each printable ASCII: others become `?`.
  static func shown(_ text: String) -> String {
    // Nearly every word is fit already.
    if text.utf8.count <= 64, text.utf8.allSatisfy(isPrintable) { return text }
    return String(decoding: text.utf8.prefix(64).map { isPrintable($0) ? $0 : 0x3F }, as: UTF8.self)
  }

  private static func isPrintable(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }
}
