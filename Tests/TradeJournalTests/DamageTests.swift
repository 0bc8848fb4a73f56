import DurableFiles
import GateScene
import StrictJSON
import Testing

@testable import TradeJournal

@Suite("Of a journal that is not as it was written") struct DamageTests {
  let scene: JournalScene
  static let bodies = JournalScene.bodies(30)

  init() throws { scene = try JournalScene() }

  /// The written part of one segment with thirty records, and where each line ends.
  private func segment() throws -> (bytes: [UInt8], ends: [Int]) {
    try scene.fill(Self.bodies)
    let bytes = Array(try scene.bytes().prefix { $0 != 0 })
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    try #require(ends.count == 30)
    return (bytes, ends)
  }

  private func read(_ bytes: [UInt8]) -> Result<SegmentReader.Scan, JournalDamage> {
    var reader = SegmentReader(from: .start, or: nil)
    do throws(JournalDamage) { return .success(try reader.read("s", bytes)) } catch { return .failure(error) }
  }

  @Test("every cut at the end gives the records before it, whether the rest is missing or zeros")
  func truncation() throws {
    let (bytes, ends) = try segment()
    // Every length in the last three lines; before those, where it costs as much and shows the same, every fifth.
    for length in 0...bytes.count where length > ends[26] || length.isMultiple(of: 5) {
      let whole = ends.prefix { $0 <= length }.count
      let zeros = [UInt8](repeating: 0, count: length.isMultiple(of: 3) ? 0 : 700)
      let scan = try read(bytes[..<length] + zeros).get()
      #expect(scan.records.map(\.body) == Array(Self.bodies.prefix(whole)), "\(length)")
      #expect(scan.tornBytes == length - (whole == 0 ? 0 : ends[whole - 1]), "\(length)")
    }
  }

  @Test("a cut file is damage, wherever it is cut: a segment has its full length before anything is in it")
  func truncatedFile() throws {
    let (bytes, ends) = try segment()
    let room = SegmentClosing.room
    for length in Swift.stride(from: 0, through: bytes.count, by: 13) {
      try scene.write(Array(bytes[..<length]))
      guard case .failure(let error) = scene.reopened(), case .damaged = error else {
        Issue.record("\(length)")
        continue
      }
      // As long as it was with no record in it, it may be what an older setting made.
      let whole = ends.prefix { $0 <= length }.count
      try scene.write(Array(bytes[..<length]) + [UInt8](repeating: 0, count: room))
      #expect(try scene.reopened().get().bodies == Array(Self.bodies.prefix(whole)), "\(length)")
    }
  }

  @Test("no changed byte makes another record; only the last line can count as torn, by its newline alone")
  func corruption() throws {
    // One finds the same, and takes a minute.
    try corrupt(by: 13)
  }

  private func corrupt(by stride: Int) throws {
    let (bytes, ends) = try segment()
    // Ends with the last newline.
    for index in Swift.stride(from: (bytes.count - 1) % stride, to: bytes.count, by: stride) {
      for value in [bytes[index] ^ 0x01, bytes[index] ^ 0x80, 0, 0x0A, 0x7D] where value != bytes[index] {
        var changed = bytes + [UInt8](repeating: 0, count: 64)
        changed[index] = value
        switch read(changed) {
        case .failure(let damage):
          // A line without its end is one with the next.
          let line = ends.prefix { $0 <= index }.count + 1
          #expect(damage.line == line, "\(index): \(damage)")
        case .success(let scan):
          #expect(index == bytes.count - 1 && value == 0, "\(index) \(value)")
          #expect(scan.records.map(\.body) == Array(Self.bodies.dropLast()))
        }
      }
    }
  }

  @Test("a sector that was not written at the end is torn, one before other lines is damage")
  func sectors() throws {
    let (bytes, ends) = try segment()
    for sector in 0...bytes.count / 512 {
      let lost = sector * 512..<min(bytes.count, sector * 512 + 512)
      var changed = bytes + [UInt8](repeating: 0, count: 1024)
      for index in lost { changed[index] = 0 }
      let isLast = !ends.dropLast().contains { $0 > lost.upperBound }
      switch read(changed) {
      case .failure: #expect(!isLast, "\(sector)")
      case .success(let scan):
        #expect(isLast)
        #expect(
          scan.records.map(\.body) == Array(Self.bodies.prefix(ends.prefix { $0 <= lost.lowerBound }.count)))
      }
    }
  }

  @Test("a lost first sector of the last line is a hole, and the line is torn")
  func hole() throws {
    let long = JournalScene.bodies(2, padding: 900)
    try scene.fill(long)
    var bytes = try scene.bytes()
    for index in 1536..<2048 { bytes[index] = 0 }
    try scene.write(bytes)
    let contents = try scene.open().contents
    #expect(contents.bodies == [long[0]] && contents.tornBytes > 900)
    #expect(try scene.bytes().suffix(from: 1100).allSatisfy { $0 == 0 })
  }

  @Test("damage says where it is and what was expected")
  func message() throws {
    let (bytes, ends) = try segment()
    var changed = bytes
    changed.removeSubrange(ends[3]..<ends[4])
    try scene.write(changed)
    guard case .failure(let error) = scene.reopened() else {
      Issue.record("it was opened")
      return
    }
    #expect(error.code == "journal.damaged")
    #expect(
      error.damage
        == JournalDamage(segment: "000001.jsonl", line: 5, expected: "record 5", found: "record 6"))
    #expect(
      "\(error)" == "the journal is damaged at line 5 of '000001.jsonl': expected record 5, found record 6")
    // Nothing was changed.
    #expect(try scene.bytes() == changed)
  }

  @Test("a missing segment is missed, the first, one between, and the last that was written")
  func missing() throws {
    try scene.fill(JournalScene.bodies(120, padding: 100))
    let names = try scene.names()
    let written = try names.filter { try scene.bytes($0)[0] != 0 }
    try #require(written.count >= 4 && names.count == written.count + 2)
    for name in written {
      let bytes = try scene.bytes(name)
      try DurableFiles.remove(scene.path(name))
      #expect(failure?.damage?.segment == name)
      try scene.write(bytes, name)
    }
    // With the spares, so that no number shows a gap: the segment before was closed.
    for name in names.suffix(3) { try DurableFiles.remove(scene.path(name)) }
    #expect(failure?.damage?.segment == written.last)
  }

  @Test("lines in a segment that was not begun are damage")
  func notBegun() throws {
    try scene.fill(JournalScene.bodies(3))
    try scene.write(Array(try scene.bytes().prefix { $0 != 0 }), "000002.jsonl")
    #expect(failure?.damage?.segment == "000002.jsonl")
    try scene.write([0x7B], "000002.jsonl")
    #expect(failure?.damage?.segment == "000002.jsonl")
  }

  @Test("something other than a file in a segment's place is refused")
  func kinds() throws {
    try scene.fill(JournalScene.bodies(3))
    try DurableFiles.remove(scene.path("000002.jsonl"))
    try DurableFiles.createFolder(scene.path("000002.jsonl"))
    #expect(failure?.code == "journal.failed")
  }

  private var failure: JournalError? {
    guard case .failure(let error) = scene.reopened() else { return nil }
    return error
  }
}
