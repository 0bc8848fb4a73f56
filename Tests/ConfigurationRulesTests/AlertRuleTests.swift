import EngineConfiguration
import StrictYAML
import Testing

@testable import ConfigurationRules

@Suite("Alerts that would reach nobody") struct AlertRuleTests {
  private static func check(
    _ alerts: String, live: Bool = true, other: String = "simulator"
  ) throws -> [Diagnostic] {
    let origin = other == "paper" ? "https://futures.kraken.com" : "http://127.0.0.1:8080"
    let venue =
      live
      ? "{ adapter: kraken-futures, origin: \"https://futures.kraken.com\", account: a-1, credentials: { file: key } }"
      : "{ adapter: kraken-futures, origin: \"\(origin)\" }"
    let pin = String(repeating: "1", count: 64)
    let text = """
      engine: v1
      environment: \(live ? "live" : other)
      venue: \(venue)
      symbols: [PF_XBTUSD]
      margin-mode: isolated
      limits:
        max-order-notional-usd: "100"
        max-position-notional-usd: "200"
        max-daily-loss-usd: "50"
        max-orders-per-minute: 10
      gate: { live: { policy-sha256: "\(pin)" } }
      \(alerts)

      """
    let document = ConfigurationDocument(Array(text.utf8), file: "engine.yaml")
    return AlertRules.check(try #require(document.configuration, "\(document.diagnostics)"), in: document)
  }

  @Test("are warned of when live names nobody")
  func nobody() throws {
    for text in ["", "alerts: { heartbeat: { url: \"https://a.io/\" } }"] {
      let found = try Self.check(text)
      #expect(
        found.map(\.code) == ["engine.no-alert-channel"] && found.first?.severity == .warning, "\(text)")
      #expect(found.first?.hint?.contains("alert --test") == true)
    }
    #expect(try Self.check("", live: false) == [])
  }

  @Test("are none when live names a program or an address outside")
  func somebody() throws {
    for text in [
      "alerts: { command: /usr/local/bin/alert }", "alerts: { webhook: \"https://a.io/x\" }",
      "alerts: { webhook: { url-file: chat, template: slack } }",
    ] { #expect(try Self.check(text) == [], "\(text)") }
  }

  @Test("are warned of when live's end on the machine that may go down")
  func plain() throws {
    let found = try Self.check("alerts: { webhook: \"http://127.0.0.1:9000/x\" }")
    #expect(found.map(\.code) == ["engine.alert-plain-http"] && found.first?.severity == .warning)
    #expect(found.first?.position.line == 12)
    #expect(try Self.check("alerts: { webhook: \"http://127.0.0.1:9000/x\" }", live: false) == [])
  }

  @Test("are warned of when paper has a heartbeat")
  func heartbeat() throws {
    let text = "alerts: { heartbeat: { url: \"https://a.io/\" } }"
    let found = try Self.check(text, live: false, other: "paper")
    #expect(found.map(\.code) == ["engine.heartbeat-on-paper"] && found.first?.severity == .warning)
    #expect(try Self.check(text, live: false) == [])
  }

  @Test("are warned of when nothing can be sent to their address")
  func address() throws {
    let found = try Self.check(
      "alerts: { command: /bin/alert, webhook: \"https://a.io/#x\", heartbeat: { url: \"https://u:p@a.io/\" } }",
      live: false)
    #expect(found.map(\.code) == ["engine.alert-address", "engine.alert-address"])
    #expect(found.allSatisfy { $0.severity == .warning && !$0.message.contains("u:p") })
  }
}
