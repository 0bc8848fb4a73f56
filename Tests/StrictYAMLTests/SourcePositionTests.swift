import StrictYAML
import Testing

@Suite("Positions") struct SourcePositionTests {
  @Test("go by file, line and column")
  func order() {
    let sorted = [("a", 1, 2), ("a", 1, 10), ("a", 2, 1), ("a", 10, 1), ("b", 1, 1)]
      .map { SourcePosition(file: $0.0, line: $0.1, column: $0.2) }
    #expect(sorted.shuffled().sorted() == sorted)
    #expect(sorted.map(\.description) == ["a:1:2", "a:1:10", "a:2:1", "a:10:1", "b:1:1"])
  }
}
