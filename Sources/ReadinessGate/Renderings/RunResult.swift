public import ReadinessReport

/// What one run of the gate has to show: the one model that every rendering reads and none adds to.
public struct RunResult: Sendable {
  public var report: ReadinessReport
  /// The policy file as the user named it.
  public var policyPath: String
  public var description: String
  /// Where the signed report was written; nil for a dry run.
  public var reportPath: String?
  /// SHA-256 of the signed payload, which names the report; nil for a dry run.
  public var payloadSha256: String?
  /// The key that signed; nil for a dry run.
  public var signer: String?
  /// Ids that `--only` left out.
  public var leftOut: [String]
  /// Things that an operator should know and that decide nothing.
  public var notes: [String]
  /// Waivers that were given and excuse nothing.
  public var refusedWaivers: [WaiverRefusal] = []

  /// The exit status that design §6 gives to the verdict.
  ///
  /// - Parameter isStrict: whether a waiver counts as a failure.
  public func exitStatus(isStrict: Bool) -> Int32 {
    switch report.verdict {
    case .ready: 0
    case .readyWithWaivers: isStrict ? 1 : 0
    case .blocked: report.blockers.contains { $0.outcome == .fail } ? 1 : 3
    }
  }
}

/// How a result can be written.
public enum ReportFormat: String, Sendable, CaseIterable {
  case human, json, junit, tap, sarif, prometheus, nagios, markdown, html

  public func render(_ result: RunResult, style: TerminalStyle) -> String {
    switch self {
    case .human: HumanRendering(style: style).render(result)
    case .json: JSONRendering.render(result)
    case .junit: JUnitRendering.render(result)
    case .tap: TAPRendering.render(result)
    case .sarif: SARIFRendering.render(result)
    case .prometheus: PrometheusRendering.render(result)
    case .nagios: NagiosRendering.render(result)
    case .markdown: MarkdownRendering.render(result)
    case .html: HTMLRendering(result).page.markup
    }
  }
}
