import Chronology

/// Whether the clock can be believed enough to judge ages by it.
enum ClockJudgement {
  /// How far two clocks may differ before it counts.
  static let toleranceMilliseconds: Int64 = 5_000

  /// - Throws: `clock.behind-mark`, `clock.stepped`.
  static func judge(_ clock: ClockReading, bootId: String, marks: AdmissionMarks?) throws(Refusal) {
    guard let marks else { return }
    let hint = """
      set the clock right (`timedatectl`); if it was wrong before and is right now, \
      `trading-engine admission reset --reason TEXT`
      """
    guard marks.latestSeen <= clock.now.advanced(byMilliseconds: toleranceMilliseconds) else {
      throw Refusal(
        .clockBehindMark, expected: "a time not before \(marks.latestSeen)", found: "\(clock.now)", hint: hint
      )
    }
    guard marks.bootId == bootId else { return }
    let wall = clock.now.milliseconds(since: marks.latestSeen)
    let (boot, overflow) = clock.bootTimeMilliseconds.subtractingReportingOverflow(marks.bootTimeMilliseconds)
    let (step, stepOverflow) = wall.subtractingReportingOverflow(boot)
    guard !overflow, !stepOverflow, step.magnitude <= UInt64(toleranceMilliseconds) else {
      throw Refusal(
        .clockStepped, expected: "\(boot) ms since \(marks.latestSeen), as CLOCK_BOOTTIME counts",
        found: "\(wall) ms", hint: hint)
    }
  }
}
