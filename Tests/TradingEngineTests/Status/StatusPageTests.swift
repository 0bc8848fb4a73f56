import Chronology
import DurableFiles
import ExactDecimal
import GateScene
import StrictJSON
import Testing
import VenueAccess

@testable import Trading
@testable import TradingEngine

@Suite("The status page") struct StatusPageTests {
  private func page(_ status: EngineStatus?) throws -> String {
    StatusPage(try StatusScene.report(status)).text(isColoured: false)
  }

  private func problems(_ change: (inout EngineStatus) throws -> Void) throws -> [String] {
    var status = try StatusScene.good()
    try change(&status)
    return try StatusScene.report(status).problems.map(\.code)
  }

  @Test("of good, bad and dead engines is this") func golden() throws {
    #expect(GoldenFile.difference(try page(StatusScene.good()), from: "good.txt") == nil)
    #expect(GoldenFile.difference(try page(StatusScene.bad()), from: "bad.txt") == nil)
    #expect(GoldenFile.difference(try page(nil), from: "dead.txt") == nil)
    var protecting = try StatusScene.good()
    (protecting.mode, protecting.entries, protecting.hold) = (.protect, .stopped, .protectOnly)
    (protecting.because, protecting.permission) = ("'protect' adds nothing", nil)
    #expect(GoldenFile.difference(try page(protecting), from: "protecting.txt") == nil)
  }

  @Test("has an answer for programs that is this") func json() throws {
    let report = try StatusScene.report(StatusScene.bad())
    #expect(GoldenFile.difference(report.json.text(pretty: true) + "\n", from: "bad.json") == nil)
    let dead = try StatusScene.report(nil)
    #expect(GoldenFile.difference(dead.json.text(pretty: true) + "\n", from: "dead.json") == nil)
  }

  @Test("never has a longer line than it may, and moves no cursor", arguments: [40, 63, 80, 100])
  func width(width: Int) throws {
    var status = try StatusScene.bad()
    status.killSwitch.reason = "a\u{1B}[2Jb\u{202E}c\r" + String(repeating: "x", count: 300)
    status.alerts.note(EngineAlert("x", "\u{7F}\n\u{9B}31m"), at: StatusScene.now)
    for report in [try StatusScene.report(status), try StatusScene.report(nil)] {
      let page = StatusPage(report, width: width)
      for line in page.lines { #expect(line.text.count <= width, "\(line.text)") }
      let text = page.text(isColoured: false)
      #expect(
        text.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x9B && $0.value != 0x202E || $0 == "\n"
        })
      #expect(page.text(isColoured: true).contains("\u{1B}[1;31m"))
    }
  }

  @Test("begins with what is wrong") func first() throws {
    #expect(try page(StatusScene.good()).hasPrefix("ALL IS WELL: entries permitted, 1 open, all covered\n"))
    #expect(
      try page(StatusScene.bad()).hasPrefix(
        "WRONG (1 of 12): PF_XBTUSD has been without a full stop for 4.4 s\n"))
    #expect(
      try page(nil).hasPrefix(
        "WRONG (1 of 2): no engine runs here, and the last one was killed; by its journal 0.01 ")
    )
  }

  @Test("calls each thing by its code, and nothing that is well") func codes() throws {
    #expect(try problems { _ in } == [])
    #expect(
      try problems { $0.venue?.overview.symbols[0].picture.cover = .uncovered } == ["position.uncovered"])
    #expect(
      try problems { $0.venue?.overview.symbols[0].picture.cover = .unknown } == ["position.cover-unknown"])
    #expect(
      try problems { $0.venue?.overview.symbols[0].picture.quarantine = "q" } == ["position.quarantined"])
    #expect(try problems { $0.venue?.overview.symbols[0].picture.isClosing = true } == ["position.closing"])
    #expect(try problems { $0.venue?.overview.symbols[0].picture.own = .zero } == ["position.differs"])
    #expect(
      try problems { $0.venue?.overview.symbols[0].picture.readingAge = 20_001 } == ["position.reading-old"])
    #expect(try problems { $0.venue?.overview.symbols[1].strangeOrders = 1 } == ["position.strange-orders"])
    #expect(try problems { $0.venue?.isReconciled = false } == ["engine.not-reconciled"])
    #expect(try problems { $0.venue?.health.isUp = false } == ["venue.silent"])
    #expect(try problems { $0.venue?.health.lastAnswerAge = 20_001 } == ["venue.silent"])
    #expect(try problems { $0.venue?.health.clockOffset = -1_001 } == ["venue.clock"])
    #expect(try problems { $0.venue?.notedAt = StatusScene.ago(10_001) } == ["engine.hangs"])
    #expect(try problems { $0.killSwitch = StatusScene.trip } == ["kill-switch.latched"])
    #expect(try problems { $0.hold = .reportBlocked } == ["entries.held-back"])
    #expect(try problems { $0.permission?.expiresAt = StatusScene.ago(-60_000) } == ["grant.ends-soon"])
    #expect(try problems { $0.venue?.overview.lossUSD = ExactDecimal(200) } == ["daily-loss.near"])
    #expect(try problems { $0.venue?.overview.lossUSD = try StatusScene.number("199.99") } == [])
    #expect(try problems { $0.journal?.hasRoomForEntries = false } == ["journal.low"])
    #expect(try problems { $0.journal?.brokenBy = "EIO" } == ["journal.broken"])
    #expect(try problems { $0.disk?.availableBytes = 1 } == ["disk.low"])
    #expect(try problems { $0.disk?.isReadOnly = true } == ["disk.read-only"])
    #expect(try problems { $0.isStopping = true } == ["engine.stopping"])
    #expect(try problems { $0.mode = .protect } == ["engine.only-protects"])
  }

  @Test("tells of what lies on disk and cannot be read") func unreadable() throws {
    var report = try StatusScene.report(nil)
    report.killSwitch = .unreadable("no JSON")
    report.decisions = .unreadable("line 3")
    report.memory = .unreadable("crc")
    #expect(
      report.problems.map(\.code) == [
        "engine.down", "kill-switch.unreadable", "journal.unreadable", "decision-log.unreadable",
      ])
    report.processID = 12
    report.answer = .silent
    report.killSwitch = .missing
    #expect(
      report.problems.first?.code == "engine.silent"
        && report.problems.contains { $0.code == "kill-switch.missing" })
  }

  /// An engine of an earlier version has `/healthz` alone.
  @Test("shows what an earlier engine says") func earlier() throws {
    var report = try StatusScene.report(StatusScene.good())
    report.answer = .document([
      "status": "running", "environment": "live", "entries": "permitted", "because": "",
      "venue": [
        "allCovered": true, "reconciled": true,
        "symbols": [["symbol": "PF_XBTUSD", "own": "0", "position": "0", "cover": "flat"]],
      ], "killSwitch": ["state": "armed", "tripId": nil, "cause": nil, "reason": nil],
    ])
    // What clears by itself it does not tell.
    #expect(report.problems.map(\.code) == ["entries.not-known"])
    #expect(StatusPage(report).text(isColoured: false).contains("PF_XBTUSD    flat\n"))
  }

  @Test("says lengths and sizes as people do") func words() {
    #expect(
      [0, 999, 60_000, 18_725_000, 90_061_000].map(StatusWords.length) == [
        "0s", "0s", "1m", "5h 12m", "1d 1h",
      ])
    #expect([0, 4_150, 59_999, 60_000].map(StatusWords.seconds) == ["0.0 s", "4.1 s", "59.9 s", "1m"])
    #expect([1, 1_024, 13_207_024_435].map { StatusWords.size($0) } == ["1 bytes", "1.0 KiB", "12.2 GiB"])
  }

  /// What deploy.sh reads of it.
  @Test("keeps the first and the last member of its answer") func deployments() throws {
    let good = try StatusScene.report(StatusScene.good()).json.text()
    #expect(good.hasPrefix(#"{"running":true,"#))
    let venue = try #require(good.ranges(of: #""venue":{"allCovered":true,"#).last)
    #expect(good.ranges(of: #""states":"#).contains { $0.lowerBound < venue.lowerBound })
    #expect(try StatusScene.report(nil).json.text().hasPrefix(#"{"running":false,"#))
    // One that has not reached its venue covers nothing that anybody knows of.
    var early = try StatusScene.good()
    (early.mode, early.venue) = (.protect, nil)
    #expect(try StatusScene.report(early).json["venue"]?["allCovered"]?.boolValue == false)
  }

  @Test(
    "keeps to its schema, by another validator",
    .enabled(if: PythonPeer.withSchemas != nil, "\(PythonPeer.absent)"))
  func schema() throws {
    let path = "\(BuiltPrograms.package)/deploy/schemas/trading-engine-status.schema.json"
    let schema = String(decoding: try DurableFiles.read(path, limit: 1 << 20), as: UTF8.self)
    var noVenue = try StatusScene.good()
    noVenue.venue = nil
    let reports = [
      try StatusScene.report(StatusScene.good()), try StatusScene.report(StatusScene.bad()),
      try StatusScene.report(nil), try StatusScene.report(noVenue),
    ].map { $0.json.text() }
    #expect(PythonPeer.validate(reports, against: schema) == reports.map { _ in "valid" })
    let wrong = reports[0].replacing(#""unrealizedUSD":"-0.105""#, with: #""unrealizedUSD":-0.105"#)
    #expect(wrong != reports[0] && PythonPeer.validate([wrong], against: schema) != ["valid"])
  }
}
