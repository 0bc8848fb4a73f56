import Chronology
import ReadinessCheck

/// Whether a time service keeps the clock, by the kernel's word or by systemd's.
///
/// Where the kernel may not be asked (the gate's own unit filters what can set a clock), `timedatectl` is: systemd's
/// timedated asks the kernel then. It answers with yes or no, where yes is a maximum error below 16 seconds, so it
/// cannot speak to a smaller bound.
struct Synchronisation {
  let finding: Finding

  private static let timedatectl = "/usr/bin/timedatectl"
  /// The kernel's own (NTP_PHASE_LIMIT): beyond it the clock counts as kept by nobody.
  private static let kernelLimit = Milliseconds.seconds(16)

  init(below bound: Milliseconds?, in context: CheckContext) {
    let limit = bound ?? Self.kernelLimit
    let expected = "synchronised, maximum error below \(limit)"
    do throws(ClockAccessError) {
      finding = Self.judged(try context.clocks.discipline(), expected, limit)
    } catch {
      finding = Self.bySystemd(
        context.programs.run(
          ProgramRun(.path(Self.timedatectl), ["show", "--property=NTPSynchronized", "--value"])),
        because: error.description, expected, needsKernel: limit < Self.kernelLimit)
    }
  }

  private static func judged(
    _ discipline: ClockDiscipline, _ expected: String, _ limit: Milliseconds
  ) -> Finding {
    let isWithin = (0..<limit.count * 1_000).contains(discipline.maximumErrorMicroseconds)
    let isKept = !discipline.isUnsynchronised && isWithin
    return answer(
      isKept ? .pass : .fail, expected,
      "\(discipline.isUnsynchronised ? "not synchronised" : "synchronised"), maximum error "
        + "\(discipline.maximumErrorMicroseconds) µs, by adjtimex(2)",
      isKept
        ? "a time service keeps the clock"
        : discipline.isUnsynchronised
          ? "no time service keeps the clock" : "the clock was not compared for too long",
      hint: isKept
        ? nil
        : "see whether a time service runs and reaches its servers: `timedatectl timesync-status`, `chronyc tracking`; "
          + "chrony tells the kernel only with 'rtcsync' in chrony.conf")
  }

  private static func bySystemd(
    _ answer: ProgramAnswer, because reason: String, _ expected: String, needsKernel: Bool
  ) -> Finding {
    let word = answer.successfulOutput.map { String(decoding: $0.prefix { $0 != 0x0A }, as: UTF8.self) }
    switch word {
    case "yes" where needsKernel:
      return self.answer(
        .unknown, expected, "yes, by timedatectl (maximum error below \(kernelLimit)); \(reason)",
        "systemd does not say how large the clock's maximum error is",
        hint: "leave 'maximum-error' out, or run the gate where adjtimex(2) may be called")
    case "yes":
      return self.answer(
        .pass, expected, "yes, by timedatectl (maximum error below \(kernelLimit))",
        "a time service keeps the clock")
    case "no":
      return self.answer(
        .fail, expected, "no, by timedatectl", "no time service keeps the clock",
        hint:
          "see whether one runs and reaches its servers: `timedatectl timesync-status`, `chronyc tracking`")
    default:
      let said = word.map { "timedatectl said '\($0.prefix(60))'" } ?? "timedatectl: \(answer.summary)"
      return self.answer(
        .unknown, expected, "\(reason); \(said)", "whether the clock is kept cannot be told here",
        hint: "run the gate on the host and not in a container: there systemd answers "
          + "`timedatectl show --property=NTPSynchronized`, or adjtimex(2) may be called")
    }
  }

  private static func answer(
    _ status: Finding.Status, _ expected: String, _ found: String, _ message: String, hint: String? = nil
  ) -> Finding {
    Finding(
      status, subject: "synchronisation", expected: expected, found: found, message: message, hint: hint)
  }
}
