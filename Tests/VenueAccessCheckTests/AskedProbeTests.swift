import CheckScene
import ReadinessCheck
import StrictJSON
import Testing
import VenueAccessCheck

@Suite("venue-access, asking the engine") struct AskedProbeTests {
  private static let all = [
    "pass API key", "pass account", "pass environment", "pass PF_XBTUSD", "pass PF_ETHUSD",
    "pass withdrawal permission", "pass trading permission",
  ]

  /// All as it should be, but for what is told.
  private static func but(_ changed: String...) -> [String] {
    all.map { line in
      changed.first { $0.drop { $0 != " " } == line.drop { $0 != " " } } ?? line
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let summary: [String]
    var message = ""
    var changes: [String: JSON?] = [:]
    var with = "{}"
    var environment = "live"
    var configuration = "venue: { account: \(AccessScene.account) }\n"
  }

  static let cases = [
    Case(testDescription: "all as it should be", summary: all),
    Case(
      testDescription: "a configuration without credentials",
      summary: but("fail API key", "fail account").filter { !$0.hasSuffix("permission") },
      message: "no key that works",
      changes: ["keyPermissions": .null, "accountRead": false, "account": .null]),
    Case(
      testDescription: "an account that was not read", summary: but("fail API key"),
      message: "no key that works", changes: ["accountRead": false]),
    Case(
      testDescription: "another account", summary: but("fail account"), message: "another account",
      changes: ["account": "x"]),
    Case(
      testDescription: "an account that the venue does not name", summary: but("fail account"),
      message: "another account", changes: ["account": .null]),
    Case(
      testDescription: "a configuration that pins no account", summary: but("fail account"),
      message: "pins no account", configuration: "venue: {}\n"),
    Case(
      testDescription: "another environment", summary: but("fail environment"),
      message: "another environment", changes: ["environment": "simulator"]),
    Case(
      testDescription: "another policy", summary: but("fail environment"), message: "another environment",
      environment: "demo"),
    Case(
      testDescription: "a symbol that is not traded", summary: but("fail PF_ETHUSD"),
      message: "does not trade it now",
      changes: [
        "instruments": [
          AccessScene.instrument("PF_XBTUSD"), AccessScene.instrument("PF_ETHUSD", tradeable: false),
        ]
      ]),
    Case(
      testDescription: "a symbol that is post-only", summary: but("fail PF_ETHUSD"),
      message: "does not trade it now",
      changes: [
        "instruments": [
          AccessScene.instrument("PF_XBTUSD"), AccessScene.instrument("PF_ETHUSD", postOnly: true),
        ]
      ]),
    Case(
      testDescription: "a symbol that the engine does not trade",
      summary: [
        "pass API key", "pass account", "pass environment", "pass PF_XBTUSD", "fail PF_SOLUSD",
        "pass withdrawal permission", "pass trading permission",
      ], message: "the engine does not trade it", with: "symbols: [PF_XBTUSD, PF_SOLUSD]"),
    Case(
      testDescription: "no symbol at all",
      summary: [
        "pass API key", "pass account", "pass environment", "fail symbols", "pass withdrawal permission",
        "pass trading permission",
      ], message: "trades nothing", changes: ["instruments": []]),
    Case(
      testDescription: "a key that may withdraw", summary: but("fail withdrawal permission"),
      message: "may withdraw",
      changes: ["keyPermissions": AccessScene.permissions("granted", "granted")],
      with: "when-permissions-not-told: pass"),
    Case(
      testDescription: "a key that may not trade", summary: but("fail trading permission"),
      message: "may not trade",
      changes: ["keyPermissions": AccessScene.permissions("not-granted", "not-granted")],
      with: "when-permissions-not-told: pass"),
    Case(
      testDescription: "an interface that does not tell",
      summary: but("unknown withdrawal permission", "unknown trading permission"),
      message: "the venue's interface does not tell",
      changes: ["keyPermissions": AccessScene.permissions("not-told", "not-told")]),
    Case(
      testDescription: "an interface that does not tell, and somebody who has looked", summary: all,
      message: "the venue's interface does not tell; the policy says that somebody has looked",
      changes: ["keyPermissions": AccessScene.permissions("not-told", "not-told")],
      with: "when-permissions-not-told: pass"),
  ]

  @Test("judges what it answers", arguments: cases) func answer(_ each: Case) throws {
    let scene = try AccessScene(configuration: each.configuration, environment: each.environment)
    try scene.engine(AccessScene.answer(each.changes).text())
    let answer = try scene.checks.run(VenueAccessCheck.self, each.with)
    #expect(answer.summary == each.summary)
    #expect(answer.findings.contains { $0.message.contains(each.message) }, "\(answer.findings)")
    #expect(answer.findings.allSatisfy { ($0.status == .pass) == ($0.hint == nil) })
    #expect(answer.findings.allSatisfy { $0.validUntil == nil })
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let summary: String
    let message: String
    var hint = "see it"
    let output: String
    let status: Int

    init(_ code: String, _ status: Int, _ summary: String, _ message: String, hint: String = "see it") {
      testDescription = "\(code), exit status \(status)"
      output = AccessScene.refusal(code).text()
      (self.status, self.summary, self.message, self.hint) = (status, summary, message, hint)
    }

    init(saying output: String, _ status: Int, _ summary: String, _ message: String) {
      testDescription = "'\(output)', exit status \(status)"
      (self.output, self.status, self.summary, self.message) = (output, status, summary, message)
      hint = "trading-engine probe"
    }
  }

  static let refusals = [
    Refusal("venue.unreachable", 75, "unknown venue", "does not answer"),
    Refusal(
      "venue.credentials", 78, "fail API key", "does not take the key", hint: "trading-engine-probe.service"),
    Refusal("venue.account-differs", 78, "fail account", "another account"),
    Refusal("venue.environment-differs", 78, "fail environment", "another environment"),
    Refusal("venue.symbol", 78, "fail symbols", "cannot be traded"),
    Refusal("venue.not-trusted", 78, "fail venue", "not the one that is meant"),
    Refusal("engine.executable-unreadable", 70, "unknown venue", "does not answer"),
    Refusal(saying: "", 78, "fail venue", "not the one that is meant"),
    Refusal(saying: "oh", 75, "unknown venue", "does not answer"),
    Refusal(saying: "{}", 1, "unknown venue", "does not answer"),
    Refusal(saying: "{}", 0, "unknown venue", "not a probe's"),
    Refusal(saying: "yes", 0, "unknown venue", "not a probe's"),
  ]

  @Test("says why it has no answer", arguments: refusals) func refusal(_ each: Refusal) throws {
    let scene = try AccessScene()
    try scene.engine(each.output, status: each.status)
    let answer = try scene.checks.run(VenueAccessCheck.self, "{}")
    #expect(answer.summary == [each.summary])
    let finding = try #require(answer.findings.first)
    #expect(finding.message.contains(each.message), "\(finding)")
    #expect(
      finding.hint?.contains(each.hint) == true || each.hint == "trading-engine probe" && finding.hint != nil,
      "\(finding)")
  }

  @Test("is closed by an answer with a word that it does not know") func word() throws {
    let scene = try AccessScene()
    try scene.engine(
      AccessScene.answer(["keyPermissions": AccessScene.permissions("perhaps", "not-told")]).text())
    #expect(
      try scene.checks.run(VenueAccessCheck.self, "when-permissions-not-told: pass").summary == [
        "unknown venue"
      ])
  }

  @Test("is closed by a release that says nothing of keys") func older() throws {
    let scene = try AccessScene()
    try scene.engine(AccessScene.answer(["keyPermissions": nil]).text())
    #expect(try scene.checks.run(VenueAccessCheck.self, "{}").summary == ["unknown venue"])
  }

  @Test("waits no longer than its timeout") func timeout() throws {
    let scene = try AccessScene()
    try scene.checks.writeEngine("#!/bin/sh\nsleep 60\n")
    scene.checks.milliseconds = 300
    let finding = try #require(try scene.checks.run(VenueAccessCheck.self, "{}").findings.first)
    #expect(finding.status == .unknown && finding.message == "the venue does not answer in time")
  }

  @Test("is closed without an engine, without a configuration, and by one that has changed or cannot be read")
  func subjects() throws {
    #expect(try AccessScene().checks.run(VenueAccessCheck.self, "{}").summary == ["unknown venue"])
    let none = try AccessScene(configuration: nil)
    #expect(try none.checks.run(VenueAccessCheck.self, "{}").summary == ["unknown configuration"])
    let scene = try AccessScene()
    try scene.engine(AccessScene.answer().text())
    try scene.checks.write("engine.yaml", "venue: { account: other }\n")
    #expect(try scene.checks.run(VenueAccessCheck.self, "{}").summary == ["unknown configuration"])
    scene.checks.shell("rm engine.yaml")
    #expect(try scene.checks.run(VenueAccessCheck.self, "{}").summary == ["unknown configuration"])
    let damaged = try AccessScene(configuration: "venue: [")
    #expect(try damaged.checks.run(VenueAccessCheck.self, "{}").summary == ["unknown configuration"])
  }

  @Test(
    "refuses parameters that cannot be meant",
    arguments: [
      "max-age: 15m", "record: x, max-age: 2d", "record: x, max-age: 1s", "when-permissions-not-told: fail",
      "symbols: PF_XBTUSD", "key: x", "record: ''",
    ])
  func mistakes(_ with: String) throws {
    let scene = try CheckScene()
    #expect(throws: SceneMistakes.self) { try scene.run(VenueAccessCheck.self, "{ \(with) }") }
  }

  @Test("needs the engine and its configuration") func needs() throws {
    let parameters = try CheckScene().read(VenueAccessCheck.self, "{}")
    #expect(VenueAccessCheck.subjectsNeeded(by: parameters).map(\.subject) == ["engine", "configuration"])
  }
}
