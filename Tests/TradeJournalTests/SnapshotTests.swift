import DurableFiles
import GateScene
import StrictJSON
import Testing

@testable import TradeJournal

@Suite("A snapshot") struct SnapshotTests {
  let scene: JournalScene

  init() throws { scene = try JournalScene() }

  private func write(_ count: Int, compactingAt places: Set<Int>) throws {
    let journal = try scene.open()
    for number in 1...count {
      try journal.append([.integer(number)], use: .ordinary)
      try journal.prepareSpares()
      if places.contains(number) { try journal.compact(body: ["total": .integer(number)]) }
    }
    try journal.synchronize()
  }

  @Test("stands for the records before it, whose segments go")
  func compaction() throws {
    try write(150, compactingAt: [20, 100])
    #expect(try scene.names().first != "000001.jsonl")
    let contents = try scene.open().contents
    #expect(contents.snapshot == JournalRecord(seq: 100, body: ["total": 100]))
    #expect(contents.bodies == (101...150).map { JSON.integer($0) })
    // And again, from there.
    try write(3, compactingAt: [2])
    #expect(try scene.open().contents.snapshot == JournalRecord(seq: 152, body: ["total": 2]))
    #expect(try scene.open().contents.records == [JournalRecord(seq: 153, body: 3)])
  }

  @Test("may stand for everything, or for nothing")
  func edges() throws {
    try write(150, compactingAt: [150])
    let contents = try scene.open().contents
    #expect(contents.snapshot?.seq == 150 && contents.records.isEmpty)
    let empty = try JournalScene()
    do { try empty.open().compact(body: .null) }
    #expect(try empty.open().contents.snapshot == JournalRecord(seq: 0, body: .null))
    try empty.fill([1])
    #expect(try empty.open().contents.records == [JournalRecord(seq: 1, body: 1)])
  }

  @Test("that is damaged is done without while all segments are there")
  func damagedWithSegments() throws {
    try write(10, compactingAt: [5])
    var bytes = try scene.bytes("snapshot.json")
    for index in bytes.indices {
      let before = bytes[index]
      bytes[index] ^= 1
      try scene.write(bytes, "snapshot.json")
      let contents = try scene.open().contents
      #expect(contents.snapshot == nil && contents.discardedSnapshot != nil, "\(index)")
      #expect(contents.records.count == 10)
      bytes[index] = before
    }
    try DurableFiles.remove(scene.path("snapshot.json"))
    #expect(try scene.open().contents.records.count == 10)
  }

  @Test("that is damaged or gone, with the segments before it, is damage")
  func damagedWithoutSegments() throws {
    try write(150, compactingAt: [100])
    let bytes = try scene.bytes("snapshot.json")
    try scene.write(Array(bytes.dropLast()), "snapshot.json")
    #expect(damage?.segment == "snapshot.json")
    try DurableFiles.remove(scene.path("snapshot.json"))
    #expect(damage?.segment == "000001.jsonl")
  }

  @Test("misses the segment that was written when it was made, and records that it counted")
  func vanished() throws {
    try write(150, compactingAt: [100])
    let names = try scene.names().filter { $0 != "snapshot.json" }
    let first = try #require(names.first)
    let bytes = try scene.bytes(first)
    try DurableFiles.remove(scene.path(first))
    #expect(damage?.segment == first)
    // All records gone, the file still there.
    for name in names { try scene.write([UInt8](repeating: 0, count: 8192), name) }
    #expect(try scene.open().contents.records.isEmpty)
    for name in names { try DurableFiles.remove(scene.path(name)) }
    #expect(damage?.segment == first)
    // Records of another journal.
    try scene.write(Array("x".utf8) + bytes, first)
    #expect(damage?.segment == first)
  }

  @Test("has to agree with the record that it ends with")
  func disagreement() throws {
    try write(10, compactingAt: [5])
    let other = try JournalScene()
    try other.fill(JournalScene.bodies(10))
    try scene.write(try other.bytes())
    #expect(damage?.line == 5)
    let shorter = try JournalScene()
    try shorter.fill(JournalScene.bodies(3))
    try scene.write(try shorter.bytes())
    #expect(damage?.segment == "snapshot.json")
  }

  @Test("that cannot be written leaves the journal as it was")
  func unwritten() throws {
    let journal = try scene.open()
    try journal.append([1], use: .ordinary)
    try DurableFiles.createFolder(scene.path("snapshot.json"))
    #expect(throws: JournalError.self) { try journal.compact(body: .null) }
    #expect(throws: JournalError.self) { try journal.compact(body: .number("x")) }
    try journal.append([2], use: .ordinary)
    try journal.synchronize()
  }

  private var damage: JournalDamage? {
    guard case .failure(let error) = scene.reopened() else { return nil }
    return error.damage
  }
}
