public import Chronology
public import StrictJSON

/// What the venue said about its instruments, kept so that a start without it is possible.
///
/// This build has no venue, so the list stays empty and the age stays unknown.
public struct InstrumentSpecsCache: Sendable, Hashable {
  public static let empty = InstrumentSpecsCache(updatedAt: nil, instruments: [], note: nil)

  /// When the venue answered; nil when it never did.
  public var updatedAt: Timestamp?
  /// As the venue's adapter writes them.
  public var instruments: [JSON]
  public var note: String?

  public init(updatedAt: Timestamp?, instruments: [JSON], note: String?) {
    self.updatedAt = updatedAt
    self.instruments = instruments
    self.note = note
  }
}

extension InstrumentSpecsCache: StateDocument {
  public static let kind = StateKind.instrumentSpecs

  public var json: JSON {
    [
      "instrumentSpecs": "v1", "updatedAt": .optional(updatedAt?.description),
      "instruments": .array(instruments),
      "note": .optional(note),
    ]
  }

  public init(_ json: JSON) throws(StateDocumentError) {
    var reader = try StateReader(json, version: "instrumentSpecs")
    updatedAt = try reader.optionalTimestamp("updatedAt")
    instruments = try reader.objects("instruments")
    note = try reader.optionalString("note")
    try reader.finish()
  }
}
