import Alerting

extension PrometheusText {
  struct Family {
    let name: String
    let type: String
    let help: String
    let samples: [(labels: String, value: Int64)]
  }

  /// Alerts by code, and what became of them.
  static func alertFamilies(_ counters: EngineCounters) -> [Family] {
    let delivery = counters.delivery
    let codes = counters.alertsByCode.sorted { $0.key < $1.key }
    var families = [
      Family(
        name: "trading_engine_alerts_by_code_total", type: "counter",
        help: "Alerts that were raised, by code.",
        samples: codes.map { ("{code=\"\($0.key)\"}", $0.value) })
    ]
    let outcomes = delivery.channels.flatMap { channel in
      [
        ("delivered", channel.delivered), ("failed", channel.failed), ("refused", channel.refused),
        ("dropped", channel.dropped),
      ].map { outcome, value in
        (labels: "{channel=\"\(channel.channel.rawValue)\",outcome=\"\(outcome)\"}", value: value)
      }
    }
    families.append(
      Family(
        name: "trading_engine_alert_deliveries_total", type: "counter",
        help: "What became of alerts; failed deliveries are tried again.", samples: outcomes))
    families.append(
      Family(
        name: "trading_engine_alerts_waiting", type: "gauge", help: "Alerts that are still to be delivered.",
        samples: delivery.channels.map { ("{channel=\"\($0.channel.rawValue)\"}", $0.waiting) }))
    guard delivery.hasHeartbeat else { return families.filter { !$0.samples.isEmpty } }
    families.append(
      Family(
        name: "trading_engine_heartbeat_requests_total", type: "counter",
        help: "Requests to the heartbeat's address.",
        samples: [
          ("{outcome=\"sent\"}", delivery.heartbeatsSent),
          ("{outcome=\"failed\"}", delivery.heartbeatsFailed),
        ]))
    return families.filter { !$0.samples.isEmpty }
  }
}
