import StrictYAML
import Testing

/// A document with mistakes, each marked in the text with `»` where its diagnostic has to point.
struct Mistake: Sendable, CustomTestStringConvertible {
  let name: String
  let marked: String
  /// In the order of the marks.
  let codes: [YAMLMistake]

  init(_ name: String, _ marked: String, _ codes: YAMLMistake...) {
    self.name = name
    self.marked = marked
    self.codes = codes
  }

  var testDescription: String { name }

  /// The text without marks, and where they stood.
  var source: (bytes: [UInt8], places: [String]) {
    var text = String.UnicodeScalarView()
    var places: [String] = []
    var line = 1
    var column = 1
    for scalar in marked.unicodeScalars {
      if scalar == "»" {
        places.append("\(line):\(column)")
        continue
      }
      let followsCR = text.last == "\r"
      text.append(scalar)
      if scalar == "\n" {
        if !followsCR { line += 1 }
        column = 1
      } else if scalar == "\r" {
        line += 1
        column = 1
      } else if !(scalar == "\u{FEFF}" && line == 1 && column == 1) {
        column += 1
      }
    }
    return (Array(String(text).utf8), places)
  }

  static let all = characters + structure + syntax

  static let characters = [
    Mistake("a byte order mark", "»\u{FEFF}a: 1\n", .byteOrderMark),
    Mistake("a byte order mark does not move columns", "»\u{FEFF}a: »&x 1\n", .byteOrderMark, .anchor),
    Mistake("NUL", "a: b»\0c\n", .controlCharacter),
    Mistake("escape", "a: »\u{1B}[31m\n", .controlCharacter),
    Mistake("delete", "a: »\u{7F}\n", .controlCharacter),
    Mistake("a C1 control", "a: é»\u{85}b\n", .controlCharacter),
    Mistake("a noncharacter", "a: »\u{FFFE}\n", .controlCharacter),
    Mistake("a noncharacter beyond the BMP", "a: »\u{1FFFF}\n", .controlCharacter),
    Mistake("a control character in a comment", "a: 1 # »\u{7}\n", .controlCharacter),
    Mistake(
      "text turned around", "a: »\u{202E}b»\u{202C}\n", .bidirectionalCharacter, .bidirectionalCharacter),
    Mistake("an isolate", "a: »\u{2066}\n", .bidirectionalCharacter),
    Mistake("a right-to-left mark in a comment", "# »\u{200F}\na: 1\n", .bidirectionalCharacter),
    Mistake("a zero-width space in a key", "a»\u{200B}b: 1\n", .invisibleCharacter),
    Mistake("a zero-width no-break space inside", "a: b»\u{FEFF}\n", .invisibleCharacter),
    Mistake("a line separator is no line end", "a: b»\u{2028}c\n", .invisibleCharacter),
    Mistake("a soft hyphen", "a: b»\u{AD}c\n", .invisibleCharacter),
    Mistake("a tag character", "a: b»\u{E0041}\n", .invisibleCharacter),
    Mistake("a no-break space after a colon", "a:»\u{A0}b\n", .invisibleCharacter),
    Mistake("an ideographic space", "a: b»\u{3000}c\n", .invisibleCharacter),
    Mistake(
      "31 combining characters in a row",
      "a: e\(String(repeating: "\u{301}", count: 30))»\u{301}\n", .combiningCharacters),
    Mistake("a tab as indentation", "a:\n»\tb: 1\n\tc: 2\n", .tab),
    Mistake("a tab between key and value", "a:»\t1\n", .tab),
    Mistake("a tab in quotes", "a: 'x»\ty'\n", .tab),
    Mistake("a tab in a comment", "a: 1 #»\tx\n", .tab),
    Mistake("Windows line ends, told once", "a: 1»\r\nb: 2\r\n", .carriageReturn),
    Mistake("a lone carriage return starts a line", "a: 1»\rb: 2\n»b: 3\n", .carriageReturn, .duplicateKey),
    Mistake("mistakes after Windows line ends are in place", "a: 1»\r\nb: »*x\r\n", .carriageReturn, .alias),
    Mistake("an escaped NUL", "a: »\"b\\0\"\n", .controlCharacter),
    Mistake("an escaped escape", "a: »\"\\e[0m\"\n", .controlCharacter),
    Mistake("an escaped carriage return", "a: »\"\\r\"\n", .controlCharacter),
    Mistake("an escaped C1 control", "a: »\"\\N\"\n", .controlCharacter),
    Mistake("an escaped mark of direction", "a: »\"\\u202e\"\n", .bidirectionalCharacter),
    Mistake("an escaped zero-width space in a key", "»\"a\\u200B\": 1\n", .invisibleCharacter),
    Mistake("an escaped no-break space", "a: »\"\\_\"\n", .invisibleCharacter),
    Mistake(
      "31 escaped combining characters", "a: »\"e\(String(repeating: "\\u0301", count: 31))\"\n",
      .combiningCharacters),
  ]

  static let structure = [
    Mistake("an empty file", "»", .emptyDocument),
    Mistake("only white space and comments", "»\n  # nothing\n\n", .emptyDocument),
    Mistake("a document of nothing", "---\n»...\n", .emptyDocument),
    Mistake("a second document", "a: 1\n»---\nb: 2\n", .secondDocument),
    Mistake("a second document after an end", "---\na: 1\n...\n»---\n", .secondDocument),
    Mistake("a version directive", "»%YAML 1.2\n---\na: 1\n", .directive),
    Mistake("a tag directive", "»%TAG ! tag:x,2026:\n---\na: 1\n", .directive),
    Mistake("an unknown directive in the middle", "a: 1\n»%b: 2\nc: »*d\n", .directive, .alias),
    Mistake("the same key twice", "a: 1\nb: 2\n»a: 3\n", .duplicateKey),
    Mistake("the same key in two styles", "a: 1\n»'a': 2\n»\"\\x61\": 3\n", .duplicateKey, .duplicateKey),
    Mistake("the same key in a flow mapping", "x: {a: 1, »a: 2}\n", .duplicateKey),
    Mistake("the same key, composed and decomposed", "é: 1\n»e\u{301}: 2\n", .duplicateKey),
    Mistake(
      "the same key among many", (1...40).map { "k\($0): v\n" }.joined() + "»k7: v\n»k40: v\n",
      .duplicateKey, .duplicateKey),
    Mistake("the same key below a duplicate", "a: 1\n»a: {b: 1, »b: 2}\n", .duplicateKey, .duplicateKey),
    Mistake("a key of nothing", "?»\n: 2\n", .emptyKey),
    Mistake("an empty key in quotes", "»'': 2\n", .emptyKey),
    Mistake("a list as a key", "»[a, b]: 1\n", .nonScalarKey),
    Mistake("a mapping as a key", "»{a: b}: 1\n", .nonScalarKey),
    Mistake("a block list as a key", "? »- a\n  - b\n: 1\n", .nonScalarKey),
    Mistake("a collection as a key does not shift the rest", "»[a]: b\nc: »*d\n", .nonScalarKey, .alias),
    Mistake("a merge key", "»<<: {a: 1}\nb: 1\n", .mergeKey),
    Mistake("a merge of an alias", "a: »&x {b: 1}\nc:\n  »<<: »*x\n", .anchor, .mergeKey, .alias),
    Mistake("an anchor of a value", "a: »&x 1\n", .anchor),
    Mistake("an anchor of a list", "a: »&x\n  - 1\n", .anchor),
    Mistake("an anchor of a mapping", "»&x {a: 1}\n", .anchor),
    Mistake("an anchor of nothing", "a: »&x\n", .anchor),
    Mistake("an anchor of a key", "»&x a: 1\n", .anchor),
    Mistake("an alias", "a: »*x\n", .alias),
    Mistake("an alias as a key", "»*x : 1\nb: 2\n", .alias),
    Mistake("an alias at the root", "»*x\n", .alias),
    Mistake("a tag of YAML", "a: »!!str 1\n", .tag),
    Mistake("a local tag", "a: »!path /tmp\n", .tag),
    Mistake("a verbatim tag", "a: »!<tag:x> 1\n", .tag),
    Mistake("a tag of a list", "a: »!!set [b]\n", .tag),
    Mistake("a tag of a mapping", "a: »!!omap\n  b: 1\n", .tag),
    Mistake("a tag of nothing", "a: »!x\n", .tag),
    Mistake("the tag that says nothing, before plain text", "a: »! b\n", .tag),
    Mistake("the tag that says nothing, before plain text in lines", "é: 'é'\na: »! b\n  c\n", .tag),
    Mistake("the tag that says nothing, before single quotes", "a: »! 'b'\n", .tag),
    Mistake("the tag that says nothing, before double quotes", "a: »! \"b\"\n", .tag),
    Mistake("the tag that says nothing, before a block", "a: »! |\n  b\n", .tag),
    Mistake("the tag that says nothing, before nothing", "a: »!\n", .tag),
    Mistake("the tag that says nothing, before a list", "a: »! [b]\n", .tag),
    Mistake("a tag with an unknown handle", "a: »!x!y b\n", .tag),
    Mistake("a tag that is none", "a: !<x»\n", .tag),
    Mistake(
      "many mistakes in one run", "a: »&x 1\nb: »*x\n»a: »!!int 2\n»<<: {}\n»[c]: 3\n",
      .anchor, .alias, .duplicateKey, .tag, .mergeKey, .nonScalarKey),
  ]

  /// libyaml says where; these tell when another libyaml says otherwise.
  static let syntax = [
    Mistake("a value with a colon", "a: b»: c\n", .syntax),
    Mistake("a list beside its key", "a: »- b\n", .syntax),
    Mistake("a list that is not closed", "a: [b, c\nd»: e\n", .syntax),
    Mistake("a list without its end", "a: [b, c\n»", .syntax),
    Mistake("a mapping that is not closed", "a: {b: c\n»", .syntax),
    Mistake("quotes that are not closed", "a: 'b\n»", .syntax),
    Mistake("double quotes that are not closed", "a: \"b\n»", .syntax),
    Mistake("a reserved character", "a: »@b\n", .syntax),
    Mistake("a backquote", "a: »`b`\n", .syntax),
    Mistake("a percent sign", "a: »%b\n", .syntax),
    Mistake("a key without a colon", "a: 1\nb\n»", .syntax),
    Mistake("a key further in", "a: 1\n  b»: 2\n", .syntax),
    Mistake("a key further out", "  a: 1\n»b: 2\n", .syntax),
    Mistake("an entry further in", "-\n  - b\n »- c\n", .syntax),
    Mistake("an unknown escape", "a: \"»\\q\"\n", .syntax),
    Mistake("an escape that is no character", "a: \"\\u»D800\"\n", .syntax),
    Mistake("an escape with too few digits", "a: \"\\u»12\"\n", .syntax),
    Mistake("quotes across the end of the document", "a: 'b\n»---\n", .syntax),
    Mistake("text after quotes", "a: 'b' »c\n", .syntax),
    Mistake("text after a block's mark", "a: | »b\n", .syntax),
    Mistake("an anchor without a name", "a: &» b\n", .syntax),
    Mistake("an alias without a name", "a: *»\n", .syntax),
    Mistake("what comes before a mistake of syntax is told as well", "a: »*x\nb: c»: d\n", .alias, .syntax),
  ]
}
