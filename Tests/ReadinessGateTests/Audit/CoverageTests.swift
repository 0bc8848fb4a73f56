import Attestation
import Chronology
import DurableFiles
import GateScene
import ReadinessReport
import Testing

@testable import ReadinessGate

@Suite("Coverage answers, minute by minute, under which report the engine was live") struct CoverageTests {
  @Test("for a month without a gap") func month() throws {
    var scene = try AuditScene()
    let month: Range<Int64> = 0..<(30 * 1_440)
    try scene.live(month)
    try scene.writeLog()
    let answer = try scene.coverage(month)
    #expect(answer.exitStatus == 0, "\(answer.text(eachMinute: false))")
    #expect(answer.stretches.count == 90)
    #expect(answer.text(eachMinute: false).contains("live 43200 min, of which 43200 covered"))
    #expect(answer.text(eachMinute: false).contains("not tested: whether the account traded outside"))
    #expect(answer.text(eachMinute: true).split(separator: "\n").count == 43_200 + 3)
  }

  @Test("for a month with planted gaps, altered records and a cut tail: each is found") func planted() throws
  {
    var scene = try AuditScene()
    try scene.live(0..<10_000, except: 5_000..<5_030)
    // Nothing ran, and then an engine goes on beyond its report.
    try scene.issue(at: 12_000)
    scene.record("session-started", at: 12_001)
    for minute in Int64(12_002)..<12_780 { scene.record("heartbeat", at: minute) }
    scene.record("session-stopped", at: 12_780)
    // One that names no report.
    scene.record("session-started", at: 14_000, report: false)
    scene.record("session-stopped", at: 14_001)
    try scene.issue(at: 14_100)
    try scene.writeLog()
    let answer = try scene.coverage(0..<20_000)
    #expect(answer.exitStatus == 1, "\(answer.text(eachMinute: false))")
    let gaps = answer.gaps.map { "\($0.gapCode ?? "") \(minute($0.from))-\(minute($0.to))" }
    #expect(
      gaps == [
        "coverage.silent 5000-5030", "coverage.expired 12720-12780", "coverage.no-report 14000-14001",
      ])
    try scene.writeLog(without: 3)
    #expect(try scene.coverage(0..<20_000).exitStatus == 5)
    try scene.writeLog()
    try DurableFiles.remove(scene.report(3))
    let lost = try scene.coverage(0..<20_000)
    #expect(lost.exitStatus == 5)
    #expect(lost.gaps.contains { $0.gapCode == "coverage.report-unknown" && minute($0.from) == 1_440 })
  }

  private func minute(_ time: Timestamp) -> Int64 { time.milliseconds(since: AuditScene.beginning) / 60_000 }

  @Test(
    "and names what each gap is",
    arguments: [
      ("coverage.superseded", Outcome.fail, Int64(2)), ("coverage.superseded", .unknown, 16),
    ]) func superseded(_ code: String, _ outcome: Outcome, _ grace: Int64) throws
  {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 0)
    try scene.issue(at: 10, outcome)
    for minute in Int64(1)..<60 { scene.record("heartbeat", at: minute) }
    scene.record("session-stopped", at: 60)
    try scene.writeLog()
    let answer = try scene.coverage(0..<100)
    #expect(answer.gaps.map(\.gapCode) == [code])
    #expect(answer.gaps.map { minute($0.from) } == [10 + grace])
  }

  @Test("and a report that takes over between two heartbeats leaves no gap") func renewed() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 0)
    for minute in stride(from: Int64(2), through: 718, by: 2) { scene.record("heartbeat", at: minute) }
    try scene.issue(at: 719)
    scene.record("renewed", at: 719)
    for minute in stride(from: Int64(721), through: 799, by: 2) { scene.record("heartbeat", at: minute) }
    scene.record("session-stopped", at: 800)
    try scene.writeLog()
    let answer = try scene.coverage(0..<800)
    #expect(answer.exitStatus == 0, "\(answer.text(eachMinute: false))")
    #expect(answer.stretches.map { minute($0.from) } == [0, 719])
  }

  @Test(
    "and a record that is a moment earlier than the one before it is none from another time",
    arguments: [(Int64(1), 0), (1_000, 0), (1_001, 1)] as [(Int64, Int)])
  func moment(_ milliseconds: Int64, _ count: Int) throws {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 0)
    scene.record("heartbeat", at: 1)
    scene.record("renewed", at: 2)
    scene.record("resumed", at: 2, earlier: milliseconds)
    scene.record("session-stopped", at: 3)
    try scene.writeLog()
    let answer = try scene.coverage(0..<3)
    #expect(answer.unreadable.count == count && answer.gaps.isEmpty, "\(answer.text(eachMinute: false))")
  }

  @Test("and a BLOCKED about something else, or one that READY followed, ends nothing") func notSuperseded()
    throws
  {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 0)
    for minute in Int64(1)..<30 { scene.record("heartbeat", at: minute) }
    try scene.issue(at: 30, .fail, engine: String(repeating: "e2", count: 32))
    for minute in Int64(30)..<60 { scene.record("heartbeat", at: minute) }
    scene.record("session-stopped", at: 60)
    try scene.writeLog()
    #expect(try scene.coverage(0..<100).exitStatus == 0)
  }

  @Test("and a second BLOCKED ends what the first, which was lifted, did not") func supersededAgain() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 0)
    let first = scene.current
    try scene.issue(at: 10, .fail)
    try scene.issue(at: 11)
    try scene.issue(at: 30, .fail)
    scene.use(first)
    for minute in Int64(1)..<60 { scene.record("heartbeat", at: minute) }
    scene.record("session-stopped", at: 60)
    try scene.writeLog()
    #expect(try scene.coverage(0..<100).gaps.map { minute($0.from) } == [32])
  }

  @Test("and READY of another policy takes no BLOCKED back") func otherPolicy() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 0)
    let first = scene.current
    try scene.issue(at: 10, .fail)
    try scene.issue(at: 11) { $0.policy.name = "other" }
    scene.use(first)
    for minute in Int64(1)..<60 { scene.record("heartbeat", at: minute) }
    scene.record("session-stopped", at: 60)
    try scene.writeLog()
    #expect(try scene.coverage(0..<100).gaps.map { minute($0.from) } == [12])
  }

  @Test("and a word that nobody knows, or time that goes back, is no answer") func unreadable() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 1)
    scene.record("heartbeat", at: 2, entries: "Permitted")
    scene.record("session-started", at: 5)
    scene.record("heartbeat", at: 4)
    scene.record("session-stopped", at: 6)
    try scene.issue(at: 7)
    try scene.writeLog()
    let answer = try scene.coverage(0..<100)
    #expect(answer.exitStatus == 1)
    #expect(answer.unreadable == [2, 4])
  }

  @Test("and another engine's report, or one for certification, covers nothing") func otherSubject() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0, engine: String(repeating: "e2", count: 32))
    scene.record("session-started", at: 1)
    scene.record("session-stopped", at: 2)
    try scene.issue(at: 3) { $0.scope = .certification }
    scene.record("session-started", at: 4)
    scene.record("session-stopped", at: 5)
    try scene.writeLog()
    #expect(
      try scene.coverage(0..<10).gaps.map(\.gapCode) == ["coverage.other-subject", "coverage.other-scope"])
  }

  @Test(
    "and an engine that may not enter needs no report; one that a crash ended is live no longer than a minute"
  )
  func protecting() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0, validFor: 1)
    scene.record("session-started", at: 0)
    for minute in Int64(1)..<60 { scene.record("heartbeat", at: minute) }
    for minute in Int64(60)..<70 { scene.record("heartbeat", at: minute, entries: "suspended") }
    try scene.issue(at: 71)
    try scene.writeLog()
    let answer = try scene.coverage(0..<1_000)
    #expect(answer.exitStatus == 0, "\(answer.text(eachMinute: false))")
    #expect(answer.stretches.map { minute($0.to) } == [60, 70])
    #expect(answer.stretches.map(\.state) == [.covered, .protecting])
  }

  @Test(
    "and the venue's own export shows trades outside every session",
    arguments: [
      (
        "fills.json",
        #"{"fills":[{"fill_id":"f","symbol":"PF_XBTUSD","fillTime":"2026-11-01T00:30:00.000Z"},{"fill_id":"g","symbol":"PF_XBTUSD","fillTime":"2026-11-01T05:00:00.000Z"}]}"#
      ),
      (
        "log.json",
        #"{"logs":[{"date":"2026-11-01T00:30:00.000Z","info":"futures trade","contract":"pf_xbtusd"},{"date":"2026-11-01T04:00:00Z","info":"funding rate change"},{"date":"2026-11-01T05:00:00.000Z","info":"futures trade","contract":"pf_xbtusd"}]}"#
      ),
      (
        "log.csv",
        "uid,dateTime,account,type,symbol\n1,2026-11-01 00:30:00,f,futures trade,pf_xbtusd\n2,2026-11-01 04:00:00,f,funding rate change,pf_xbtusd\n3,2026-11-01 05:00:00,f,\"futures trade\",pf_xbtusd\n"
      ),
    ])
  func strayTrades(_ name: String, _ export: String) throws {
    var scene = try AuditScene()
    try scene.live(0..<60)
    try scene.issue(at: 61)
    try scene.writeLog()
    let path = try scene.scene.write(name, export)
    let answer = try scene.coverage(0..<1_000, fills: path)
    #expect(answer.exitStatus == 1)
    #expect(answer.tradeCount == 2)
    #expect(answer.strayTrades?.map(\.at) == [AuditScene.at(300)])
    #expect(
      answer.text(eachMinute: false).contains("2 trades of the venue's export, 1 outside every session"))
  }

  @Test(
    "and refuses an export of which a line cannot be read",
    arguments: [
      "", "{", #"{"x":1}"#, #"{"fills":[{"fillTime":"yesterday"}]}"#, "a,b\n1,2\n", "dateTime,symbol\n1,2\n",
      "dateTime,type\nyesterday,futures trade\n", "dateTime,type\n2026-11-01 00:30:00\n",
      "dateTime,type\n2026-11-01 00:30:00,futures partial liquidation\n",
      #"{"logs":[{"date":"2026-11-01T00:30:00Z","info":"something new"}]}"#,
    ])
  func badExport(_ export: String) throws {
    let thrown = #expect(throws: GateFailure.self) { try VenueExport(Array(export.utf8), file: "x.csv") }
    #expect(thrown?.code == "audit.fills-malformed")
  }
}
