import StrictJSON
import Testing

@testable import TradeJournal

@Suite("A journal that is only read") struct ReadingTests {
  let scene: JournalScene

  init() throws { scene = try JournalScene() }

  @Test("tells what is in it beside the one that has it open, and changes nothing")
  func beside() throws {
    let journal = try scene.open()
    for body in JournalScene.bodies(20, padding: 500) {
      try journal.append([body], use: .protective)
      try journal.synchronize()
      try journal.prepareSpares()
      let before = try scene.names().map { try scene.bytes($0) }
      let contents = try Journal.read(scene.folder)
      #expect(contents.records.last?.body == body && !contents.isNew)
      #expect(try scene.names().map { try scene.bytes($0) } == before)
    }
    try journal.compact(body: "the state")
    #expect(try Journal.read(scene.folder).snapshot?.body == "the state")
    // And its owner goes on.
    try journal.append(["kind"], use: .protective)
    #expect(try Journal.read(scene.folder).records.map(\.body) == ["kind"])
  }

  @Test("is new where nothing is, and stays so") func nothing() throws {
    #expect(try Journal.read(scene.folder).isNew)
    #expect(throws: (any Error).self) { try scene.names() }
  }

  @Test("is refused where it is damaged, as by opening") func damage() throws {
    try scene.fill(JournalScene.bodies(3))
    var bytes = try scene.bytes()
    bytes[40] ^= 1
    try scene.write(bytes)
    #expect {
      try Journal.read(scene.folder)
    } throws: { ($0 as? JournalError)?.code == "journal.damaged" }
  }
}

@Suite("A journal's history") struct HistoryTests {
  let scene: JournalScene

  init() throws { scene = try JournalScene() }

  @Test("has also what a snapshot stands for, as far as its segments are there") func older() throws {
    #expect(try Journal.history(scene.folder).isEmpty)
    try scene.fill(JournalScene.bodies(4))
    var journal: Journal? = try scene.open()
    try journal?.compact(body: "the state")
    try journal?.append(["kind"], use: .protective)
    try journal?.synchronize()
    #expect(try Journal.read(scene.folder).records.map(\.seq) == [5])
    #expect(try Journal.history(scene.folder).map(\.seq) == [1, 2, 3, 4, 5])
    // Segments that the snapshot has made needless take their records along.
    for body in JournalScene.bodies(40, padding: 500) {
      try journal?.append([body], use: .protective)
      try journal?.synchronize()
      try journal?.prepareSpares()
    }
    try journal?.compact(body: "another")
    journal = nil
    let left = try Journal.history(scene.folder).map(\.seq)
    #expect(left.first ?? 0 > 5 && left.last == 45 && left == Array((left.first ?? 0)...45))
  }

  @Test("leaves out a last record that a crash tore, or that is being written") func torn() throws {
    try scene.fill(JournalScene.bodies(3))
    var bytes = try scene.bytes()
    let end = try #require(bytes.firstIndex(of: 0))
    for (place, byte) in #"{"seq":4,"prev":"00"#.utf8.enumerated() { bytes[end + place] = byte }
    try scene.write(bytes)
    #expect(try Journal.history(scene.folder).map(\.seq) == [1, 2, 3])
  }

  @Test("is refused where it is damaged") func damage() throws {
    try scene.fill(JournalScene.bodies(3))
    var bytes = try scene.bytes()
    bytes[40] ^= 1
    try scene.write(bytes)
    #expect(throws: JournalError.self) { try Journal.history(scene.folder) }
  }
}
