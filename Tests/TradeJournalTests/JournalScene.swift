import DurableFiles
import GateScene
import StrictJSON
import Synchronization
import Testing

@testable import TradeJournal

/// A journal's folder of one test's own, with segments so small that they roll.
final class JournalScene: Sendable {
  private let scene: GateScene

  static let small = JournalSettings(
    segmentBytes: 8192, reserveBytes: 2048, bodyBytes: 1024, spareSegments: 2)

  init() throws { scene = try GateScene() }

  var folder: String { scene["journal"] }
  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func open(
    _ settings: JournalSettings = JournalScene.small, disk: JournalDisk = .system
  ) throws(JournalError) -> Journal {
    try Journal(opening: folder, settings, disk: disk)
  }

  func bytes(_ name: String = "000001.jsonl") throws -> [UInt8] {
    try DurableFiles.read(path(name), limit: 1 << 24)
  }

  func write(_ bytes: [UInt8], _ name: String = "000001.jsonl") throws {
    try DurableFiles.replace(path(name), with: bytes)
  }

  func names() throws -> [String] { try DurableFiles.list(folder, limit: 1000).compactMap(\.name) }

  /// Writes records one by one and closes the journal.
  func fill(_ bodies: [JSON], _ settings: JournalSettings = JournalScene.small) throws {
    let journal = try open(settings)
    for body in bodies {
      try journal.append([body], use: .protective)
      try journal.synchronize()
      try journal.prepareSpares()
    }
  }

  /// What opening finds, or why it does not.
  func reopened() -> Result<JournalContents, JournalError> {
    do throws(JournalError) { return .success(try open().contents) } catch { return .failure(error) }
  }

  static func bodies(_ count: Int, padding: Int = 0) -> [JSON] {
    (1...count).map { number in
      [
        "kind": "order-sent", "number": .integer(number),
        "padding": .string(String(repeating: "x", count: padding)),
      ]
    }
  }
}

extension JournalContents {
  /// The bodies in order, after a check that their numbers are.
  var bodies: [JSON] {
    let first = (snapshot?.seq ?? 0) + 1
    #expect(records.map(\.seq) == Array(first..<first + Int64(records.count)))
    return records.map(\.body)
  }
}

extension JournalError {
  var damage: JournalDamage? {
    guard case .damaged(let damage) = self else { return nil }
    return damage
  }
}

/// A disk that fails or stalls when a test says so.
final class UnreliableDisk: Sendable {
  struct Plan {
    var createError: Int32?
    var writeError: Int32?
    var syncError: Int32?
    /// Bytes that a failing write gets to.
    var written = 0
    var isHeld = false
    var syncs = 0
  }

  private let plan = Mutex(Plan())

  private let released = Bell()

  /// Syncs wait from now on, and do so until ``release()``.
  func hold() { plan.withLock { $0.isHeld = true } }

  /// One sync goes on, and later ones do not wait.
  func release() {
    plan.withLock { $0.isHeld = false }
    released.ring()
  }

  var syncs: Int { plan.withLock(\.syncs) }
  func set(_ change: (inout Plan) -> Void) { plan.withLock { change(&$0) } }

  var disk: JournalDisk {
    JournalDisk(
      create: { path, byteCount throws(FileError) in
        if let error = self.plan.withLock(\.createError) {
          throw FileError(.create, path, .system(errno: error))
        }
        return try JournalDisk.system.create(path, byteCount)
      },
      write: { file, bytes, offset throws(FileError) in
        let (error, count) = self.plan.withLock { ($0.writeError, $0.written) }
        guard let error else { return try JournalDisk.system.write(file, bytes, offset) }
        try JournalDisk.system.write(file, Array(bytes.prefix(count)), offset)
        throw FileError(.write, file.path, .system(errno: error))
      },
      synchronize: { file throws(FileError) in
        let (error, isHeld) = self.plan.withLock { plan in
          plan.syncs += 1
          return (plan.syncError, plan.isHeld)
        }
        if isHeld { self.released.wait() }
        if let error { throw FileError(.synchronize, file.path, .system(errno: error)) }
        try JournalDisk.system.synchronize(file)
      })
  }
}
