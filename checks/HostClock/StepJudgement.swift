import Chronology
import ReadinessCheck

/// Whether the wall clock was set since an earlier run of the same boot.
///
/// Time services slew both clocks alike, so their difference changes when one is set, and otherwise hardly at all: by
/// less than 500 ppm of what passed, and by one leap second.
struct StepJudgement {
  let finding: Finding

  /// - Parameters:
  ///   - path: of the mark, absolute.
  ///   - isAlone: whether the blocker asks nothing else of the clock, so that a pass would rest on this one.
  init(_ path: String, isAlone: Bool, in context: CheckContext) {
    let reset = "rm \(path)"
    do {
      let boot = try context.bootId()
      let now = try context.clocks.read()
      switch try Self.mark(at: path, in: context.files) {
      case .unreadable(let reason):
        finding = Self.finding(
          .unknown, reason, "the mark of an earlier run cannot be read",
          hint: "see who wrote it; then let the next run plant another: \(reset)")
      case .none: finding = try Self.planted(now, boot, at: path, "no mark", isAlone, context.files)
      case .mark(let mark) where mark.bootId != boot:
        finding = try Self.planted(
          now, boot, at: path, "the mark of boot \(mark.bootId)", isAlone, context.files)
      case .mark(let mark):
        finding = try Self.judged(now, against: mark, at: path, context.files, hint: reset)
      }
    } catch {
      finding = Self.finding(
        .unknown, "\(error)", "whether the clock was set cannot be told",
        hint: "let the blocker's user read and replace \(path) in a folder of its own")
    }
  }

  private static func finding(
    _ status: Finding.Status, _ found: String, _ message: String, hint: String? = nil
  ) -> Finding {
    Finding(
      status, subject: "clock-steps", expected: "a wall clock that moves as the clock since boot does",
      found: found, message: message, hint: hint)
  }

  private enum Found {
    case none
    case mark(ClockMark)
    case unreadable(String)
  }

  private static func mark(at path: String, in files: any FileAccess) throws(FileAccessError) -> Found {
    guard let file = try files.information(path, followingLinks: false) else { return .none }
    guard file.kind == .regular else { return .unreadable("a \(file.kind.rawValue) at \(path)") }
    let bytes = try files.read(path, limit: 4_096)
    do { return .mark(try ClockMark(bytes)) } catch { return .unreadable("\(error)") }
  }

  private static func planted(
    _ now: ClockReading, _ boot: String, at path: String, _ found: String, _ isAlone: Bool,
    _ files: any FileAccess
  ) throws(FileAccessError) -> Finding {
    try files.replace(path, with: ClockMark(bootId: boot, planted: now, seen: now).encoded, mode: 0o644)
    return finding(
      isAlone ? .unknown : .pass, "\(found): nothing was compared",
      "the first run of this boot: a mark has been planted, against which the next run looks for steps",
      hint: isAlone ? "run the gate again" : nil)
  }

  private static func judged(
    _ now: ClockReading, against mark: ClockMark, at path: String, _ files: any FileAccess, hint reset: String
  ) throws(FileAccessError) -> Finding {
    // The last run sees a step soon and knows best when it was; the first sees what many small ones add up to.
    for earlier in [mark.seen, mark.planted] {
      guard let step = ClockStep(from: earlier, to: now) else {
        return finding(
          .unknown, "a mark from later in this boot", "the mark of an earlier run cannot be true",
          hint: "see who wrote it; then let the next run plant another: \(reset)")
      }
      guard step.isDrift else {
        return finding(
          .fail, step.description, "the wall clock was set while the machine ran",
          hint:
            "see what set it (`journalctl -u systemd-timesyncd -u chrony -u ntpsec`, `timedatectl`); when it is "
            + "right and stays so, begin anew: \(reset)")
      }
    }
    try files.replace(
      path, with: ClockMark(bootId: mark.bootId, planted: mark.planted, seen: now).encoded, mode: 0o644)
    return finding(
      .pass, "no step since \(mark.planted.time)",
      "the wall clock was not set since the first run of this boot")
  }
}

/// By how much more the wall clock moved than the clock since boot, between two readings.
struct ClockStep: CustomStringConvertible {
  private let from: ClockReading
  private let to: ClockReading
  private let nanoseconds: Int64
  private let elapsed: Int64

  /// - Returns: nil when the second reading is not later, or the distance is beyond all reason.
  init?(from: ClockReading, to: ClockReading) {
    let (elapsed, bootOverflow) = to.bootTimeNanoseconds.subtractingReportingOverflow(
      from.bootTimeNanoseconds)
    let (moved, overflow) = to.realtimeNanoseconds.subtractingReportingOverflow(from.realtimeNanoseconds)
    let (step, stepOverflow) = moved.subtractingReportingOverflow(elapsed)
    guard elapsed >= 0, !bootOverflow, !overflow, !stepOverflow else { return nil }
    self.from = from
    self.to = to
    nanoseconds = step
    self.elapsed = elapsed
  }

  /// A second, and 500 ppm of what passed.
  private var allowance: UInt64 { 1_000_000_000 + elapsed.magnitude / 2_000 }

  var isDrift: Bool { nanoseconds.magnitude <= allowance }

  var description: String {
    let sign = nanoseconds < 0 ? "back" : "ahead"
    return
      "\(Self.seconds(nanoseconds.magnitude)) s \(sign), between \(from.time) and \(to.time); "
      + "\(Self.seconds(allowance)) s would be drift"
  }

  private static func seconds(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.utf8.count))\(fraction)"
  }
}

extension ClockReading {
  /// What the wall clock showed.
  fileprivate var time: Timestamp { Timestamp(clamping: realtimeNanoseconds / 1_000_000) }
}
