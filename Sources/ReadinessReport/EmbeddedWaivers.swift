import Attestation
import StrictJSON

extension ReadinessReport {
  /// What the embedded waivers say, for people; those that cannot be read are left out.
  ///
  /// Nothing here is verified: who decides about a report asks `SignedReport.requireWaivers` in `Admission`.
  public var decodedWaivers: [BlockerWaiver] { waivers.compactMap(\.decoded) }

  /// The waiver that the report embeds for a blocker, for people.
  public func decodedWaiver(for blocker: String) -> BlockerWaiver? {
    waivers.first { $0.blocker == blocker }?.decoded
  }
}

extension ReadinessReport.Waiver {
  /// What the envelope says, not verified; nil when it cannot be read, or is about another blocker.
  public var decoded: BlockerWaiver? {
    guard let envelope = try? DSSEEnvelope.parseCanonical(envelope.encoded() + [0x0A]),
      let statement = try? Statement.parse(envelope.payload),
      let waiver = try? BlockerWaiver(statement: statement), waiver.blocker == blocker
    else { return nil }
    return waiver
  }
}
