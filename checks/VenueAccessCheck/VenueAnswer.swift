import Chronology
import ReadinessCheck
import StrictJSON

/// What the engine found out about its access to the venue, by reading alone.
struct VenueAnswer: Sendable, Hashable {
  enum Knowledge: String, Sendable {
    case granted
    case notGranted = "not-granted"
    case notTold = "not-told"
  }

  struct KeyPermissions: Sendable, Hashable {
    let trading: Knowledge
    let withdrawal: Knowledge
    /// Where that is from.
    let source: String
  }

  struct Instrument: Sendable, Hashable {
    let symbol: String
    let isTradeable: Bool
    let isPostOnly: Bool
  }

  /// Derived from origin and certificates.
  let environment: String
  let origin: String
  /// Nil where the venue named none.
  let account: String?
  /// Whether the key read the account.
  let hasReadAccount: Bool
  /// Nil without a key.
  let keyPermissions: KeyPermissions?
  let instruments: [Instrument]

  /// Reads what `trading-engine probe --json` prints; what else it prints is for people.
  init(_ reader: inout JSONObjectReader) throws(JSONShapeError) {
    environment = try reader.string("environment")
    origin = try reader.string("origin")
    account = try reader.optionalString("account")
    hasReadAccount = try reader.bool("accountRead")
    if var permissions = try reader.optionalObject("keyPermissions") {
      keyPermissions = KeyPermissions(
        trading: try Self.knowledge("trading", &permissions),
        withdrawal: try Self.knowledge("withdrawal", &permissions), source: try permissions.string("source"))
    } else {
      keyPermissions = nil
    }
    var instruments: [Instrument] = []
    for var object in try reader.objects("instruments") {
      instruments.append(
        Instrument(
          symbol: try object.string("symbol"), isTradeable: try object.bool("isTradeable"),
          isPostOnly: try object.bool("isPostOnly")))
    }
    self.instruments = instruments
  }

  private static func knowledge(
    _ key: String, _ reader: inout JSONObjectReader
  ) throws(JSONShapeError) -> Knowledge {
    let word = try reader.string(key)
    guard let knowledge = Knowledge(rawValue: word) else {
      throw JSONShapeError(
        .wrongKind, at: reader.path(of: key), expected: "granted, not-granted or not-told", found: word)
    }
    return knowledge
  }
}

/// An answer, and how long it holds.
struct ProbedVenue: Sendable {
  let answer: VenueAnswer
  /// Nil for one that was given just now.
  let validUntil: Timestamp?
  let artifact: Finding.Artifact?
}

/// Why there is no answer, as the finding that says so.
struct NoAnswer: Error, Sendable {
  let finding: Finding

  init(
    _ status: Finding.Status, _ subject: String = "venue", expected: String, found: String, _ message: String,
    hint: String, artifact: Finding.Artifact? = nil
  ) {
    finding = Finding(
      status, subject: subject, expected: expected, found: found, message: message, hint: hint,
      artifact: artifact)
  }
}
