import StrictYAML
import Testing

@Suite("A random tree") struct YAMLRoundTripTests {
  @Test("written in random styles is read back", arguments: 0..<8)
  func roundTrip(seed: Int) throws {
    var generator = SeededGenerator(seed: 1000 + UInt64(seed))
    for _ in 0..<100 {
      let tree = Self.tree(depth: 3, &generator)
      var text = ""
      Self.write(tree, indent: 0, into: &text, &generator)
      let document = StrictYAML.parse(Array(text.utf8), file: "p.yaml")
      #expect(document.diagnostics.map { $0.rendered(in: document.source) } == [], "\(text)")
      #expect(document.root.map(Tree.init) == tree, "\(text)")
    }
  }

  private static func tree(depth: Int, _ generator: inout SeededGenerator) -> Tree {
    let count = Int.random(in: 0...5, using: &generator)
    switch depth == 0 ? 0 : Int.random(in: 0..<3, using: &generator) {
    case 0: return .text(Self.text(&generator))
    case 1: return .list((0..<count).map { _ in tree(depth: depth - 1, &generator) })
    default:
      return .mapping(
        (0..<count * 4).map {
          Tree.Entry(key: "k\($0)k\(text(&generator))", value: tree(depth: depth - 1, &generator))
        })
    }
  }

  private static func text(_ generator: inout SeededGenerator) -> String {
    let alphabet: [Character] = [
      "a", "B", "0", " ", ":", "-", "#", ",", "[", "]", "{", "}", "'", "\"", "\\", "&", "*", "!", "|", ">",
      "%", "@",
      "?", "<", "~", "é", "日", "😀", "\n", "\t",
    ]
    return String(
      (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      })
  }

  /// Writes a value after `key:` or `-`, or at the root.
  private static func write(
    _ tree: Tree, indent: Int, into text: inout String, _ generator: inout SeededGenerator
  ) {
    let margin = String(repeating: " ", count: indent)
    switch tree {
    case .text(let scalar): text += " \(quoted(scalar, &generator))\n"
    case .list(let items) where items.isEmpty: text += " []\n"
    case .mapping(let members) where members.isEmpty: text += " {}\n"
    case _ where Bool.random(using: &generator): text += " \(flow(tree, &generator))\n"
    case .list(let items):
      text += "\n"
      for item in items {
        text += "\(margin)-"
        write(item, indent: indent + 2, into: &text, &generator)
      }
    case .mapping(let members):
      text += "\n"
      for member in members {
        text += "\(margin)\(quoted(member.key, &generator)):"
        write(member.value, indent: indent + 2, into: &text, &generator)
      }
    }
  }

  private static func flow(_ tree: Tree, _ generator: inout SeededGenerator) -> String {
    switch tree {
    case .text(let scalar): return quoted(scalar, &generator)
    case .list(let items): return "[\(items.map { flow($0, &generator) }.joined(separator: ", "))]"
    case .mapping(let members):
      let parts = members.map { "\(quoted($0.key, &generator)): \(flow($0.value, &generator))" }
      return "{\(parts.joined(separator: ", "))}"
    }
  }

  private static func quoted(_ text: String, _ generator: inout SeededGenerator) -> String {
    let isPlain = !text.isEmpty && text.allSatisfy { ("a"..."z").contains($0) || $0.isNumber }
    if isPlain, Bool.random(using: &generator) { return text }
    if !text.contains("\n"), !text.contains("\t"), Bool.random(using: &generator) {
      return "'\(text.replacing("'", with: "''"))'"
    }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped.replacing("\n", with: "\\n").replacing("\t", with: "\\t"))\""
  }
}
