import PaperTrading
import Trading

extension AlertHistory {
  /// Codes of alerts about positions, venue, journal, clock and switch. Their counters are there from the start, at 0, so
  /// that the first alert is an increase. Alerts about reports have the codes of Admission's refusals besides.
  static let known: [String] = (ofEngine + PaperNotice.codes).sorted()

  private static let ofEngine: [String] =
    [
      "account.transfer", "alerts.lost", "clock.stepped", "decision-log.not-written", "entries.suspended",
      "flatten.goes-on",
      "flatten.no-ids", "health.ended", "journal.arithmetic", "kill-switch.reset-refused",
      "kill-switch.tripped", "position.margin-mode", "position.quarantined", "protection.cover-unknown",
      "protection.deviates", "protection.stop-not-shown", "protection.stop-shown",
      "protection.take-profit-missing", "protection.take-profit-not-shown", "protection.take-profit-shown",
      "protection.uncovered",
      "protection.venue-blocked", "reconcile.not-flat", "reconcile.not-known", "reconcile.nothing-to-adopt",
      "reconcile.stop-side", "report.undecided", "stop.not-covered",
    ] + TripCause.allCases.map { "kill-switch.\($0.rawValue)" }

  /// The counts with those that are 0, in the order of codes.
  var countsWithKnown: [Count] {
    let seen = counts.map(\.code)
    return (counts + Self.known.filter { !seen.contains($0) }.map { Count(code: $0, count: 0) })
      .sorted { $0.code < $1.code }
  }
}
