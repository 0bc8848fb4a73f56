import Attestation
public import Chronology
import Trading

/// `/metrics` in Prometheus' text format 0.0.4. Whole numbers only; times are seconds since 1970.
public enum PrometheusText {
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  public static func render(_ status: EngineStatus, at time: Timestamp) -> String {
    var text = ""
    func metric(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Int64)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
    }
    func gauge(_ name: String, _ help: String, _ value: Int64) { metric(name, "gauge", help, [("", value)]) }
    func counter(_ name: String, _ help: String, _ value: Int64) {
      metric(name, "counter", help, [("", value)])
    }

    metric(
      "trading_engine_info", "gauge", "Which program this is.",
      [
        (
          "{environment=\"\(status.environment.rawValue)\",version=\"\(EngineIdentity.version)\",venue=\"none\"}",
          1
        )
      ])
    gauge(
      "trading_engine_uptime_seconds", "Since the start.",
      max(0, time.milliseconds(since: status.startedAt)) / 1_000)
    gauge(
      "trading_engine_entries_permitted", "Whether new risk may be taken.",
      status.entries == .permitted ? 1 : 0)
    gauge("trading_engine_stopping", "Whether the engine is ending.", status.isStopping ? 1 : 0)
    if let permission = status.permission {
      gauge(
        "trading_engine_grant_expiry_timestamp_seconds", "When the Grant ends.",
        permission.expiresAt.unixMilliseconds / 1_000)
      gauge(
        "trading_engine_report_sequence", "The sequence of the report behind the Grant.", permission.sequence)
    }
    metric(
      "trading_engine_kill_switch_state", "gauge", "1 for the state that the kill switch is in.",
      KillSwitchState.Mode.allCases.map { mode in
        ("{state=\"\(mode.rawValue)\"}", status.killSwitch.mode == mode ? 1 : 0)
      })
    counter(
      "trading_engine_reports_read_total", "Report files that were judged.", status.counters.reportsRead)
    counter("trading_engine_alerts_total", "Alerts that were raised.", status.counters.alerts)
    counter("trading_engine_heartbeats_total", "Heartbeats in the decision log.", status.counters.heartbeats)
    counter(
      "trading_engine_records_not_written_total", "Decisions that could not be recorded.",
      status.counters.recordsNotWritten)
    return PaperMark.metrics(text, status.environment)
  }
}
