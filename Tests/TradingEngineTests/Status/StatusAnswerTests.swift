import StrictJSON
import Testing

@testable import Trading
@testable import TradingEngine

@Suite("What the status makes of an answer") struct StatusAnswerTests {
  /// Of a good engine whose answer has these members instead, and lacks those.
  private func report(_ changes: [String: JSON] = [:], without gone: Set<String> = []) throws -> StatusReport
  {
    let members = try StatusScene.good().document(at: StatusScene.now).members ?? []
    var report = try StatusScene.report(StatusScene.good())
    report.answer = .document(
      .object(
        members.filter { !gone.contains($0.key) }.map { JSONMember($0.key, changes[$0.key] ?? $0.value) }))
    return report
  }

  private func codes(_ changes: [String: JSON] = [:], without gone: Set<String> = []) throws -> [String] {
    try report(changes, without: gone).problems.map(\.code)
  }

  private func venue(_ symbols: [JSON]) -> JSON {
    ["allCovered": true, "reconciled": true, "symbols": .array(symbols)]
  }

  private func page(_ report: StatusReport) -> String { StatusPage(report).text(isColoured: false) }

  @Test("is well only where the answer itself says that entries are taken") func entries() throws {
    #expect(try codes() == [])
    #expect(try codes(without: ["heldBack"]) == ["entries.not-known"])
    #expect(try codes(without: ["takesEntries"]) == ["entries.not-known"])
    #expect(try codes(without: ["heldBack", "takesEntries"]) == ["entries.not-known"])
    #expect(try codes(without: ["entries"]) == ["entries.not-known"])
    #expect(try codes(["takesEntries": false]) == ["entries.not-known"])
    #expect(try codes(["entries": "suspended"]) == ["entries.held-back"])
    #expect(try codes(["heldBack": ["a-new-hold"], "takesEntries": false]) == ["entries.held-back"])
    #expect(try codes(["heldBack": [7], "takesEntries": false]) == ["entries.held-back"])
  }

  @Test(
    "tells of a hold that no other problem tells of",
    arguments: ["kill-switch", "stopping", "protect-only", "venue-silent", "cover-unknown"])
  func untold(hold: String) throws {
    let report = try report(["heldBack": .array([.string(hold)]), "takesEntries": false])
    #expect(report.problems.map(\.code) == ["entries.held-back"])
    #expect(page(report).hasPrefix("LOOK: no entries: \(hold)\n"))
  }

  /// It has `/healthz` alone.
  @Test("does not call well what the release before holds back") func suspended() throws {
    var status = try StatusScene.good()
    status.entries = .suspended
    status.because = "the report says BLOCKED"
    var report = try StatusScene.report(status)
    report.answer = .document(status.json(at: StatusScene.now))
    #expect(report.problems.map(\.code) == ["entries.held-back"])
    #expect(
      page(report).hasPrefix("LOOK: no entries: they are suspended (the report says BLOCKED)\n"))
  }

  @Test("is well only where each symbol is said to be flat or covered") func cover() throws {
    let flat: JSON = ["symbol": "PF_XBTUSD", "position": "0", "own": "0", "cover": "flat"]
    let silent: JSON = ["symbol": "PF_ETHUSD", "position": "0", "own": "0"]
    let strange: JSON = ["symbol": "PF_ETHUSD", "position": "1", "own": "1", "cover": "half"]
    #expect(try codes(["venue": venue([flat])]) == [])
    #expect(try codes(["venue": venue([flat, silent])]) == ["position.cover-unknown"])
    #expect(try codes(["venue": venue([flat, strange])]) == ["position.cover-unknown"])
    #expect(
      page(try report(["venue": venue([flat, strange])])).hasPrefix(
        "WRONG: nobody knows how PF_ETHUSD is covered: the process that answers says 'half'\n"))
    #expect(try codes(["venue": venue([])]) == ["position.not-known"])
    #expect(try codes(without: ["venue"]) == ["engine.not-reconciled", "position.not-known"])
    #expect(
      try codes(["venue": ["allCovered": true, "symbols": .array([flat])]]) == ["engine.not-reconciled"])
    // Without keys it trades nothing, and says so.
    #expect(try codes(["venue": .null]) == [])
  }

  @Test("says that another environment's process answers") func environment() throws {
    #expect(try codes(without: ["environment"]) == ["engine.environment-differs"])
    let report = try report(["environment": "simulator"])
    #expect(report.problems.map(\.code) == ["engine.environment-differs"])
    #expect(
      page(report).hasPrefix(
        "WRONG: the configuration says environment live, and the process that answers says simulator\n"))
  }

  /// A trip is in force before it is written down, also where it cannot be.
  @Test("goes by the running process's kill switch, whatever the file says") func tripped() throws {
    var status = try StatusScene.good()
    status.killSwitch = StatusScene.trip
    (status.entries, status.hold, status.because) = (.stopped, .killSwitch, "kill switch tripped")
    var report = try StatusScene.report(status)
    report.killSwitch = .state(.armed(reason: nil, at: StatusScene.ago(90_000_000)))
    #expect(report.problems.map(\.code) == ["kill-switch.latched", "kill-switch.differs"])
    #expect(
      page(report).hasPrefix(
        "WRONG (1 of 2): the running process's kill switch is tripped (foreign-order): "))
    #expect(page(report).contains("\n             the running process says tripped\n"))
    report.killSwitch = .missing
    #expect(report.problems.map(\.code) == ["kill-switch.latched", "kill-switch.missing"])
    report.killSwitch = .unreadable("no JSON")
    #expect(report.problems.map(\.code) == ["kill-switch.unreadable", "kill-switch.latched"])
    var other = StatusScene.trip
    other.tripID = "5e6f7a8b"
    report.killSwitch = .state(other)
    #expect(report.problems.map(\.code) == ["kill-switch.latched", "kill-switch.differs"])
    report.killSwitch = .state(StatusScene.trip)
    #expect(report.problems.map(\.code) == ["kill-switch.latched"])
  }

  @Test("says where the file is latched and the running process is not, or does not say") func armed() throws
  {
    var report = try report()
    report.killSwitch = .state(StatusScene.trip)
    #expect(report.problems.map(\.code) == ["kill-switch.latched", "kill-switch.differs"])
    #expect(try codes(without: ["killSwitch"]) == ["kill-switch.not-known"])
    #expect(try codes(["killSwitch": ["state": "open"]]) == ["kill-switch.not-known"])
  }
}
