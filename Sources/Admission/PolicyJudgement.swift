import Attestation
import ReadinessReport

/// Whether the gate asked what the engine's configuration wants asked.
enum PolicyJudgement {
  /// - Throws: `policy.not-pinned`, `policy.mismatch`.
  static func judgePin(_ report: ReadinessReport, _ requirements: EnvironmentRequirements) throws(Refusal) {
    let key = "gate.\(requirements.scope.rawValue).policy-sha256"
    guard let pinned = requirements.policySha256 else {
      guard requirements.environment == .live else { return }
      throw Refusal(
        .policyNotPinned, expected: "\(key) in the configuration", found: "none",
        hint: "review the policy, then pin what `readiness policy show --resolved POLICY --digest` prints")
    }
    guard report.policy.resolvedSha256 == pinned else {
      throw Refusal(
        .policyMismatch, expected: "\(pinned), as \(key) says",
        found: "\(report.policy.resolvedSha256) (\(report.policy.name))",
        hint: "run the gate with the pinned policy, or review the new one and pin its digest")
    }
  }

  /// - Throws: `report.required-blocker-missing`, `report.required-blocker-substituted`, for the first that is not
  ///   there as a pair of id and check.
  static func judgeBlockers(
    _ report: ReadinessReport, _ requirements: EnvironmentRequirements
  ) throws(Refusal) {
    let required = requirements.allRequiredBlockers
    for needed in required where !report.blockers.contains(where: { $0.id == needed.id }) {
      throw Refusal(
        .requiredBlockerMissing, expected: "blocker \(needed.id) (check \(needed.check))",
        found: report.blockers.map(\.id).joined(separator: ", "),
        hint: "add it to the policy, and run the gate again")
    }
    for needed in required {
      for blocker in report.blockers where blocker.id == needed.id && blocker.check != needed.check {
        throw Refusal(
          .requiredBlockerSubstituted, expected: "blocker \(needed.id) judged by \(needed.check)",
          found: blocker.check, hint: "use check \(needed.check) in the policy, and run the gate again")
      }
    }
  }
}
