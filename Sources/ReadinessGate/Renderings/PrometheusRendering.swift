import Attestation
import Chronology
import ReadinessReport

/// Gauges in Prometheus' text format, for the textfile collector of node_exporter.
///
/// Every series is there after every run, whatever came out, so that none goes stale when an outcome changes: outcomes
/// are series with 0 and 1, never a label that moves. Nothing that differs from run to run is a label.
enum PrometheusRendering {
  static func render(_ result: RunResult) -> String {
    var page = Page(result.report)
    let report = result.report
    // Closed by default: a dry run writes no report, so it leaves no engine's gate open.
    page.gauge("readiness_ready", "1 if this run signed a report that opens the gate.") {
      [([], flag(report.verdict != .blocked && !result.isDryRun))]
    }
    page.gauge("readiness_report_signed", "1 if this run signed a report, 0 after a dry run.") {
      [([], flag(!result.isDryRun))]
    }
    page.gauge("readiness_verdict", "1 for the verdict of the blockers that were run, 0 for the others.") {
      Verdict.allCases.map { ([("verdict", $0.rawValue)], flag($0 == report.verdict)) }
    }
    page.gauge("readiness_blocker_status", "1 for the outcome that a blocker has, 0 for the others.") {
      report.blockers.flatMap { blocker in
        Outcome.allCases.map { outcome in
          (
            [("id", blocker.id), ("risk", blocker.risk.rawValue), ("outcome", outcome.rawValue)],
            flag(outcome == blocker.outcome)
          )
        }
      }
    }
    page.gauge("readiness_blockers", "Blockers that were run, by outcome.") {
      Outcome.allCases.map { ([("outcome", $0.rawValue)], String(report.summary.count($0))) }
    }
    page.gauge("readiness_blockers_left_out", "Blockers of the policy that --only left out.") {
      [([], String(result.leftOut.count))]
    }
    page.gauge("readiness_check_duration_seconds", "How long a blocker's check took.") {
      report.blockers.map { ([("id", $0.id)], $0.seconds) }
    }
    page.gauge("readiness_last_run_timestamp_seconds", "When this run ended, in Unix time.") {
      [([], seconds(report.issuedAt))]
    }
    page.gauge("readiness_report_expiry_timestamp_seconds", "When the signed report ends, in Unix time.") {
      result.isDryRun ? [] : [([], seconds(report.expiresAt))]
    }
    page.gauge("readiness_waiver_expiry_timestamp_seconds", "When a waiver in force ends, in Unix time.") {
      report.decodedWaivers.map { ([("id", $0.blocker)], seconds($0.expiresAt)) }
    }
    return page.text
  }

  private typealias Labels = [(name: String, value: String)]

  private static func flag(_ value: Bool) -> String { value ? "1" : "0" }

  private static func seconds(_ time: Timestamp) -> String {
    let digits = String(time.unixMilliseconds % 1_000)
    return "\(time.unixMilliseconds / 1_000).\(String(repeating: "0", count: 3 - digits.utf8.count))\(digits)"
  }

  private struct Page {
    /// What tells apart the files of several policies in one folder.
    let common: Labels
    var text = ""

    init(_ report: ReadinessReport) {
      common = [
        ("policy", report.policy.name), ("environment", report.environment.rawValue),
        ("scope", report.scope.rawValue),
      ]
    }

    mutating func gauge(_ name: String, _ help: String, samples: () -> [(labels: Labels, value: String)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
      for sample in samples() {
        let labels = (common + sample.labels).map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
        text += "\(name){\(labels.joined(separator: ","))} \(sample.value)\n"
      }
    }

    private static func escaped(_ text: String) -> String {
      var result = ""
      for scalar in TerminalStyle.printable(text).unicodeScalars {
        if scalar == "\\" || scalar == "\"" { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
      return result
    }
  }
}
