import AuditLog
import Chronology
import DurableFiles
import EngineProcesses
import ExactDecimal
import GateScene
import Glibc
import Testing
import TradeJournal
import Trading

@testable import TradingEngine

/// What a file can become.
enum Damage: String, CaseIterable, Sendable {
  case flipped, zeroed, truncated

  func of(_ bytes: [UInt8], at place: Int) -> [UInt8] {
    var changed = bytes
    switch self {
    case .flipped: changed[place] ^= 0x01
    case .zeroed: changed[place] = 0
    case .truncated: changed = Array(bytes[..<place])
    }
    return changed
  }

  /// Every so many bytes, and the first and last few.
  static func places(_ bytes: [UInt8], _ count: Int) -> [Int] {
    let step = KillPlace.isEverything ? 1 : max(1, count / 60)
    let edges = Array(0..<min(4, count)) + Array(max(0, count - 4)..<count)
    return Set(stride(from: 0, to: count, by: step)).union(edges).sorted()
  }
}

/// The state folder of an engine that was killed with a protected position, its files changed at each byte.
@Suite("A state file that was changed while the engine was dead", .inTurn) struct CorruptionTests {
  private func killed() async throws -> TradingScene {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    return scene
  }

  @Test("leaves a kill switch tripped that was, and trips or arms one that was armed") func killSwitch()
    async throws
  {
    let scene = try await killed()
    let now = Timestamp(clamping: 0)
    for trips in [false, true] {
      if trips { _ = try await scene.command(["kill-switch", "trip", "--reason", "odd fills"]) }
      let bytes = try DurableFiles.read(scene.killSwitchPath, limit: 1 << 20)
      for damage in Damage.allCases {
        for place in Damage.places(bytes, bytes.count) {
          let changed = damage.of(bytes, at: place)
          guard changed != bytes else { continue }
          try DurableFiles.replace(scene.killSwitchPath, with: changed, mode: 0o600)
          let meaning = KillSwitch.meaning(
            of: KillSwitchState.load(scene.killSwitchPath), hasHistory: true, tripID: "new", at: now)
          // Of one that was armed, its reason and time are all that can change.
          let isFine =
            trips ? meaning.mode == .tripped : meaning.mode == .armed || meaning.cause == .stateUnreadable
          #expect(isFine, "\(damage) at \(place): \(meaning)")
        }
      }
      try DurableFiles.replace(scene.killSwitchPath, with: bytes, mode: 0o600)
    }
  }

  /// Leaves a few zeros behind the records and no segments ahead, so that each look at the journal is short.
  private func shorten(_ folder: String) throws {
    for name in try DurableFiles.list(folder, limit: 100).compactMap(\.name) {
      let path = "\(folder)/\(name)"
      let bytes = try DurableFiles.read(path, limit: 1 << 26)
      let used = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
      if used == 0 {
        try DurableFiles.remove(path)
      } else if used < bytes.count {
        try DurableFiles.replace(path, with: Array(bytes[..<min(bytes.count, used + 512)]), mode: 0o600)
      }
    }
  }

  @Test("is noticed in the journal, but for what a crash does to the last record", arguments: [false, true])
  func journal(_ hasSnapshot: Bool) async throws {
    let scene = try await killed()
    let folder = scene.paths.journal
    if hasSnapshot {
      let engine = try await scene.run()
      engine.signal(SIGKILL)
      #expect(await engine.end(within: 5_000))
    }
    try shorten(folder)
    let whole = try Journal.read(folder)
    for name in try DurableFiles.list(folder, limit: 100).compactMap(\.name) {
      let path = "\(folder)/\(name)"
      let bytes = try DurableFiles.read(path, limit: 1 << 26)
      guard let used = bytes.lastIndex(where: { $0 != 0 }).map({ $0 + 1 }) else { continue }
      let lastLine = bytes[..<(used - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      for damage in Damage.allCases {
        for place in Damage.places(bytes, used) {
          let changed = damage.of(bytes, at: place)
          guard changed != bytes else { continue }
          try DurableFiles.replace(path, with: changed, mode: 0o600)
          do {
            let found = try Journal.read(folder)
            let isSame = found.snapshot == whole.snapshot && found.records == whole.records
            let isTorn =
              place >= lastLine && found.snapshot == whole.snapshot
              && found.records == whole.records.dropLast()
            // The first segment is still there to do without the snapshot.
            let isDiscarded = found.discardedSnapshot != nil && !found.records.isEmpty
            #expect(isSame || isTorn || isDiscarded, "\(name) \(damage) at \(place) of \(used)")
          } catch {
            #expect(
              error.code == "journal.damaged", "\(name) \(damage) at \(place): \(error)")
          }
        }
      }
      try DurableFiles.replace(path, with: bytes, mode: 0o600)
    }
  }

  @Test("is a number, a cache and a record that is refused or read, and never more") func small() async throws
  {
    let scene = try await killed()
    let folder = scene.paths
    let number = try InstanceNumber.load(folder, journal: nil) { 0 }
    for path in [folder.instanceNumber, folder.instance, "\(scene.state)/specs.json"] {
      let bytes = try DurableFiles.read(path, limit: 1 << 20)
      for damage in Damage.allCases {
        for place in Damage.places(bytes, bytes.count) {
          let changed = damage.of(bytes, at: place)
          guard changed != bytes else { continue }
          try DurableFiles.replace(path, with: changed, mode: 0o600)
          // Whatever they make of it, they end.
          _ = InstanceRecord.load(in: folder)
          if case .present(let cache) = InstrumentSpecsCache.load("\(scene.state)/specs.json") {
            #expect(cache.known.allSatisfy { $0.tickSize.signum > 0 && $0.sizeStep.signum > 0 })
          }
          // The file has no digest; the journal, which has, knows better.
          #expect(try InstanceNumber.load(folder, journal: number) { 4_711 } == number)
        }
      }
      try DurableFiles.replace(path, with: bytes, mode: 0o600)
    }
  }

  @Test("is refused in the decision log, but for what a crash does to the last line") func decisions()
    async throws
  {
    let scene = try await killed()
    let log = DecisionLog(path: scene.paths.decisions)
    let anchor = try log.anchor()
    let bytes = try DurableFiles.read(log.path, limit: 1 << 24)
    let lastLine = bytes.dropLast().lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    for damage in Damage.allCases {
      for place in Damage.places(bytes, bytes.count) {
        let changed = damage.of(bytes, at: place)
        guard changed != bytes else { continue }
        try DurableFiles.replace(log.path, with: changed, mode: 0o600)
        guard let found = try? log.anchor(), damage != .truncated else { continue }
        #expect(found == anchor || place >= lastLine, "\(damage) at \(place)")
      }
    }
  }

  // MARK: The whole

  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let damage: Damage
    /// In hundredths of what was written.
    let share: Int
    var testDescription: String { "\(file) \(damage) at \(share) %" }

    static let files = [
      "kill.json", "specs.json", "instance_number.json", "instance.json", "decisions.jsonl",
      "journal/000001.jsonl",
    ]
    static let all: [Case] = files.flatMap { file in
      Damage.allCases.flatMap { damage in [0, 50, 99].map { Case(file: file, damage: damage, share: $0) } }
    }
    static let sample = [
      Case(file: "kill.json", damage: .truncated, share: 50),
      Case(file: "specs.json", damage: .zeroed, share: 50),
      Case(file: "instance_number.json", damage: .truncated, share: 0),
      Case(file: "decisions.jsonl", damage: .flipped, share: 50),
      Case(file: "journal/000001.jsonl", damage: .flipped, share: 50),
      Case(file: "journal/000001.jsonl", damage: .truncated, share: 50),
    ]
    static let chosen = KillPlace.isEverything ? all : sample
  }

  @Test(
    "leads to a start that works or a refusal with a code, and the position stays covered",
    arguments: Case.chosen)
  func whole(_ place: Case) async throws {
    let scene = try await killed()
    let path = "\(scene.state)/\(place.file)"
    let bytes = try DurableFiles.read(path, limit: 1 << 26)
    let used = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
    try DurableFiles.replace(path, with: place.damage.of(bytes, at: used * place.share / 100), mode: 0o600)
    let shown = try await scene.command(["kill-switch", "show"])
    #expect(shown.status == 0 || shown.status == 1, "\(shown.standardError)")
    let engine = scene.start(["run"])
    var guardian = engine
    if await !engine.says("running in environment", within: 50_000) {
      #expect([74, 75, 78].contains(engine.status), "\(engine.status ?? -1): \(engine.standardError)")
      #expect(engine.standardError.contains("error: "), "\(engine.standardError)")
      guardian = scene.start(["protect", "--until-flat"])
    }
    let truth = try await scene.awaitTruth(within: 10_000, for: 3_000) { $0.isSettled }
    let about = "\(place): \(truth) \(engine.status ?? -1) \(engine.standardError) \(guardian.standardError)"
    #expect(truth.isSettled, "\(about)")
    // Nobody opened anything besides.
    #expect(try await scene.entriesSent() == ["0.01"], "\(about)")
  }
}
