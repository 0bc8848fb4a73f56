import Chronology
import ReadinessCheck
import StrictJSON

/// The engine's probe, run now.
enum AskedProbe {
  private static let expected = "an answer of 'trading-engine probe'"
  /// A check's programs get a fixed PATH and nothing else of any environment.
  private static let systemdHint =
    "a credential of systemd's is not handed to a check's programs: use 'record' with trading-engine-probe.service"

  static func run(
    _ configuration: CheckContext.Subject, in context: CheckContext
  ) throws(NoAnswer) -> ProbedVenue {
    let answer = context.programs.run(
      ProgramRun(.engine, ["probe", "--config", configuration.path, "--json"]))
    switch answer.ending {
    case .exited(0): break
    case .exited(let status): throw refusal(answer, status)
    case .timedOut:
      throw NoAnswer(
        .unknown, expected: expected, found: answer.summary, "the venue does not answer in time",
        hint: "raise the blocker's 'timeout', or see this machine's network")
    default:
      throw NoAnswer(
        .unknown, expected: expected, found: answer.summary, "the engine cannot be asked",
        hint: "trading-engine probe --config \(configuration.path)")
    }
    do {
      var reader = try JSONObjectReader(try JSON.parse(answer.standardOutput))
      return ProbedVenue(answer: try VenueAnswer(&reader), validUntil: nil, artifact: nil)
    } catch {
      throw NoAnswer(
        .unknown, expected: expected, found: "\(error)", "the engine's answer is not a probe's",
        hint: "install a release whose 'probe' says what the key may do")
    }
  }

  private static func refusal(_ answer: ProgramAnswer, _ status: Int32) -> NoAnswer {
    do {
      var reader = try JSONObjectReader(try JSON.parse(answer.standardOutput))
      return try ProbeRefusal(&reader, exitStatus: Int64(status)).noAnswer(systemdHint: systemdHint)
    } catch {
      // A status alone says something as well.
      return NoAnswer(
        status == 78 ? .fail : .unknown, expected: expected, found: answer.summary,
        status == 78 ? "the venue is not the one that is meant" : "the venue does not answer",
        hint: "trading-engine probe --config FILE")
    }
  }
}
