import Chronology
public import DocumentSchema
public import ReadinessCheck
import StrictJSON

/// Does the venue interface that the engine trades over live long enough?
public struct VenueAPILifecycle: ReadinessCheck {
  public static let kind = "venue-api-lifecycle"
  public static let readsDigests = false
  public static let summary = "the venue does not switch off the engine's interface soon"
  public static let parameters = VenueAPILifecycleParameters.schema

  private let parameters: VenueAPILifecycleParameters

  public init(_ parameters: VenueAPILifecycleParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: VenueAPILifecycleParameters
  ) -> [(subject: String, parameter: String)] { [(subject: "engine", parameter: "minimum-days-left")] }

  public func run(in context: CheckContext) -> CheckAnswer {
    let interface: VenueInterface
    do { interface = try VenueInterface.asked(of: context) } catch {
      return answer(
        .unknown, parameters.adapter ?? "venue interface", found: error.description,
        "the engine does not say which venue interface it has",
        hint: "install a release that answers 'trading-engine identity --json' with 'venueAPI'")
    }
    if let adapter = parameters.adapter, adapter != interface.adapter {
      return answer(
        .fail, adapter, expected: adapter, found: interface.adapter,
        "the engine trades over another interface",
        hint: "correct 'adapter', or install the engine that the policy means")
    }
    guard let end = interface.end else {
      return answer(
        .pass, interface.adapter, found: "no end announced", "the venue has announced no end")
    }
    let lastDay = end.at.advanced(byMilliseconds: -Milliseconds.days(Int64(parameters.minimumDaysLeft)).count)
    let now = context.now()
    let days = end.at.milliseconds(since: now) / 86_400_000
    let found = "\(end.at), in \(days) days, by \(end.source)"
    guard now < lastDay else {
      return answer(
        .fail, interface.adapter, found: found,
        now < end.at
          ? "the venue switches the interface off too soon" : "the venue has switched the interface off",
        hint: "move to the venue's next interface before then, positions first")
    }
    return answer(
      .pass, interface.adapter, found: found, "the interface lives long enough", validUntil: lastDay)
  }

  private func answer(
    _ status: Finding.Status, _ subject: String, expected: String? = nil, found: String, _ message: String,
    hint: String? = nil, validUntil: Timestamp? = nil
  ) -> CheckAnswer {
    CheckAnswer(findings: [
      Finding(
        status, subject: subject,
        expected: expected ?? "at least \(parameters.minimumDaysLeft) days until the venue switches it off",
        found: found, message: message, hint: hint, validUntil: validUntil)
    ])
  }
}
