import Attestation
import Chronology
import Cryptography
public import DocumentSchema
public import ReadinessCheck
import ReadinessReport

/// Did CI's gate pass about the very program that is to run here? Built once, and promoted.
public struct PromotedReport: ReadinessCheck {
  public static let kind = "promoted-report"
  public static let summary = "CI's signed report is about this very engine, and its blockers passed"
  public static let parameters = PromotedReportParameters.schema
  /// Larger files are refused before they are read.
  static let byteLimit = 16 << 20
  /// How far another machine's clock may be ahead.
  static let tolerance: Int64 = 5_000

  private let parameters: PromotedReportParameters

  public init(_ parameters: PromotedReportParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: PromotedReportParameters
  ) -> [(subject: String, parameter: String)] { [(subject: parameters.subject, parameter: "subject")] }

  public func run(in context: CheckContext) -> CheckAnswer {
    let path = parameters.report.resolved(in: context.policyFolder)
    let bytes: [UInt8]
    do throws(FileAccessError) { bytes = try context.files.read(path, limit: Self.byteLimit) } catch {
      let isMissing = error.reason == .missing
      return one(
        isMissing ? .fail : .unknown, found: error.description,
        isMissing ? "there is no report of CI's" : "CI's report cannot be read",
        hint: "copy the report that CI's readiness job kept beside the release to \(path)")
    }
    let artifact = Finding.Artifact(name: path, sha256: SHA256.digest(of: bytes).hex)
    let now = context.now()
    do throws(SignedEvidence.Refusal) {
      let evidence = try SignedEvidence(bytes, keyring: context.keyring, now: now)
      if let refusal = refusal(of: evidence.report, in: context, now) {
        return one(.fail, found: refusal.found, refusal.message, hint: refusal.hint, artifact: artifact)
      }
      let validUntil = min(
        evidence.report.issuedAt.advanced(byMilliseconds: parameters.maxAge.count), evidence.keysEnd)
      return CheckAnswer(
        findings: parameters.blockers.map { finding($0, evidence.report, validUntil, artifact) })
    } catch {
      switch error {
      case .undecided(let reason):
        return one(
          .unknown, found: reason, "CI's report cannot be judged", hint: "name the keyring: --keyring FILE",
          artifact: artifact)
      case .refused(let reason):
        return one(
          .fail, found: reason, "CI's report is not to be trusted",
          hint: "add CI's public key to the keyring for its environment, or make the report again",
          artifact: artifact)
      }
    }
  }

  /// What makes an authentic report no evidence here.
  private func refusal(
    of report: ReadinessReport, in context: CheckContext, _ now: Timestamp
  ) -> (found: String, message: String, hint: String)? {
    let again = "promote the release with the report that CI made about it"
    guard parameters.accept.contains(report.environment) else {
      return ("a report for \(report.environment.rawValue)", "CI's report is for another environment", again)
    }
    guard report.scope == .live else {
      return ("scope \(report.scope.rawValue)", "CI's report is for another scope", again)
    }
    if let policy = parameters.policy, report.policy.name != policy {
      return ("policy \(report.policy.name)", "CI's report is of another policy than \(policy)", again)
    }
    if let expected = parameters.policySha256, report.policy.resolvedSha256 != expected {
      return (
        "policy \(report.policy.resolvedSha256)", "CI's report is of another policy than \(expected)",
        "see what CI changed in its policy, and then name the new digest as 'policy-sha256'"
      )
    }
    let digest = context.subjects[parameters.subject]?.sha256 ?? ""
    guard let stated = report.subject(parameters.subject), !digest.isEmpty else {
      return ("no subject \(parameters.subject)", "CI's report is not about the engine", again)
    }
    guard stated == digest else {
      return (
        "\(stated), and here is \(digest)", "CI's report is about another build",
        "deploy the very files that CI tested; a second build is another one"
      )
    }
    guard report.issuedAt.milliseconds(since: now) <= Self.tolerance else {
      return ("issued at \(report.issuedAt)", "CI's report is from the future", "compare the clocks")
    }
    guard now.milliseconds(since: report.issuedAt) < parameters.maxAge.count else {
      return ("issued at \(report.issuedAt)", "CI's report is too old", "run CI's readiness job again")
    }
    return nil
  }

  private func finding(
    _ id: String, _ report: ReadinessReport, _ validUntil: Timestamp, _ artifact: Finding.Artifact
  ) -> Finding {
    guard let blocker = report.blockers.first(where: { $0.id == id }) else {
      return Finding(
        .fail, subject: id, expected: "a blocker that passed in CI", found: "no such blocker",
        message: "CI did not ask", hint: "add it to CI's policy", artifact: artifact)
    }
    // What somebody waived in CI did not pass there.
    let hasPassed = blocker.outcome == .pass && blocker.observed == .pass
    return Finding(
      hasPassed ? .pass : .fail, subject: id, expected: "pass in CI, at most \(parameters.maxAge) ago",
      found: "\(blocker.outcome.rawValue) by \(blocker.check) at \(report.issuedAt)",
      message: hasPassed ? "CI passed it about this very file" : "CI did not pass it",
      hint: hasPassed ? nil : "mend what CI found, and promote the release that passes",
      validUntil: hasPassed ? validUntil : nil, artifact: artifact)
  }

  private func one(
    _ status: Finding.Status, found: String, _ message: String, hint: String,
    artifact: Finding.Artifact? = nil
  ) -> CheckAnswer {
    let places = parameters.accept.map(\.rawValue).joined(separator: " or ")
    return CheckAnswer(findings: [
      Finding(
        status, subject: parameters.subject,
        expected: "an authentic report for \(places) about this file, at most \(parameters.maxAge) old",
        found: found, message: message, hint: hint, artifact: artifact)
    ])
  }
}
