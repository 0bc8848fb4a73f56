import EngineConfiguration
import StrictJSON
import Testing

@testable import Alerting

@Suite("An alert") struct AlertBodyTests {
  @Test("is one JSON object for programs and plain webhooks") func json() throws {
    let alert = Alert(
      id: "mi1-7", code: "protection.stop-not-shown", severity: .critical, message: "no stop",
      at: Alerts.noon,
      repeats: 2, origin: Alerts.origin)
    let text = String(decoding: alert.body(.json), as: UTF8.self)
    #expect(
      text
        == #"{"version":1,"id":"mi1-7","code":"protection.stop-not-shown","severity":"critical","message":"no stop","#
        + #""repeats":2,"environment":"live","account":"a-1","instance":"/var/lib/trading-engine","host":"desk","#
        + #""at":"\#(Alerts.noon)","engine":"0.1.0"}"#)
    var reader = try JSONObjectReader(try JSON.parse(Array(text.utf8)))
    #expect(try Alert(&reader) == alert)
  }

  @Test("is a text for people: what is wrong, and then where") func text() {
    let alert = Alerts.alert("venue.unreachable")
    #expect(
      alert.text
        == "warning: it is so [venue.unreachable]\nlive on desk, /var/lib/trading-engine, account a-1, at \(Alerts.noon)"
    )
    #expect(alert.standing(forMore: 3).text.hasPrefix("warning: it is so (and 3 more) [venue.unreachable]\n"))
  }

  @Test("calls nobody in Slack whom its text happens to name") func slack() throws {
    let alert = Alerts.alert("venue.unreachable", message: "the venue says <!channel> & more")
    let json = try JSON.parse(alert.body(.slack))
    #expect(json.members?.map(\.key) == ["text"])
    #expect(
      json["text"]?.stringValue?.hasPrefix("warning: the venue says &lt;!channel&gt; &amp; more [") == true)
  }

  @Test("is shown by Telegram as it is, since no markup is asked for") func telegram() throws {
    let alert = Alerts.alert("venue.unreachable", message: "*_<b>")
    let json = try JSON.parse(alert.body(.telegram, chat: "-100123"))
    #expect(json.members?.map(\.key) == ["chat_id", "text"])
    #expect(json["chat_id"] == .number("-100123"))
    #expect(json["text"]?.stringValue?.hasPrefix("warning: *_<b> [") == true)
    #expect(try JSON.parse(alert.body(.telegram, chat: "@desk"))["chat_id"] == .string("@desk"))
  }

  @Test("fits into one line and every receiver") func long() {
    let alert = Alerts.alert("a.b", message: String(repeating: "ä\n", count: 5_000))
    #expect(alert.message.unicodeScalars.count == 2_000 && !alert.message.contains { $0.isNewline })
    #expect(alert.text.unicodeScalars.count < 4_096)
  }

  @Test(
    "matters by its code, and one that nobody thought of is not the least",
    arguments: [
      ("protection.stop-not-shown", AlertSeverity.critical), ("protection.uncovered", .critical),
      ("kill-switch.tripped", .critical), ("flatten.goes-on", .critical), ("stop.not-covered", .critical),
      ("protection.take-profit-not-shown", .warning), ("protection.stop-shown", .info),
      ("alert.test", .info), ("health.ended", .warning), ("never.heard-of", .warning), ("", .warning),
    ])
  func severity(_ code: String, _ severity: AlertSeverity) {
    #expect(AlertSeverity(ofCode: code) == severity)
  }
}
