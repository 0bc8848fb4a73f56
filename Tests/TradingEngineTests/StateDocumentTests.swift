import Chronology
import DurableFiles
import StrictJSON
import Testing
import Trading

@testable import TradingEngine

@Suite("A state file") struct StateDocumentTests {
  private let noon = Timestamp(clamping: 1_795_521_600_000)

  @Test("has one byte form") func bytes() {
    #expect(
      String(decoding: KillSwitchState.armed(reason: nil, at: noon).encoded(), as: UTF8.self)
        == #"{"killSwitch":"v1","state":"armed","tripId":null,"cause":null,"reason":null,"#
        + #""changedAt":"2026-11-24T12:00:00.000Z","note":null}"# + "\n")
    #expect(
      String(
        decoding: KillSwitchState.tripped(id: "1a", cause: .fileDrop, reason: "r", at: noon).encoded(),
        as: UTF8.self)
        == #"{"killSwitch":"v1","state":"tripped","tripId":"1a","cause":"file-drop","reason":"r","#
        + #""changedAt":"2026-11-24T12:00:00.000Z","note":null}"# + "\n")
    #expect(
      String(decoding: InstrumentSpecsCache.empty.encoded(), as: UTF8.self)
        == #"{"instrumentSpecs":"v1","updatedAt":null,"instruments":[],"note":null}"# + "\n")
  }

  @Test("is read back as it was written") func roundTrip() throws {
    let scratch = try ScratchFolder()
    let states = [
      KillSwitchState.armed(reason: "reset: ok", at: noon, note: "T"),
      .tripped(id: "1a", cause: .signal, reason: "x\ny", at: noon),
      KillSwitchState(
        mode: .noEntry, tripID: nil, cause: .signal, reason: nil, changedAt: noon, note: nil),
      KillSwitchState(
        mode: .flattened, tripID: "b", cause: .command, reason: "r", changedAt: noon, note: nil),
    ]
    for state in states {
      try state.save(scratch["ks"])
      guard case .present(let read) = KillSwitchState.load(scratch["ks"]) else {
        Issue.record("not read: \(state)")
        continue
      }
      #expect(read == state)
    }
    let specs = InstrumentSpecsCache(updatedAt: noon, instruments: [["symbol": "PF_XBTUSD"]], note: nil)
    try specs.save(scratch["specs"])
    guard case .present(let read) = InstrumentSpecsCache.load(scratch["specs"]) else {
      Issue.record("not read")
      return
    }
    #expect(read == specs)
  }

  static let wrong = [
    "", "{}", "[]", "null", "x",
    #"{"killSwitch":"v2","state":"armed","tripId":null,"cause":null,"reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"off","tripId":null,"cause":null,"reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"tripped","tripId":null,"cause":"command","reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"tripped","tripId":"","cause":"command","reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"tripped","tripId":"a","cause":null,"reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"armed","tripId":"a","cause":null,"reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"armed","tripId":null,"cause":"why","reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null}"#,
    #"{"killSwitch":"v1","state":"armed","tripId":null,"cause":null,"reason":null,"changedAt":"2026-11-24","note":null}"#,
    #"{"killSwitch":"v1","state":"armed","tripId":null,"cause":null,"reason":null,"changedAt":"2026-11-24T12:00:00.000Z"}"#,
    #"{"killSwitch":"v1","state":"armed","tripId":null,"cause":null,"reason":null,"changedAt":"2026-11-24T12:00:00.000Z","note":null,"x":1}"#,
  ]

  @Test("that is not as it was written does not load", arguments: wrong) func refused(text: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write("ks", text)
    guard case .unreadable(let reason) = KillSwitchState.load(scratch["ks"]) else {
      Issue.record("it loads")
      return
    }
    #expect(!reason.isEmpty)
    let answer = StateFileAnswer(StateFile(kind: .killSwitch, path: scratch["ks"]))
    #expect(answer.isPresent && !answer.loads && answer.reason == reason)
  }

  @Test("that is missing, or is a folder, is told apart") func absent() throws {
    let scratch = try ScratchFolder()
    guard case .missing = KillSwitchState.load(scratch["none"]) else {
      Issue.record("something is there")
      return
    }
    guard case .unreadable = KillSwitchState.load(scratch.path) else {
      Issue.record("a folder loads")
      return
    }
    let answer = StateFileAnswer(StateFile(kind: .instrumentSpecs, path: scratch["none"]))
    #expect(!answer.isPresent && !answer.loads && answer.reason == "no such file")
  }

  @Test("that is damaged loads as what it says, or not at all") func damaged() throws {
    let scratch = try ScratchFolder()
    var random = SplitMix(state: 7)
    let original = KillSwitchState.tripped(id: "1a", cause: .signal, reason: "r", at: noon).encoded()
    for _ in 0..<300 {
      let bytes = random.damage(original)
      try DurableFiles.replace(scratch["ks"], with: bytes)
      guard case .present(let state) = KillSwitchState.load(scratch["ks"]) else { continue }
      #expect(state.mode.isLatched == (state.tripID != nil))
    }
  }
}
