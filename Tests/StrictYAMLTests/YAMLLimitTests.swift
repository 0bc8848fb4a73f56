import StrictYAML
import Testing

@Suite("A YAML limit") struct YAMLLimitTests {
  private static func codes(_ text: String, _ limits: YAMLLimits = .init()) -> [String] {
    StrictYAML.parse(Array(text.utf8), file: "p.yaml", limits: limits).diagnostics.map(\.code)
  }

  @Test("of bytes is exact, and a file beyond it is not read")
  func bytes() {
    #expect(Self.codes("a: 12\n", YAMLLimits(bytes: 6)) == [])
    #expect(Self.codes("a: *\0", YAMLLimits(bytes: 4)) == ["yaml.too-large"])
    let huge = unsafe [UInt8](unsafeUninitializedCapacity: 100_000_000) { buffer, count in
      count = buffer.count
    }
    let document = StrictYAML.parse(huge, file: "p.yaml")
    #expect(
      document.diagnostics.map(\.description) == [
        "p.yaml:1:1: error: the file has 100000000 bytes; at most 16777216 are read [yaml.too-large]"
      ])
    #expect(document.root == nil)
  }

  @Test("of depth is exact in every style", arguments: [1, 2, 32])
  func depth(limit: Int) {
    let limits = YAMLLimits(depth: limit)
    let styles: [(Int) -> String] = [
      { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) },
      { String(repeating: "- ", count: $0) + "x" },
      { String(repeating: "{a: ", count: $0) + String(repeating: "}", count: $0) },
      { depth in (0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined() },
    ]
    for style in styles {
      #expect(Self.codes(style(limit), limits) == [])
      #expect(Self.codes(style(limit + 1), limits) == ["yaml.too-deep"])
    }
  }

  @Test("of nodes is exact and counts keys")
  func nodes() {
    let limits = YAMLLimits(nodes: 5)
    #expect(Self.codes("a: b\nc: d\n", limits) == [])
    #expect(Self.codes("a: b\nc: [d]\n", limits) == ["yaml.too-many-nodes"])
    #expect(Self.codes("[1, 2, 3, 4]", limits) == [])
    #expect(Self.codes("[1, 2, 3, 4, 5]", limits) == ["yaml.too-many-nodes"])
    #expect(Self.codes("[1, 2, 3, 4, []]", limits) == ["yaml.too-many-nodes"])
    #expect(Self.codes("[1, 2, 3, 4, *a]", limits) == ["yaml.too-many-nodes"])
  }

  @Test("of a scalar's bytes is exact and does not stop the reading")
  func scalarBytes() {
    let limits = YAMLLimits(scalarBytes: 4)
    #expect(Self.codes("a: éé\n", limits) == [])
    #expect(Self.codes("a: éé1\nb: *x\n", limits) == ["yaml.scalar-too-long", "yaml.alias"])
    #expect(
      Self.codes("abcde: *x\nb: 1\nb: 2\n", limits) == [
        "yaml.scalar-too-long", "yaml.alias", "yaml.duplicate-key",
      ])
    #expect(Self.codes("a: \"\\x41\\x42\\x43\\x44\"\n", limits) == [])
  }

  @Test("of diagnostics ends the run with one note")
  func diagnostics() {
    let text = (1...10).map { "k\($0): *x\n" }.joined()
    #expect(Self.codes(text, YAMLLimits(diagnostics: 10)).count == 10)
    let document = StrictYAML.parse(Array(text.utf8), file: "p.yaml", limits: YAMLLimits(diagnostics: 3))
    #expect(document.diagnostics.map(\.severity) == [.error, .error, .error, .note])
    #expect(
      document.diagnostics.last?.description
        == "p.yaml:3:5: note: more mistakes were left out [yaml.more-left-out]")
    #expect(Self.codes(String(repeating: "\u{1}", count: 500)).count == 101)
    #expect(Self.codes(String(repeating: "%TAG !a! b\n", count: 200_000)).count == 101)
  }

  @Test("of no diagnostics at all still refuses")
  func noDiagnostics() {
    let document = StrictYAML.parse(Array("a: *x\n".utf8), file: "p.yaml", limits: YAMLLimits(diagnostics: 0))
    #expect(document.diagnostics.map(\.code) == ["yaml.more-left-out"])
    #expect(document.hasErrors)
  }

  @Test("of depth is never above what a thread's stack can release")
  func stack() {
    let limits = YAMLLimits(depth: 1_000_000)
    #expect(limits.depth == 512)
    #expect(Self.codes(String(repeating: "- ", count: 512) + "x", limits) == [])
    #expect(Self.codes(String(repeating: "- ", count: 513) + "x", limits) == ["yaml.too-deep"])
  }
}
