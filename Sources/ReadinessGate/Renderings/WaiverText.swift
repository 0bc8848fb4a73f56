public import ReadinessReport

extension ReadinessReport {
  /// What was found of a waived blocker, by whom it was waived, until when and why; nil for one that is not waived.
  ///
  /// Not made for any format: whoever shows it escapes it.
  public func waiverText(for blocker: Blocker) -> String? {
    guard blocker.outcome == .waived else { return nil }
    let observed = "observed \(blocker.observed.rawValue)"
    guard let waiver = decodedWaiver(for: blocker.id) else { return "\(observed), waived" }
    return "\(observed), waived by '\(waiver.approver)' until \(waiver.expiresAt): \(waiver.reason)"
  }
}
