import DurableFiles
import GateScene
import StrictJSON
import Testing

@testable import TradeJournal

/// Any sequence of calls, closings, crashes and compactions, beside a list in memory.
@Suite("Whatever is done to a journal") struct RandomJournalTests {
  @Test("it gives back what was written, in order", arguments: 1...12)
  func model(_ seed: UInt64) throws {
    let scene = try JournalScene()
    var generator = SeededGenerator(seed: seed)
    var written: [JSON] = []
    var compacted = 0
    for _ in 0..<12 {
      do {
        let journal = try scene.open()
        #expect(journal.contents.snapshot.map { $0.seq } == (compacted == 0 ? nil : Int64(compacted)))
        #expect(journal.contents.records.map(\.body) == Array(written[compacted...]), "seed \(seed)")
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
          let bodies = (0..<Int.random(in: 0...3, using: &generator)).map { _ in body(&generator, depth: 0) }
          do throws(JournalError) {
            #expect(try journal.append(bodies, use: .protective) == Int64(written.count + bodies.count))
            written += bodies
          } catch {
            guard case .noRoom = error else { throw error }
          }
          if Bool.random(using: &generator) { try journal.synchronize() }
          if Int.random(in: 0..<4, using: &generator) == 0 { try journal.prepareSpares() }
          if Int.random(in: 0..<12, using: &generator) == 0, !written.isEmpty {
            try journal.compact(body: .integer(written.count))
            compacted = written.count
          }
        }
      }
      if Bool.random(using: &generator) { try tear(scene, &generator) }
    }
  }

  /// The beginning of a line that never got further.
  private func tear(_ scene: JournalScene, _ generator: inout SeededGenerator) throws {
    let segments = try scene.names().filter { $0 != "snapshot.json" }
    guard
      let name = try segments.last(where: { try scene.bytes($0)[0] != 0 }),
      !String(decoding: try scene.bytes(name), as: UTF8.self).contains(#"{"closed":"#)
    else { return }
    var bytes = try scene.bytes(name)
    let end = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
    let torn = Array(#"{"seq":99999,"prev":"0123456789"#.utf8).prefix(
      Int.random(in: 1...30, using: &generator))
    guard end + torn.count < bytes.count else { return }
    bytes.replaceSubrange(end..<end + torn.count, with: torn)
    try scene.write(bytes, name)
  }

  private func body(_ generator: inout SeededGenerator, depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth < 3 ? 7 : 5), using: &generator) {
    case 0: .null
    case 1: .bool(Bool.random(using: &generator))
    case 2: .number(["0", "-0", "1.10", "1e9", "-12.5E-3"].randomElement(using: &generator) ?? "0")
    case 3: .integer(Int64.random(in: .min ... .max, using: &generator))
    case 4: .string(text(&generator))
    case 5: .array((0..<3).map { _ in body(&generator, depth: depth + 1) })
    default:
      .object((0..<3).map { JSONMember("\($0)\(text(&generator))", body(&generator, depth: depth + 1)) })
    }
  }

  private func text(_ generator: inout SeededGenerator) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "\"", "\\", "\n", "\0", "\u{1F}", "\u{7F}", "é", "\u{2028}", "🙂", "\u{301}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      text.append(scalars.randomElement(using: &generator) ?? "a")
    }
    return String(text)
  }
}
