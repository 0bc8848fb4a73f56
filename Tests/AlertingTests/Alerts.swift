import Alerting
import Chronology
import EngineConfiguration

/// What every test here is about.
enum Alerts {
  static let origin = AlertOrigin(
    environment: "live", account: "a-1", instance: "/var/lib/trading-engine", host: "desk", engine: "0.1.0")
  static let noon = Timestamp(clamping: 1_795_521_600_000)

  static func moment(_ uptime: Int64) -> AlertMoment {
    AlertMoment(uptime: uptime, wall: noon.advanced(byMilliseconds: uptime))
  }

  static func alert(
    _ code: String, _ severity: AlertSeverity = .warning, id: String = "x-1", message: String = "it is so"
  ) -> Alert {
    Alert(id: id, code: code, severity: severity, message: message, at: noon, origin: origin)
  }
}
