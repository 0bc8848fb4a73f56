import DurableFiles
import GateScene
import Glibc
import StrictJSON
import Testing

@testable import TradeJournal

@Suite("A journal") struct JournalTests {
  let scene: JournalScene

  init() throws { scene = try JournalScene() }

  @Test("begins in a folder that is missing or empty, and gives back what it was given")
  func roundTrip() throws {
    do {
      let journal = try scene.open()
      #expect(journal.contents.isNew && journal.contents.records.isEmpty && journal.lastSeq == 0)
      #expect(try journal.append(JournalScene.bodies(3), use: .ordinary) == 3)
      #expect(try journal.append([], use: .ordinary) == 3)
      #expect(try journal.append(["x"], use: .protective) == 4)
      try journal.synchronize()
    }
    let contents = try scene.open().contents
    #expect(!contents.isNew && contents.bodies == JournalScene.bodies(3) + ["x"])
    #expect(contents.tornBytes == 0 && contents.snapshot == nil && contents.discardedSnapshot == nil)
    #expect(try scene.names() == ["000001.jsonl", "000002.jsonl", "000003.jsonl"])
    for name in try scene.names() {
      let status = try DurableFiles.status(scene.path(name))
      #expect(status.size == 8192 && status.mode == 0o600)
    }
  }

  @Test("rolls from segment to segment and closes each before the next")
  func rolling() throws {
    let bodies = JournalScene.bodies(200, padding: 100)
    try scene.fill(bodies)
    #expect(try scene.names().count > 6)
    let first = String(decoding: try scene.bytes().prefix { $0 != 0 }, as: UTF8.self)
    #expect(first.split(separator: "\n").last?.hasPrefix(#"{"closed":"#) == true)
    #expect(try scene.open().contents.bodies == bodies)
    // One call with records for more than one segment.
    let journal = try scene.open()
    try journal.append(JournalScene.bodies(40, padding: 100), use: .protective)
    try journal.synchronize()
    _ = consume journal
    #expect(try scene.open().contents.records.count == 240)
  }

  @Test("is open in one place at a time")
  func lock() throws {
    let journal = try scene.open()
    let refusal = #expect(throws: JournalError.self) { try scene.open() }
    #expect(refusal?.code == "journal.busy")
    extendLifetime(journal)
  }

  @Test("keeps the reserve for protection, and takes nothing in part")
  func reserve() throws {
    let disk = UnreliableDisk()
    let journal = try scene.open(disk: disk.disk)
    disk.set { $0.createError = ENOSPC }
    let body = JournalScene.bodies(1, padding: 900)[0]
    var ordinary = 0
    while journal.hasRoomForEntries {
      try journal.append([body], use: .ordinary)
      ordinary += 1
    }
    #expect(ordinary > 10)
    let before = journal.lastSeq
    let refusal = #expect(throws: JournalError.self) {
      try journal.append([body, body], use: .ordinary)
    }
    #expect(refusal == .noRoom(.ordinary) && refusal?.code == "journal.no-room")
    #expect(journal.lastSeq == before && journal.brokenBy == nil)
    var protective = 0
    let end = #expect(throws: JournalError.self) {
      while true {
        try journal.append([body], use: .protective)
        protective += 1
      }
    }
    #expect(end == .noRoom(.protective) && protective >= 2)
    #expect(
      throws: JournalError.failed(FileError(.create, scene.path("000004.jsonl"), .system(errno: ENOSPC)))
    ) {
      try journal.prepareSpares()
    }
    disk.set { $0.createError = nil }
    try journal.prepareSpares()
    #expect(journal.hasRoomForEntries)
    try journal.append([body], use: .ordinary)
    try journal.synchronize()
    _ = consume journal
    #expect(try scene.open().contents.records.count == ordinary + protective + 1)
  }

  @Test("with its spares in place takes ordinary records wherever a segment ends")
  func ordinaryRolls() throws {
    let journal = try scene.open()
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      #expect(journal.hasRoomForEntries)
      let body = JournalScene.bodies(1, padding: Int.random(in: 0...950, using: &generator))
      try journal.append(body, use: .ordinary)
      try journal.prepareSpares()
    }
  }

  @Test("takes nothing after a failed sync until it is opened again", arguments: [EIO, ENOSPC])
  func failedSync(_ error: Int32) throws {
    let disk = UnreliableDisk()
    do {
      let journal = try scene.open(disk: disk.disk)
      try journal.append(["a"], use: .ordinary)
      try journal.synchronize()
      try journal.append(["b"], use: .ordinary)
      disk.set { $0.syncError = error }
      let first = try #require(throws: JournalError.self) { try journal.synchronize() }
      #expect(first.code == "journal.broken")
      disk.set { $0.syncError = nil }
      for use in [JournalUse.ordinary, .protective] {
        #expect(throws: first) { try journal.append(["c"], use: use) }
      }
      #expect(throws: first) { try journal.synchronize() }
      #expect(throws: first) { try journal.compact(body: .null) }
      #expect(journal.brokenBy?.errno == error && !journal.hasRoomForEntries)
      #expect(disk.syncs == 2)
    }
    // Written anew and synced before it is believed.
    let journal = try scene.open(disk: disk.disk)
    #expect(journal.contents.bodies == ["a", "b"])
    #expect(disk.syncs == 3)
    _ = consume journal
    disk.set { $0.syncError = error }
    let refusal = #expect(throws: JournalError.self) { try scene.open(disk: disk.disk) }
    #expect(refusal?.code == "journal.failed")
  }

  @Test("takes nothing after a failed write, of which the next opening cuts off what was written")
  func failedWrite() throws {
    let disk = UnreliableDisk()
    do {
      let journal = try scene.open(disk: disk.disk)
      try journal.append(["a"], use: .ordinary)
      try journal.synchronize()
      disk.set { ($0.writeError, $0.written) = (EIO, 200) }
      #expect(throws: JournalError.self) { try journal.append(["b", "c"], use: .ordinary) }
      disk.set { $0.writeError = nil }
      #expect(throws: JournalError.self) { try journal.append(["d"], use: .protective) }
    }
    let journal = try scene.open()
    #expect(journal.contents.bodies == ["a", "b"] && journal.contents.tornBytes > 0)
    try journal.append(["e"], use: .ordinary)
    _ = consume journal
    #expect(try scene.open().contents.bodies == ["a", "b", "e"])
  }

  @Test("refuses settings under which records would find no room")
  func settings() {
    for settings in [
      JournalSettings(segmentBytes: 4095), JournalSettings(reserveBytes: 8 << 20),
      JournalSettings(bodyBytes: 2 << 20), JournalSettings(spareSegments: 0),
      JournalSettings(reserveBytes: -1),
      JournalSettings(segmentBytes: 8192, reserveBytes: 0, bodyBytes: 4096),
    ] {
      let refusal = #expect(throws: JournalError.self) { try scene.open(settings) }
      #expect(refusal?.code == "journal.invalid")
    }
    #expect(throws: Never.self) { try JournalSettings.standard.check() }
  }

  @Test("grows the segments that were made under smaller settings")
  func growing() throws {
    try scene.fill(JournalScene.bodies(3))
    let larger = JournalSettings(segmentBytes: 16_384, reserveBytes: 2048, bodyBytes: 2048)
    #expect(try scene.open(larger).contents.records.count == 3)
    #expect(try scene.names().allSatisfy { try scene.bytes($0).count == 16_384 })
    // And reads what larger ones allowed.
    try scene.fill(JournalScene.bodies(1, padding: 1900), larger)
    #expect(try scene.open().contents.records.count == 4)
  }

  @Test("removes what a crash left of files that were being made, and nothing else")
  func leftovers() throws {
    try scene.fill(JournalScene.bodies(1))
    try scene.write([1], ".000004.jsonl.0123456789ab.tmp")
    try scene.write([1], "notes")
    _ = try scene.open()
    #expect(try scene.names() == ["000001.jsonl", "000002.jsonl", "000003.jsonl", "notes"])
  }
}
