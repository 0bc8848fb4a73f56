import AuditLog
import Chronology
import DurableFiles
import Glibc
import ReadinessReport
import Testing
import Trading

@testable import TradingEngine

@Suite("The kill switch") struct KillSwitchTests {
  private let noon = Timestamp(clamping: 1_795_521_600_000)
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func open(hasHistory: Bool = true) throws -> KillSwitch {
    try KillSwitch(opening: scratch["ks"], hasHistory: hasHistory, tripID: "new", at: noon)
  }

  @Test("begins armed where no engine ran, and writes that down when it may start") func first() throws {
    var killSwitch = try open(hasHistory: false)
    #expect(killSwitch.state == .armed(reason: nil, at: noon))
    #expect(!killSwitch.wasTrippedByOpening)
    #expect(!scratch.has("ks"))
    try killSwitch.establish()
    #expect(try open().state == killSwitch.state)
    _ = unsafe unlink(scratch["ks"])
    try killSwitch.establish()
    #expect(!scratch.has("ks"))
  }

  @Test("is tripped when its state is gone although an engine ran") func lost() throws {
    let killSwitch = try open()
    #expect(killSwitch.state.mode == .tripped)
    #expect(killSwitch.state.cause == .stateMissing)
    #expect(killSwitch.wasTrippedByOpening)
    #expect(try open().state == killSwitch.state)
    #expect(try !open().wasTrippedByOpening)
  }

  @Test("is tripped by a state that cannot be read, and keeps it beside", arguments: [true, false])
  func unreadable(hasHistory: Bool) throws {
    try scratch.write("ks", "garbage")
    let killSwitch = try open(hasHistory: hasHistory)
    #expect(killSwitch.state.cause == .stateUnreadable)
    #expect(try scratch.read("ks.unreadable") == "garbage")
    #expect(try open().state.tripID == "new")
  }

  @Test("keeps the first trip") func latched() throws {
    var killSwitch = try open(hasHistory: false)
    try killSwitch.trip(id: "a", cause: .signal, reason: "first", at: noon)
    try killSwitch.trip(id: "b", cause: .command, reason: "second", at: noon)
    #expect(killSwitch.state.tripID == "a")
    #expect(try open().state == killSwitch.state)
  }

  @Test("is reset with the shown id only") func reset() throws {
    var killSwitch = try open(hasHistory: false)
    #expect(throws: EngineError.self) { try killSwitch.reset(tripID: "a", reason: "r", at: noon) }
    try killSwitch.trip(id: "a", cause: .signal, reason: "first", at: noon)
    let error = #expect(throws: EngineError.self) { try killSwitch.reset(tripID: "b", reason: "r", at: noon) }
    #expect(error?.code == .killSwitchWrongTrip)
    #expect(killSwitch.state.mode == .tripped)
    try killSwitch.reset(tripID: "a", reason: "explained", at: noon)
    #expect(try open().state == .armed(reason: "reset: explained", at: noon))
  }

  @Test("trips also when the disk does not take it, and stays tripped when a reset is not taken")
  func unwritable() throws {
    try DurableFiles.createFolder(scratch["sub"])
    var killSwitch = try KillSwitch(opening: scratch["sub/ks"], hasHistory: false, tripID: "new", at: noon)
    _ = unsafe unlink(scratch["sub/ks"])
    _ = unsafe rmdir(scratch["sub"])
    let error = #expect(throws: EngineError.self) {
      try killSwitch.trip(id: "a", cause: .signal, reason: "r", at: noon)
    }
    #expect(error?.code == .killSwitchUnwritten)
    #expect(killSwitch.state.mode == .tripped)
    #expect(throws: EngineError.self) { try killSwitch.reset(tripID: "a", reason: "r", at: noon) }
    #expect(killSwitch.state.mode == .tripped)
  }

  @Test("knows of an engine that ran by a session in the decision log") func history() throws {
    let folder = StateFolder(path: scratch.path)
    let missing = StoredState<KillSwitchState>.missing
    #expect(!EngineHistory.hasSession(missing, in: folder) { nil })
    // A log that is gone, and of which the gate knows.
    let anchor = ReadinessReport.Anchor(entries: 1, headSha256: String(repeating: "a", count: 64))
    #expect(EngineHistory.hasSession(missing, in: folder) { anchor })
    let log = DecisionLog(path: folder.decisions)
    try log.append("admission-reset", at: noon)
    #expect(!EngineHistory.hasSession(missing, in: folder) { nil })
    try log.append("session-started", at: noon)
    #expect(EngineHistory.hasSession(missing, in: folder) { nil })
    try scratch.write("decisions.jsonl", "damaged\n")
    #expect(EngineHistory.hasSession(missing, in: folder) { nil })
  }
}

@Suite("A request to the kill switch") struct KillSwitchRequestTests {
  @Test("at the trip path always trips") func trip() {
    let path = KillSwitchRequest.tripPath("/s/ks")
    #expect(path == "/s/ks.trip")
    #expect(
      KillSwitchRequest(tripFile: KillSwitchRequest.tripDocument(reason: "odd"), path: path)
        == .trip(cause: .command, reason: "odd"))
    var random = SplitMix(state: 3)
    let dropped = KillSwitchRequest.trip(cause: .fileDrop, reason: "a file was put at /s/ks.trip")
    for content in [nil, [], Array("{}".utf8), KillSwitchRequest.resetDocument(tripID: "a", reason: "r")] {
      #expect(KillSwitchRequest(tripFile: content, path: path) == dropped)
    }
    for _ in 0..<500 {
      let bytes = random.damage(KillSwitchRequest.tripDocument(reason: "odd"))
      guard case .trip = KillSwitchRequest(tripFile: bytes, path: path) else {
        Issue.record("a trip was lost")
        return
      }
    }
  }

  @Test("at the reset path resets only when it is well formed") func reset() {
    let whole = KillSwitchRequest.resetDocument(tripID: "1a", reason: "explained")
    #expect(KillSwitchRequest(resetFile: whole) == .reset(tripID: "1a", reason: "explained"))
    let wrong: [[UInt8]?] = [
      nil, [], Array("{}".utf8), KillSwitchRequest.tripDocument(reason: "x"),
      KillSwitchRequest.resetDocument(tripID: "1a", reason: ""), whole + whole,
    ]
    for content in wrong {
      guard case .unintelligible = KillSwitchRequest(resetFile: content) else {
        Issue.record("a reset came out of \(content ?? [])")
        continue
      }
    }
  }
}

extension StateFolder {
  init(path: String) { self.init(containing: "\(path)/ks") }
}
