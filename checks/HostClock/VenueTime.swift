import Chronology
import DocumentSchema
import ReadinessCheck
import StrictJSON

/// How far this clock is from the venue's, as the engine found out.
struct VenueTime {
  let finding: Finding

  init(_ asked: HostClockParameters.Venue, in context: CheckContext) {
    do throws(VenueTimeRefusal) {
      let offset = try Self.offset(asked, in: context)
      finding = Self.judged(offset, asked)
    } catch {
      finding = Finding(
        error.status, subject: Self.subject, expected: Self.expectation(asked), found: error.found,
        message: error.message, hint: error.hint)
    }
  }

  private static let subject = "venue-offset"

  private static func expectation(_ asked: HostClockParameters.Venue) -> String {
    "at most \(asked.maximumOffset) from the venue's clock"
      + (asked.record == nil ? "" : ", by a record at most \(asked.maxAge) old")
  }

  private static func offset(
    _ asked: HostClockParameters.Venue, in context: CheckContext
  ) throws(VenueTimeRefusal) -> VenueOffset {
    let offset =
      if let record = asked.record {
        try ProbeRecord.read(record.resolved(in: context.policyFolder), maxAge: asked.maxAge, in: context)
      } else { try ask(context) }
    // A simulated venue's clock is this machine's own.
    guard !["demo", "live"].contains(context.environment) || offset.environment == context.environment else {
      throw VenueTimeRefusal(
        .fail, "the venue of the environment \(offset.environment)",
        "the clock is compared with another venue's",
        hint: "probe with the configuration for \(context.environment)")
    }
    return offset
  }

  private static func ask(_ context: CheckContext) throws(VenueTimeRefusal) -> VenueOffset {
    let configuration = context.subjects["configuration"]?.path ?? ""
    do {
      var answer = try context.askEngine(["probe", "--config", configuration, "--json"])
      return try VenueOffset(&answer, source: "trading-engine probe")
    } catch {
      throw VenueTimeRefusal(
        .unknown, "\(error)", "the engine does not say how far the venue's clock is",
        hint:
          "see what `trading-engine probe --config \(configuration)` says; where the gate has no network, let a unit "
          + "that has it run `trading-engine probe --record FILE`, and name that file as 'record'")
    }
  }

  private static func judged(_ offset: VenueOffset, _ asked: HostClockParameters.Venue) -> Finding {
    let (worst, overflow) = offset.milliseconds.magnitude.addingReportingOverflow(
      offset.uncertainty.magnitude)
    let isNear = !overflow && worst <= asked.maximumOffset.count.magnitude
    let found =
      "\(offset.milliseconds) ms, known to \(offset.uncertainty) ms, by \(offset.source)"
    return Finding(
      isNear ? .pass : .fail, subject: subject, expected: expectation(asked), found: found,
      message: isNear
        ? "the clock agrees with the venue's" : "the clock may be further from the venue's than is allowed",
      hint: isNear
        ? nil
        : "compare with the time service (`timedatectl`, `chronyc tracking`) and let it set the clock; if the clock is "
          + "right, the way to the venue is slow: raise 'maximum-offset' knowingly")
  }
}

/// What `trading-engine probe` says of the venue's clock.
struct VenueOffset {
  /// Whose venue it was.
  let environment: String
  /// The venue's clock against ours.
  let milliseconds: Int64
  let uncertainty: Int64
  /// Who says so, for people.
  let source: String

  init(_ answer: inout JSONObjectReader, source: String) throws(JSONShapeError) {
    environment = try answer.string("environment")
    milliseconds = try answer.integer("clockOffsetMilliseconds")
    uncertainty = try answer.integer("clockUncertaintyMilliseconds", in: 0 ... .max)
    self.source = source
  }
}

/// Why the venue's time is not known, or not believed.
struct VenueTimeRefusal: Error {
  let status: Finding.Status
  let found: String
  let message: String
  let hint: String

  init(_ status: Finding.Status, _ found: String, _ message: String, hint: String) {
    (self.status, self.found, self.message, self.hint) = (status, found, message, hint)
  }
}
