import Chronology
import DocumentSchema
import EngineConfiguration
import Testing

@Suite("Who is told") struct AlertConfigurationTests {
  private func alerts(_ text: String) throws -> AlertConfiguration {
    let document = Documents.read(Documents.simulator + text)
    #expect(document.diagnostics == [])
    return try #require(document.configuration).alerts
  }

  @Test("is nobody by default") func nobody() throws {
    let alerts = try alerts("")
    #expect(!alerts.hasChannel && alerts.heartbeat == nil && alerts.minimumSeverity == .info)
  }

  @Test("may be an address alone, which gets the alert as it is") func address() throws {
    let alerts = try alerts("alerts: { webhook: \"https://a.io/x\" }\n")
    #expect(alerts.webhook == WebhookConfiguration(address: .inline("https://a.io/x"), template: .json))
    #expect(alerts.hasChannel)
  }

  @Test("may be a chat, whose address stands in a file") func chat() throws {
    let alerts = try alerts(
      """
      alerts:
        webhook: { systemd-credential: chat, template: telegram, chat: -100123 }
        minimum-severity: warning
        heartbeat: { url-file: keys/alive, every: 30s }

      """)
    #expect(
      alerts.webhook
        == WebhookConfiguration(address: .systemdCredential("chat"), template: .telegram, chat: "-100123"))
    #expect(alerts.minimumSeverity == .warning)
    guard case .file(let path)? = alerts.heartbeat?.address else {
      Issue.record("the heartbeat's address is in no file")
      return
    }
    #expect(path.resolved(in: "/etc") == "/etc/keys/alive" && alerts.heartbeat?.every == .seconds(30))
  }

  @Test("is reached at an address of an origin and a target") func addresses() throws {
    let cases = [
      ("https://a.io", "https://a.io", "/"), ("https://A.io:443/X?b=C", "https://a.io", "/X?b=C"),
      ("https://a.io:8443?b", "https://a.io:8443", "/?b"),
      ("http://127.0.0.1:80/", "http://127.0.0.1", "/"),
    ]
    for (text, origin, target) in cases {
      let address = try WebAddress(text)
      #expect(address.origin == origin && address.target == target, "\(text)")
      #expect(address.isPlain == text.hasPrefix("http:"), "\(text)")
    }
  }

  @Test(
    "is reached at no other, and no mistake repeats what may be a secret",
    arguments: [
      "https://desk:hunter2@a.io/", "https://a.io/#hunter2", "http://a.io/hunter2", "ftp://a.io/hunter2",
      "https:///hunter2", "https://a.io:0/hunter2", "https://a.io/hunter2 x", "hunter2", "",
      "https://a..io/hunter2",
    ])
  func others(_ text: String) {
    do {
      _ = try WebAddress(text)
      Issue.record("\(text) was taken")
    } catch { #expect(!error.description.contains("hunter2")) }
  }
}
