import DurableFiles
import Testing

/// Design-engine §6: what happens when, and what chance decides, comes in from outside, so that a run can be replayed.
@Suite("The shell's source") struct SourceRulesTests {
  private static let banned = [
    "Task {", "Task.detached", "Task.sleep", "Dispatch", "Mutex", "NSLock", "pthread_mutex", "Date()",
    "UUID()",
    ".random(", "RandomNumberGenerator", "Double", "Float", "try!", "fatalError(", "as!",
  ]

  /// Paths of Swift files below a folder, relative to it.
  private static func sources(in folder: String, below: String = "") throws -> [String] {
    try DurableFiles.list(folder + below, limit: 1_000).compactMap(\.name).flatMap { name in
      name.utf8.suffix(6).elementsEqual(".swift".utf8)
        ? ["\(below)/\(name)"] : try sources(in: folder, below: "\(below)/\(name)")
    }
  }

  @Test("has no hidden clock, chance, thread or lock") func rules() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    for module in ["TradingEngine", "EngineConfiguration", "Trading", "TradingSimulation"] {
      let folder = "\(root)/Sources/\(module)"
      let names = try Self.sources(in: folder)
      #expect(names.count > 10)
      for name in names {
        let text = String(decoding: try DurableFiles.read(folder + name, limit: 1 << 20), as: UTF8.self)
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
          // A group's child task is structured; it ends with its parent.
          let code = (line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line)
            .replacing("addTask {", with: "")
          for word in Self.banned where code.contains(word) {
            Issue.record("\(module)\(name):\(number + 1): \(word)")
          }
        }
      }
    }
  }
}
