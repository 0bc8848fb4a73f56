import Alerting
import Chronology
import Testing

@testable import TradingEngine

@Suite("Metrics of alerts") struct AlertMetricsTests {
  @Test("are by code, and by what became of them") func families() {
    var counters = EngineCounters()
    counters.alertsByCode = ["kill-switch.tripped": 1, "health.ended": 2]
    var dispatch = AlertDispatch(
      AlertOrigin(environment: "simulator", account: nil, instance: "/s", host: "h", engine: "0"),
      channels: [.webhook], at: AlertMoment(uptime: 0, wall: .init(clamping: 0)))
    dispatch.raise("a.b", "x", at: AlertMoment(uptime: 0, wall: .init(clamping: 0)))
    counters.delivery = dispatch.counters
    counters.delivery.hasHeartbeat = true
    counters.delivery.heartbeatsSent = 3
    let text = PrometheusText.alertFamilies(counters).flatMap { family in
      family.samples.map { "\(family.name)\($0.labels) \($0.value)" }
    }
    #expect(
      text == [
        #"trading_engine_alerts_by_code_total{code="health.ended"} 2"#,
        #"trading_engine_alerts_by_code_total{code="kill-switch.tripped"} 1"#,
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
