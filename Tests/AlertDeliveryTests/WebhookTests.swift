import Alerting
import Chronology
import EngineConfiguration
import GateScene
import HTTPScene
import StrictJSON
import Testing

@testable import AlertDelivery

@Suite("A webhook", .timeLimit(.minutes(2))) struct WebhookTests {
  private let alert = Alert(
    id: "t-1", code: "health.ended", severity: .warning, message: "it ended",
    at: .init(clamping: 1_795_521_600_000),
    origin: DeliveryScene.origin)

  private func answer(_ status: String, _ more: String = "", body: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
  }

  @Test("gets the alert as it was made, at its whole address, once")
  func delivered() async throws {
    let scene = try DeliveryScene()
    let server = try RawServer.answering(answer("204 No Content"))
    let outcome = await scene.places(webhook: DeliveryScene.webhook(server)).deliver(alert, to: .webhook)
    #expect(outcome == .delivered)
    let request = try #require(server.requests.first)
    #expect(server.requests.count == 1 && request.line == "POST /hook?a=b HTTP/1.1")
    #expect(request.headers.contains("Content-Type: application/json; charset=utf-8"))
    #expect(try JSON.parse(Array(request.body.utf8)) == alert.json)
  }

  @Test("of a Telegram bot gets its chat and a text, and one of Slack a text") func templates() async throws {
    let scene = try DeliveryScene()
    let server = try RawServer.answering(RawServer.ok(#"{"ok":true}"#))
    let bot = DeliveryScene.webhook(server, "/bot1:x/sendMessage", .telegram, chat: "-7")
    #expect(await scene.places(webhook: bot).deliver(alert, to: .webhook) == .delivered)
    let slack = DeliveryScene.webhook(server, "/services/T/B/x", .slack)
    #expect(await scene.places(webhook: slack).deliver(alert, to: .webhook) == .delivered)
    let bodies = try server.requests.map { try JSON.parse(Array($0.body.utf8)) }
    #expect(bodies.first?["chat_id"] == .number("-7"))
    #expect(bodies.last?.members?.map(\.key) == ["text"])
    #expect(bodies.allSatisfy { $0["text"]?.stringValue == alert.text })
  }

  @Test("says what became of it: taken, not wanted, or not now") func outcomes() async throws {
    let scene = try DeliveryScene()
    let cases: [(String, String, AlertOutcome)] = [
      ("200 OK", "", .delivered), ("400 Bad Request", "", .refused("status 400")),
      ("413 Too Large", "", .refused("status 413")), ("422 No", "", .refused("status 422")),
      // A token that was exchanged, an address that was moved, a portal, a proxy.
      ("401 Unauthorized", "", .failed("status 401")), ("403 Forbidden", "", .failed("status 403")),
      ("404 Not Found", "", .failed("status 404")), ("407 Proxy", "", .failed("status 407")),
      ("302 Found", "Location: /other\r\n", .failed("status 302")),
      ("408 Request Timeout", "", .failed("status 408")), ("500 Oops", "", .failed("status 500")),
      ("429 Too Many", "Retry-After: 7\r\n", .failed("status 429", retryAfter: 7_000)),
      ("503 Busy", "Retry-After: soon\r\n", .failed("status 503")),
    ]
    for (status, more, expected) in cases {
      let server = try RawServer.answering(answer(status, more))
      let outcome = await scene.places(webhook: DeliveryScene.webhook(server)).deliver(alert, to: .webhook)
      #expect(outcome == expected, "\(status)")
      #expect(server.requests.count == 1, "\(status)")
    }
    let server = try RawServer.answering(
      answer("429 Too Many", body: #"{"ok":false,"parameters":{"retry_after":9}}"#))
    let bot = DeliveryScene.webhook(server, "/x", .telegram, chat: "@desk")
    #expect(
      await scene.places(webhook: bot).deliver(alert, to: .webhook)
        == .failed("status 429", retryAfter: 9_000))
  }

  @Test("that is not there, or ends without a word, is tried again") func absent() async throws {
    let scene = try DeliveryScene()
    let gone = WebhookConfiguration(address: .inline("http://127.0.0.1:1/"))
    guard case .failed = await scene.places(webhook: gone).deliver(alert, to: .webhook) else {
      Issue.record("nobody listens at port 1")
      return
    }
    let server = try RawServer { peer in
      peer.readRequest()
      peer.reset()
    }
    guard
      case .failed = await scene.places(webhook: DeliveryScene.webhook(server)).deliver(alert, to: .webhook)
    else {
      Issue.record("it took the alert")
      return
    }
  }

  @Test("may have its address in a file, which is read each time and nobody else may read") func file()
    async throws
  {
    let scene = try DeliveryScene()
    let server = try RawServer.answering(RawServer.ok("ok"))
    try scene.scene.write("chat", "\(server.origin)/secret\n", mode: 0o600)
    let webhook = WebhookConfiguration(address: .file(DeliveryScene.path("chat")), template: .slack)
    let places = scene.places(webhook: webhook)
    #expect(await places.deliver(alert, to: .webhook) == .delivered)
    #expect(server.requests.first?.line == "POST /secret HTTP/1.1")
    scene.scene.shell("chmod 644 chat")
    guard case .failed(let why, nil) = await places.deliver(alert, to: .webhook) else {
      Issue.record("a file that everybody reads was used")
      return
    }
    #expect(why.contains("can be read by others") && !why.contains("secret"))
    for (text, part) in [
      ("", "not one line"), ("a\nb\n", "not one line"), ("ftp://secret", "begins with neither"),
    ] {
      try scene.scene.write("chat", text, mode: 0o600)
      guard case .failed(let why, nil) = await places.deliver(alert, to: .webhook) else {
        Issue.record("'\(text)' was used")
        continue
      }
      #expect(why.contains(part) && !why.contains("secret"), "\(why)")
    }
  }

  @Test("may have its address in systemd's credentials") func credential() async throws {
    let scene = try DeliveryScene()
    let server = try RawServer.answering(RawServer.ok("ok"))
    try scene.scene.write("credentials/chat", "\(server.origin)/c", mode: 0o440)
    let webhook = WebhookConfiguration(address: .systemdCredential("chat"))
    let places = scene.places(webhook: webhook, credentials: scene.scene["credentials"])
    #expect(await places.deliver(alert, to: .webhook) == .delivered)
    guard case .failed(let why, nil) = await scene.places(webhook: webhook).deliver(alert, to: .webhook)
    else {
      Issue.record("there are no credentials")
      return
    }
    #expect(why.contains("CREDENTIALS_DIRECTORY is not set"))
  }
}
