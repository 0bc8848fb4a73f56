import Admission
import ArgumentParser
import Attestation
import Chronology
import ReadinessReport
import StrictJSON
import Trading
import TradingEngine

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Start the engine, if Admission lets it.",
    discussion: """
      Validates the configuration, takes the instance lock, asks Admission, opens the kill switch and the instrument
      cache, serves /healthz, /status and /metrics on 127.0.0.1, and watches the report. SIGTERM and SIGINT end it with
      status 0; SIGUSR1, and any file at KILL_SWITCH_STATE_PATH with '.trip' added, trip the kill switch.

      With 'venue.credentials' it connects, replays its journal, reconciles it with the venue, and says that it runs
      only when every own position is covered; without them it reaches no venue and trades nothing. It ends with status
      1 when it was told to end and something stayed uncovered.

      In environment paper it trades at the venue's real prices within its own process, without keys; whatever it says and
      keeps is marked as paper.

      EXAMPLE
        trading-engine run --config /etc/trading-engine/engine.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(
    help: ArgumentHelp("The readiness report (default: gate.live.report).", valueName: "file"),
    completion: .file())
  var report: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let output = output
    let start = try EngineWorld.start(configuration, report: report, output) { ready in
      // An engine that runs goes on running, whoever listens.
      try? output.print(ready.json, [ready.line])
    }
    let isCovered: Bool
    do { isCovered = try await EngineRuntime.run(start, signals: RunSignals.stream) } catch {
      throw output.failure(error)
    }
    guard isCovered else { throw ExitCode(1) }
  }
}

extension EngineReady {
  fileprivate var line: String {
    let permission =
      grant.reportSha256.map {
        "Grant of report \($0.prefix(12)) number \(grant.sequence) until \(grant.expiresAt)"
      }
      ?? "no Grant needed"
    return "running in environment \(environment.rawValue): \(permission); \(limits.summary); "
      + "kill switch \(killSwitch.mode.rawValue); health http://\(healthAddress)/healthz; "
      + (venue?.line ?? "no 'venue.credentials', so it reaches no venue and trades nothing")
  }

  fileprivate var json: JSON {
    [
      "running": true, "environment": .string(environment.rawValue), "grant": grant.json,
      "limits": limits.json,
      "killSwitch": .string(killSwitch.mode.rawValue), "health": .string("http://\(healthAddress)/healthz"),
      "venue": venue?.json ?? nil,
    ]
  }
}

extension Grant {
  /// Null where no report was required.
  var json: JSON {
    guard let reportSha256 else { return .null }
    return [
      "report": .string(reportSha256), "sequence": .integer(sequence),
      "expiresAt": .string(expiresAt.description),
      "account": account.map(JSON.string) ?? .null, "limits": limits.json,
    ]
  }
}
