public import Chronology
public import DocumentSchema

/// What a `venue-access` blocker asks for.
public struct VenueAccessCheckParameters: Sendable {
  /// What counts where the venue's interface does not tell what a key may do.
  public enum Untold: String, Sendable, CaseIterable {
    /// A person has looked, and answers for it.
    case pass
    case unknown
  }

  /// Where `trading-engine probe --record` keeps its answer; nil: the engine is asked now.
  public let record: DocumentPath?
  /// How old the record may be.
  public let maxAge: Milliseconds
  /// Instruments that have to be tradeable; empty: all that the engine's configuration names.
  public let symbols: [String]
  public let whenPermissionsNotTold: Untold

  static let schema = Schema<VenueAccessCheckParameters>.object("the parameters of venue-access") { fields in
    let hasRecord = fields.isPresent("record")
    let record = fields.optional(
      "record", .path,
      "the file of 'trading-engine probe --record'; when left out, the engine is asked, which needs network and the key"
    )
    let maxAge = fields.optional(
      "max-age", .duration(.minutes(1)...(.days(1))), default: .text("15m"), "how old the record may be")
    let symbols = fields.optional(
      "symbols", .list(of: .text("an instrument's symbol", maximumLength: 64)), default: .list([]),
      "the instruments that have to be tradeable; all that the engine's configuration names when left out")
    let untold =
      fields.optional(
        "when-permissions-not-told", .enumeration("an answer"), default: .text("unknown"),
        "what counts where the venue's interface does not tell what the key may do; pass: somebody has looked at the "
          + "key's page at the venue and answers for it") as Untold?
    if fields.isPresent("max-age"), !hasRecord {
      fields.report(
        "conflict", at: "max-age", "'max-age' is the record's, and no record is named",
        hint: "add 'record', or leave 'max-age' out")
    }
    guard let maxAge, let symbols, let untold, (record != nil) == hasRecord else { return nil }
    return VenueAccessCheckParameters(
      record: record, maxAge: maxAge, symbols: symbols, whenPermissionsNotTold: untold)
  }
}
