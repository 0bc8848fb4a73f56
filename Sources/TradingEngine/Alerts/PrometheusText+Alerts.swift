import Alerting

extension PrometheusText {
  /// What became of alerts on their way to people, and of the heartbeat's requests.
  static func addDelivery(_ delivery: AlertCounters, to metrics: inout MetricsText) {
    metrics.counter(
      "trading_engine_alert_deliveries_total", "What became of alerts; failed deliveries are tried again.",
      delivery.channels.flatMap { channel in
        [
          ("delivered", channel.delivered), ("failed", channel.failed), ("refused", channel.refused),
          ("dropped", channel.dropped),
        ].map { outcome, count in
          .of(count, ("channel", channel.channel.rawValue), ("outcome", outcome))
        }
      })
    metrics.gauge(
      "trading_engine_alerts_waiting", "Alerts that are still to be delivered.",
      delivery.channels.map { .of($0.waiting, ("channel", $0.channel.rawValue)) })
    guard delivery.hasHeartbeat else { return }
    metrics.counter(
      "trading_engine_heartbeat_requests_total", "Requests to the heartbeat's address.",
      [
        .of(delivery.heartbeatsSent, ("outcome", "sent")),
        .of(delivery.heartbeatsFailed, ("outcome", "failed")),
      ])
  }
}
