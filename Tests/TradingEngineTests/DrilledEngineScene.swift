import Chronology
import DurableFiles
import Glibc
import StrictJSON
import Synchronization
import Trading

@testable import TradingEngine

/// This process as the engine that a drill is held with: it has the lock and the record, and does what an engine does
/// with the files of a drill whenever the drill waits, apart from what it is told to do wrong.
final class DrilledEngineScene: Sendable {
  enum Fault: String, Sendable, CaseIterable {
    case none
    /// Nobody reads the trip's file.
    case deaf
    /// The disk says tripped, the health endpoint does not.
    case forgetful
    case entersAnyway = "permits entries"
    case takesIntent = "accepts an intent"
    case noIntents = "does not answer intents"
    /// Nobody reads the reset's file.
    case deafToReset = "does not reset"
    /// The disk says armed, the health endpoint does not.
    case staysTripped = "stays tripped"
    /// Another trip comes between asking and acting.
    case otherTrip = "is tripped by somebody else"
    /// The latch is gone as soon as it was made.
    case lostLatch = "loses its latch"
  }

  static let now = Timestamp(clamping: 1_795_521_700_000)

  let scratch: ScratchFolder
  private let fault: Fault
  private let hasVenue: Bool
  private let environment: String
  private let shown: Mutex<KillSwitchState>
  private let uptime = Mutex<Int64>(0)

  init(_ fault: Fault = .none, hasVenue: Bool = true, environment: String = "simulator") throws {
    scratch = try ScratchFolder()
    self.fault = fault
    self.hasVenue = hasVenue
    self.environment = environment
    let armed = KillSwitchState.armed(reason: nil, at: Timestamp(clamping: 1_795_521_600_000))
    shown = Mutex(armed)
    try armed.save(path)
  }

  var path: String { scratch["ks.json"] }
  var folder: StateFolder { StateFolder(containing: path) }
  var stored: KillSwitchState? {
    if case .present(let state) = KillSwitchState.load(path) { state } else { nil }
  }

  func announce() throws {
    try InstanceRecord(
      processID: getpid(), startedAt: Timestamp(clamping: 0), healthAddress: "127.0.0.1:1"
    ).save(in: folder)
  }

  var world: DrillWorld {
    DrillWorld(
      now: { Self.now },
      uptimeMilliseconds: {
        if self.fault == .lostLatch, self.stored?.mode.isLatched == true {
          try? KillSwitchState.armed(reason: "lost", at: Timestamp(clamping: 0)).save(self.path)
        }
        return self.uptime.withLock { now in
          now += 5
          return now
        }
      }, makeTripID: { "0000beef" }, sleep: { _ in self.act() }, health: { _ in self.health },
      intent: { _, line in self.answer(line) })
  }

  private func act() {
    let now = Timestamp(clamping: 1_795_521_701_000)
    if fault != .deaf, scratch.has("ks.json.trip") {
      try? DurableFiles.remove(KillSwitchRequest.tripPath(path))
      let tripped = KillSwitchState.tripped(
        id: "1a2b3c4d", cause: fault == .otherTrip ? .dailyLoss : .command,
        reason: fault == .otherTrip ? "lost enough" : "drill", at: now)
      try? tripped.save(path)
      if fault != .forgetful { shown.withLock { $0 = tripped } }
    }
    if fault != .deafToReset, scratch.has("ks.json.reset") {
      try? DurableFiles.remove(KillSwitchRequest.resetPath(path))
      let armed = KillSwitchState.armed(reason: "reset: drill", at: now)
      try? armed.save(path)
      if fault != .staysTripped { shown.withLock { $0 = armed } }
    }
  }

  private var health: JSON {
    let state = shown.withLock { $0 }
    let stops = state.mode.isLatched && fault != .entersAnyway
    return [
      "environment": .string(environment), "entries": stops ? "stopped" : "permitted",
      "killSwitch": [
        "state": .string(state.mode.rawValue), "tripId": state.tripID.map(JSON.string) ?? .null,
      ],
      "venue": hasVenue ? ["reconciled": true] : nil,
    ]
  }

  private func answer(_ line: String) -> JSON? {
    guard fault != .noIntents, let json = try? JSON.parse(Array(line.utf8)), let intent = try? Intent(json),
      case .enter(let enter) = intent, enter.id == "drill-1a2b3c4d", enter.symbol.description == "PF_XBTUSD"
    else { return nil }
    return fault == .takesIntent
      ? ["intent": .string(enter.id), "answer": "accepted"]
      : ["intent": .string(enter.id), "answer": "refused", "code": "intent.entries-not-permitted"]
  }
}
