public import Chronology
public import DocumentSchema
import StrictJSON

/// What a `host-clock` blocker asks for.
public struct HostClockParameters: Sendable {
  /// How far the clock may be from the venue's, and who says so.
  public struct Venue: Sendable {
    public let maximumOffset: Milliseconds
    /// What the engine wrote down; nil: it is asked.
    public let record: DocumentPath?
    public let maxAge: Milliseconds
  }

  /// Nil: not asked for.
  public let venue: Venue?
  /// Where an earlier run of the same boot left how the clocks stood; nil: steps are not asked for.
  public let mark: DocumentPath?
  public let isSynchronisedAsked: Bool
  /// Nil: what the kernel itself takes for synchronised.
  public let maximumError: Milliseconds?

  static let parts = ["maximum-offset", "record", "mark", "synchronised"]

  static let schema = Schema<HostClockParameters>.object("the parameters of host-clock") { fields in
    let mistakes = fields.withReading { $0.diagnostics.count }
    let given = parts.filter { fields.isPresent($0) }
    let hasRecord = fields.isPresent("record")
    let hasMaxAge = fields.isPresent("max-age")
    let hasMaximumError = fields.isPresent("maximum-error")
    let maximumOffset = fields.optional(
      "maximum-offset", .duration(Milliseconds(1)...(.minutes(1))),
      "how far this clock may be from the venue's, what is not known of it included; 500ms where only 'record' is "
        + "given, and not asked where neither is")
    let record = fields.optional(
      "record", .path,
      "what 'trading-engine probe --record FILE' wrote; without it 'trading-engine probe' is run, which needs the network"
    )
    let maxAge = fields.optional(
      "max-age", .duration(.seconds(1)...(.days(1))), "how old the record may be; 15m when left out")
    let mark = fields.optional(
      "mark", .path,
      "a file of the check's own, in which it notes how the clocks stand, so that a later run sees steps")
    let synchronised = fields.optional(
      "synchronised", .boolean, default: .text("false"),
      "whether the kernel has to say that the clock is kept by a time service")
    let maximumError = fields.optional(
      "maximum-error", .duration(Milliseconds(1)...(.seconds(16))),
      "what the clock's maximum error has to be below; the kernel's own 16s when left out")
    fields.addRule(["anyOf": .array(parts.map { ["required": [.string($0)]] })])

    if given.isEmpty {
      fields.report(
        "missing-key", at: "with", "host-clock asks for nothing",
        hint: "give at least one of \(parts.joined(separator: ", "))")
    } else if given == ["synchronised"], synchronised == false {
      fields.report(
        "asserts-nothing", at: "synchronised", "'synchronised' is false, so nothing is asked",
        hint: "synchronised: true, or another of \(parts.joined(separator: ", "))")
    }
    if hasMaxAge, !hasRecord {
      fields.report(
        "bad-value", at: "max-age", "'max-age' is about a record, and there is none",
        hint: "give 'record', or leave 'max-age' out")
    }
    if hasMaximumError, synchronised == false {
      fields.report(
        "bad-value", at: "maximum-error",
        "'maximum-error' is about a synchronised clock, which is not asked for",
        hint: "synchronised: true")
    }
    guard let synchronised, fields.withReading({ $0.diagnostics.count }) == mistakes else { return nil }
    var venue: Venue?
    if maximumOffset != nil || record != nil {
      let asked = Venue(
        maximumOffset: maximumOffset ?? Milliseconds(500), record: record, maxAge: maxAge ?? .minutes(15))
      fields.setResolved("maximum-offset", .integer(asked.maximumOffset.count))
      if record != nil { fields.setResolved("max-age", .integer(asked.maxAge.count)) }
      venue = asked
    }
    return HostClockParameters(
      venue: venue, mark: mark, isSynchronisedAsked: synchronised, maximumError: maximumError)
  }
}
