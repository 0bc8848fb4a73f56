import CheckScene
import ReadinessCheck
import Testing

@testable import EnvironmentFiles

@Suite("An environment file") struct EnvironmentFileTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let text: String
    let value: String
    let isDoubtful: Bool
    var testDescription: String { text }

    init(_ text: String, _ value: String, doubt isDoubtful: Bool = false) {
      (self.text, self.value, self.isDoubtful) = (text, value, isDoubtful)
    }
  }

  static let lines = [
    Line("A=/x/y", "/x/y"), Line("A=", ""), Line("export A=/x", "/x"), Line("  A=/x", "/x"),
    Line("A=/x  ", "/x"),
    Line("A=\"/x y\"", "/x y"), Line("A='/x y'", "/x y"), Line("A=\"\"", ""), Line("A='a#b'", "a#b"),
    Line("A=a#b", "a#b"), Line("A=\"a\\\"b\"", "a\"b"), Line("A=\"a\\\\b\"", "a\\b"),
    Line("A='$HOME'", "$HOME"),
    Line("A=\"\\$HOME\"", "$HOME"), Line("A=é", "é"), Line("A=\"a\nb\"", "a\nb"), Line("A=a=b", "a=b"),
    Line("A=/x\r", "/x"),
    Line("A= x", "x", doubt: true), Line("A =x", "x", doubt: true), Line("A=$HOME/x", "$HOME/x", doubt: true),
    Line("A=\"$HOME/x\"", "$HOME/x", doubt: true),
    Line("A=`id`", "`id`", doubt: true), Line("A=~/x", "~/x", doubt: true),
    Line("A=x # why", "x", doubt: true),
    Line("A=\"x\" # why", "x", doubt: true), Line("A=a b", "a b", doubt: true),
    Line("A=a\\b", "ab", doubt: true),
    Line("A='a\\b'", "a\\b", doubt: true), Line("A=\"a\\nb\"", "a\\nb", doubt: true),
    Line("A=a\"b", "a\"b", doubt: true),
    Line("A=\"a\"b", "ab", doubt: true), Line("A=a\\\nb", "ab", doubt: true),
  ]

  @Test("reads a line, and says when others read it differently", arguments: lines)
  func line(_ line: Line) {
    let file = EnvironmentFile(Array("# first\n\n\(line.text)\n; last\n".utf8))
    #expect(file.mistakes.isEmpty)
    #expect(file.assignments.map(\.name) == ["A"])
    #expect(file.assignments.first?.value == line.value)
    #expect(file.assignments.first?.line == 3)
    #expect((file.assignments.first?.doubt != nil) == line.isDoubtful)
  }

  @Test(
    "refuses what means nothing",
    arguments: ["A", "A B=1", "1A=1", "=1", "A='x", "A=\"x\n", "# x\\\nA=1", "A\u{0}=1"])
  func mistake(text: String) {
    #expect(EnvironmentFile(Array(text.utf8)).mistakes.count == 1)
  }

  @Test("that is not UTF-8 is refused") func encoding() {
    #expect(EnvironmentFile([0x41, 0x3D, 0xFF]).mistakes.map(\.line) == [1])
  }

  @Test("that is empty, or has no last newline, is one")
  func ends() {
    #expect(EnvironmentFile([]).mistakes.isEmpty)
    #expect(EnvironmentFile(Array("A=1\nB=2".utf8)).assignments.map(\.value) == ["1", "2"])
    #expect(EnvironmentFile(Array("#".utf8)).mistakes.isEmpty)
  }

  @Test("without doubts means to a shell what it means here")
  func shell() throws {
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("ab/._-$ #'\"\\`=~\té;|&()<>*?[]!{}")
    var text = ""
    for number in 0..<3_000 {
      let value = String(
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        })
      let quote = ["", "'", "\""].randomElement(using: &generator) ?? ""
      let line = "V\(number)=\(quote)\(value)\(quote)"
      let file = EnvironmentFile(Array(line.utf8))
      guard file.mistakes.isEmpty, file.assignments.count == 1, file.assignments[0].doubt == nil else {
        continue
      }
      // What only a shell takes for an operator is no part of a path that anybody writes without quotes.
      guard !quote.isEmpty || !value.contains(where: { ";|&()<>".contains($0) }) else { continue }
      text += line + "\n"
    }
    let file = EnvironmentFile(Array(text.utf8))
    #expect(file.mistakes.isEmpty)
    #expect(file.assignments.count > 500)
    let scene = try CheckScene()
    try scene.write("env", text)
    let script = file.assignments.map { "printf '%s\\n' \"$\($0.name)\"" }.joined(separator: "\n")
    try scene.write("print", ". ./env\n\(script)\n")
    #expect(scene.shell("sh print > out") == 0)
    let out = try scene.files.read("\(scene.folder)/out", limit: 1 << 20)
    let values = String(decoding: out, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for (assignment, value) in zip(file.assignments, values) {
      #expect(assignment.value == String(value), "\(assignment)")
    }
  }

  @Test("of random bytes is read to its end")
  func noise() {
    var generator = SeededGenerator(seed: 11)
    let alphabet = Array("A=\n'\"\\ #$\r;".utf8) + [0, 0xC3, 0xA9, 0xFF]
    for _ in 0..<3_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      let file = EnvironmentFile(bytes)
      let lines = bytes.count { $0 == 0x0A } + 1
      #expect(file.assignments.allSatisfy { (1...lines).contains($0.line) })
      #expect(file.mistakes.allSatisfy { (1...lines).contains($0.line) })
    }
  }
}
