public import DocumentSchema
public import ReadinessCheck

/// Is this machine's clock fit for signing, expiring and trading?
public struct HostClock: ReadinessCheck {
  public static let kind = "host-clock"
  public static let summary = "the clock agrees with the venue's, is not set in steps, and is kept"
  public static let parameters = HostClockParameters.schema

  private let parameters: HostClockParameters

  public init(_ parameters: HostClockParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: HostClockParameters
  ) -> [(subject: String, parameter: String)] {
    guard let venue = parameters.venue else { return [] }
    let parameter = venue.record == nil ? "maximum-offset" : "record"
    return [(subject: "engine", parameter: parameter), (subject: "configuration", parameter: parameter)]
  }

  public func run(in context: CheckContext) -> CheckAnswer {
    var findings: [Finding] = []
    if let venue = parameters.venue { findings.append(VenueTime(venue, in: context).finding) }
    if let mark = parameters.mark {
      let isAlone = parameters.venue == nil && !parameters.isSynchronisedAsked
      findings.append(
        StepJudgement(mark.resolved(in: context.policyFolder), isAlone: isAlone, in: context).finding)
    }
    if parameters.isSynchronisedAsked {
      findings.append(Synchronisation(below: parameters.maximumError, in: context).finding)
    }
    return CheckAnswer(findings: findings)
  }
}
