import Attestation
public import Chronology
import ExactDecimal
import Trading
import VenueAccess

/// `/metrics` in Prometheus' text format 0.0.4; times are seconds since 1970. A section for each thing that is looked
/// after, each a file below `Status`.
public enum PrometheusText {
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  public static func render(_ status: EngineStatus, at time: Timestamp) -> String {
    var metrics = MetricsText()
    addProcess(status, at: time, to: &metrics)
    addEntries(status, to: &metrics)
    addLimits(status, to: &metrics)
    addPositions(status, at: time, to: &metrics)
    addVenue(status, at: time, to: &metrics)
    addDisk(status, to: &metrics)
    addAlerts(status, to: &metrics)
    return PaperMark.metrics(metrics.text, status.environment)
  }

  private static func addProcess(
    _ status: EngineStatus, at time: Timestamp, to metrics: inout MetricsText
  ) {
    metrics.gauge(
      "trading_engine_info", "Which program this is.",
      [
        .of(
          1, ("environment", status.environment.rawValue), ("version", EngineIdentity.version),
          ("venue", status.venue?.session.adapter ?? "none"), ("mode", status.mode.rawValue))
      ])
    metrics.gauge(
      "trading_engine_uptime_seconds", "Since the start.",
      max(0, time.milliseconds(since: status.startedAt)) / 1_000)
    metrics.gauge("trading_engine_stopping", "Whether the engine is ending.", status.isStopping)
    guard status.mode == .run else { return }
    metrics.counter(
      "trading_engine_reports_read_total", "Report files that were judged.", status.counters.reportsRead)
    metrics.counter(
      "trading_engine_heartbeats_total", "Heartbeats in the decision log.", status.counters.heartbeats)
    metrics.counter(
      "trading_engine_records_not_written_total", "Decisions that could not be recorded.",
      status.counters.recordsNotWritten)
  }

  private static func addEntries(_ status: EngineStatus, to metrics: inout MetricsText) {
    metrics.gauge(
      "trading_engine_entries_permitted",
      "Whether an entry that passes its review would be sent: 0 also while something holds entries back for a moment.",
      status.takesEntries)
    metrics.gauge(
      "trading_engine_entries_held_back", "1 for each cause that keeps entries back.",
      EntriesHold.allCases.map { .of(status.holds.contains($0), ("cause", $0.rawValue)) })
    if let permission = status.permission {
      metrics.gauge(
        "trading_engine_grant_expiry_timestamp_seconds", "When the Grant ends.",
        permission.expiresAt.unixMilliseconds / 1_000)
      metrics.gauge(
        "trading_engine_report_sequence", "The sequence of the report behind the Grant.", permission.sequence)
    }
    metrics.gauge(
      "trading_engine_kill_switch_state", "1 for the state that the kill switch is in.",
      KillSwitchState.Mode.allCases.map { .of(status.killSwitch.mode == $0, ("state", $0.rawValue)) })
  }

  private static func addLimits(_ status: EngineStatus, to metrics: inout MetricsText) {
    if let limits = status.limits {
      metrics.gauge(
        "trading_engine_order_notional_limit_usd", "What one order may be worth.", limits.maxOrderNotionalUSD)
      metrics.gauge(
        "trading_engine_position_notional_limit_usd", "What one position may be worth.",
        limits.maxPositionNotionalUSD)
      metrics.gauge(
        "trading_engine_orders_per_minute_limit", "Entries that may be sent in a minute.",
        limits.maxOrdersPerMinute)
    }
    guard let overview = status.venue?.overview else { return }
    metrics.gauge(
      "trading_engine_orders_this_minute", "Entries sent within the last minute.", overview.entriesInMinute)
    metrics.gauge(
      "trading_engine_daily_loss_usd", "Lost since 00:00 UTC by the worse detector; below zero a gain.",
      overview.lossUSD)
    metrics.gauge(
      "trading_engine_daily_loss_limit_usd", "At which loss the kill switch trips.", overview.maxLossUSD)
    metrics.gauge(
      "trading_engine_margin_equity_usd", "The account's equity for margin, as the venue says.",
      overview.marginEquityUSD)
  }

  private static func addAlerts(_ status: EngineStatus, to metrics: inout MetricsText) {
    metrics.counter("trading_engine_alerts_total", "Alerts that were raised.", status.counters.alerts)
    metrics.counter(
      "trading_engine_alerts_by_code_total", "Alerts that were raised, by their code.",
      status.alerts.countsWithKnown.map { .of($0.count, ("code", $0.code)) })
    addDelivery(status.counters.delivery, to: &metrics)
  }
}
