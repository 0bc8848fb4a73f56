import Chronology
import ReadinessReport

/// What the waivers in force did in one run.
struct WaiverUse {
  /// Those that excused their blocker, which the report embeds, in the policy's order.
  ///
  /// One that was not needed stays out: admission judges every embedded waiver, and each ends the report.
  let used: [WaiverFile]
  /// What a person should know about waivers and that decides nothing.
  let notes: [String]

  /// - Parameter outcomes: of the blockers that were asked, before and after waivers.
  init(
    _ waivers: [WaiverFile], blockers: [Policy.Blocker],
    outcomes: [String: (observed: Outcome, outcome: Outcome)], now: Timestamp
  ) {
    var used: [WaiverFile] = []
    var notes: [String] = []
    for blocker in blockers {
      guard let file = waivers.first(where: { $0.waiver.blocker == blocker.id }),
        let (observed, outcome) = outcomes[blocker.id]
      else { continue }
      if outcome == .waived {
        used.append(file)
        if let note = Self.note(onEndOf: file, now: now) { notes.append(note) }
      } else if observed == .pass {
        notes.append("the waiver '\(file.path)' is no longer needed: '\(blocker.id)' passed")
      } else {
        notes.append(
          "the waiver '\(file.path)' was not used: '\(blocker.id)' did not run, so there is nothing to excuse"
        )
      }
    }
    (self.used, self.notes) = (used, notes)
  }

  /// A waiver ends soon in the last quarter of its life, but not before its last day.
  private static func note(onEndOf file: WaiverFile, now: Timestamp) -> String? {
    let left = file.endsAt.milliseconds(since: now)
    guard left < min(file.waiver.lifetime.count / 4, Milliseconds.hours(24).count) else { return nil }
    let (hours, minutes) = (left / 3_600_000, left / 60_000 % 60)
    return "the waiver of '\(file.waiver.blocker)' ends soon, at \(file.endsAt), in "
      + (hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min")
      + ": mend the blocker, or have it waived again"
  }
}
