import StrictYAML
import Testing

@Suite("Any bytes") struct YAMLMutationTests {
  private static let seeds = [
    """
    policy: v1
    name: live
    report: { valid-for: 12h, grants: { symbols: [PF_XBTUSD], max-order-notional-usd: "5000" } }
    blockers:
      - id: runtime-dependencies
        title: 'Runtime dependencies are installed'
        needs: []
        remediation: |
          Run deploy/deploy.sh, which
          installs the packages.
        with: { ünïcode: "é\\n\\u00e9", 日本: 😀 }
    """,
    "%YAML 1.2\n--- !!map\n? &a [k]\n: *a\n<<: {x: ! y}\n...\n",
    "- >-\n  a\n\n  b\n- \"c\\\n  d\"\n- {e: , f}\n- ? g\n  : h\n",
  ]
  /// Bytes and words that steer YAML, so that mutations reach deeper than noise does.
  private static let pieces: [[UInt8]] = [
    "\n", "  ", "- ", ": ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!", "!!str ", "|", ">", "'", "\"",
    "\\", "%",
    "---\n", "...\n", "#", "<<", "\t", "\r", "\0", "\u{FEFF}", "\u{202E}", "\u{301}", "é", "😀", "@",
  ].map { Array($0.utf8) }

  @Test("are answered with a tree or with errors, inside the text and in order", arguments: 0..<10)
  func mutations(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let limits = YAMLLimits(depth: 8, nodes: 60, scalarBytes: 100, diagnostics: 10)
    for _ in 0..<2000 {
      var bytes = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &generator)].utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) { Self.mutate(&bytes, &generator) }
      let document = StrictYAML.parse(bytes, file: "p.yaml", limits: limits)
      #expect(document.root != nil || document.hasErrors)
      let positions = document.diagnostics.map(\.position)
      #expect(positions == positions.sorted())
      for diagnostic in document.diagnostics {
        #expect(document.source.line(diagnostic.position.line) != nil, "\(bytes)")
        #expect(diagnostic.rendered(in: document.source).split(separator: "\n").count >= 3, "\(bytes)")
      }
      if !document.hasErrors, let root = document.root { Self.check(root, in: document.source) }
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...8, using: &generator))
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &generator)], at: place)
    case 1: bytes.removeSubrange(place..<end)
    case 2:
      bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
    case 3: bytes.insert(.random(in: 0...255, using: &generator), at: place)
    default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator) }
    }
  }

  /// What was accepted is inside the text, and holds nothing that strict documents do not have.
  private static func check(_ node: YAMLNode, in source: SourceText) {
    #expect(source.line(node.position.line) != nil)
    switch node.content {
    case .scalar(let text):
      #expect(
        text.unicodeScalars.allSatisfy {
          $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
        })
    case .sequence(let items): for item in items { check(item, in: source) }
    case .mapping(let members):
      #expect(Set(members.map(\.key)).count == members.count)
      for member in members {
        #expect(!member.key.isEmpty)
        check(member.value, in: source)
      }
    }
  }
}
