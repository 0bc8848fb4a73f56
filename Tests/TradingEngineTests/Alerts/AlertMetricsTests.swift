import Alerting
import Chronology
import Testing

@testable import TradingEngine

@Suite("Metrics of alerts") struct AlertMetricsTests {
  @Test("are by what became of them") func delivery() {
    var dispatch = AlertDispatch(
      AlertOrigin(environment: "simulator", account: nil, instance: "/s", host: "h", engine: "0"),
      channels: [.webhook], at: AlertMoment(uptime: 0, wall: .init(clamping: 0)))
    dispatch.raise("a.b", "x", at: AlertMoment(uptime: 0, wall: .init(clamping: 0)))
    var delivery = dispatch.counters
    delivery.hasHeartbeat = true
    delivery.heartbeatsSent = 3
    var metrics = MetricsText()
    PrometheusText.addDelivery(delivery, to: &metrics)
    let text = metrics.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    #expect(
      text == [
        #"trading_engine_alert_deliveries_total{channel="webhook",outcome="delivered"} 0"#,
        #"trading_engine_alert_deliveries_total{channel="webhook",outcome="failed"} 0"#,
        #"trading_engine_alert_deliveries_total{channel="webhook",outcome="refused"} 0"#,
        #"trading_engine_alert_deliveries_total{channel="webhook",outcome="dropped"} 0"#,
        #"trading_engine_alerts_waiting{channel="webhook"} 1"#,
        #"trading_engine_heartbeat_requests_total{outcome="sent"} 3"#,
        #"trading_engine_heartbeat_requests_total{outcome="failed"} 0"#,
      ])
  }
}
