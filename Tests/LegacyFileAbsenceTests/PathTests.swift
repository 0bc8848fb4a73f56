import Testing

@testable import LegacyFileAbsence

@Suite("A legacy file's path") struct PathTests {
  @Test("is cut at slashes that a mark hides")
  func hiddenSlash() {
    #expect(RelativePath.components("../\u{301}x") == ["..", "\u{301}x"])
    #expect(RelativePath.tidied("/\u{301}x//y/.") == "/\u{301}x/y")
    #expect(RelativePath.below("/r", "/r/\u{301}x") == "\u{301}x")
    #expect(RelativePath.below("/r", "/\u{301}x") == nil)
  }

  @Test("is taken back in by a rule that begins so, whatever follows")
  func negation() {
    func rule(_ pattern: String) -> Bool {
      GitAnswers.Rule(path: "x", position: ".gitignore:1", pattern: pattern).isIgnored
    }
    #expect(rule("x") && rule("\\!x"))
    #expect(!rule("!x") && !rule("!\u{301}x") && !rule(""))
  }
}
