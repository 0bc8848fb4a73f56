import Attestation
public import Chronology
import Cryptography
import ReadinessReport
import StrictJSON

extension SignedReport {
  /// Judges each waiver that the report embeds, used or not.
  ///
  /// What can be verified is: the signature, its key and role; that the waiver is about this resolved policy,
  /// environment, scope and a blocker of the report; its times; the configuration's caps. The policy's own caps and
  /// whether it lets a blocker be waived are not in the report: the gate enforced them under the policy whose digest
  /// the waiver, the report and the configuration name. The same holds for `blockerSha256`.
  ///
  /// - Parameter caps: nil to leave them out.
  /// - Returns: when the first waiver ends; nil when there is none.
  /// - Throws: `waiver.invalid`, `waiver.expired`, `waiver.over-cap`, `waiver.same-key`, in this order over all.
  @discardableResult
  public func requireWaivers(
    within caps: EnvironmentRequirements.WaiverCaps?, now: Timestamp
  ) throws(Refusal) -> Timestamp? {
    var verified: [(waiver: BlockerWaiver, signers: VerifiedSignatures)] = []
    for waiver in report.waivers {
      guard !verified.contains(where: { $0.waiver.blocker == waiver.blocker }) else {
        throw invalid(waiver.blocker, "one waiver for each blocker", "two")
      }
      verified.append(try verify(waiver, now))
    }
    for (waiver, _) in verified where now < waiver.notBefore || waiver.expiresAt <= now {
      throw Refusal(
        .waiverExpired,
        expected: "a time from \(waiver.notBefore) until \(waiver.expiresAt) for \(waiver.blocker)",
        found: "\(now)", hint: Self.waiveAgain)
    }
    if let caps { try judge(verified.map(\.waiver), caps) }
    for (waiver, signers) in verified where !signers.publicKeys.isDisjoint(with: signatures.publicKeys) {
      throw Refusal(
        .waiverSameKey, expected: "a waiver for \(waiver.blocker) by a key that did not sign the report",
        found: signers.signers.map(\.name).joined(separator: ", "),
        hint: "have a second person sign the waiver: `readiness waive`")
    }
    return verified.map(\.waiver.expiresAt).min()
  }

  private static let waiveAgain =
    "fix the blocker, or have it waived again with `readiness waive`; then run the gate"

  private func judge(
    _ waivers: [BlockerWaiver], _ caps: EnvironmentRequirements.WaiverCaps
  ) throws(Refusal) {
    guard waivers.count <= caps.maximum else {
      throw Refusal(
        .waiverOverCap, expected: "at most \(caps.maximum) waivers, as gate.waivers says",
        found: waivers.map(\.blocker).joined(separator: ", "), hint: Self.waiveAgain)
    }
    for waiver in waivers
    where waiver.expiresAt.milliseconds(since: waiver.notBefore) > caps.maximumLifetime.count {
      throw Refusal(
        .waiverOverCap, expected: "a waiver of at most \(caps.maximumLifetime), as gate.waivers says",
        found: "\(waiver.blocker) from \(waiver.notBefore) until \(waiver.expiresAt)", hint: Self.waiveAgain)
    }
  }

  private func verify(
    _ embedded: ReadinessReport.Waiver, _ now: Timestamp
  ) throws(Refusal) -> (BlockerWaiver, VerifiedSignatures) {
    let id = embedded.blocker
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseCanonical(embedded.envelope.encoded() + [0x0A]) } catch {
      throw invalid(id, error.expected, error.found)
    }
    guard envelope.payloadType == inTotoPayloadType else {
      throw invalid(id, inTotoPayloadType, envelope.payloadType)
    }
    let signers: VerifiedSignatures
    do {
      signers = try keyring.verify(
        envelope, role: .approver, environment: report.environment, needed: 1, now: now)
    } catch { throw invalid(id, error.expected, error.found) }
    let waiver: BlockerWaiver
    do { waiver = try BlockerWaiver(statement: Statement.parse(envelope.payload)) } catch {
      throw invalid(id, "a waiver", describe(error))
    }
    do { try signers.requireValid(atIssue: waiver.notBefore, now: now) } catch {
      throw invalid(id, error.expected, error.found)
    }
    guard waiver.policySha256 == report.policy.resolvedSha256, waiver.policyName == report.policy.name else {
      throw invalid(
        id, "a waiver under policy \(report.policy.name) \(report.policy.resolvedSha256)",
        "\(waiver.policyName) \(waiver.policySha256)")
    }
    guard waiver.environment == report.environment, waiver.scope == report.scope else {
      throw invalid(
        id, "a waiver for \(report.environment.rawValue), scope \(report.scope.rawValue)",
        "\(waiver.environment.rawValue), scope \(waiver.scope.rawValue)")
    }
    guard waiver.blocker == id, report.blockers.contains(where: { $0.id == id }) else {
      throw invalid(id, "a waiver for a blocker of the report", waiver.blocker)
    }
    return (waiver, signers)
  }

  private func invalid(_ blocker: String, _ expected: String, _ found: String) -> Refusal {
    Refusal(
      .waiverInvalid, expected: "for \(blocker): \(expected)", found: found, hint: Self.waiveAgain)
  }
}
