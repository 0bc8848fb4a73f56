import Testing

@testable import DependencyPresence

@Suite("Text that is quoted in a finding") struct QuotedTextTests {
  @Test(
    "has no user and no password of a URL",
    arguments: [
      ("https://user:secret@host/x", "https://***@host/x"), ("git+ssh://token@host", "git+ssh://***@host"),
      ("a @ https://u:p@h/x ; m, b @ https://v@g", "a @ https://***@h/x ; m, b @ https://***@g"),
      ("https://u:p@ss@host/x", "https://***@host/x"), ("https://host/x@1.0", "https://host/x@1.0"),
      ("https://host?a@b", "https://host?a@b"), ("a@b", "a@b"), ("://", "://"), ("x://a b@c", "x://a b@c"),
      ("file:///x@y", "file:///x@y"), ("\u{301}://\u{301}@x", "\u{301}://***@x"),
    ])
  func credentials(text: String, shown: String) {
    #expect(QuotedText.withoutCredentials(text) == shown)
  }

  @Test("is cut where nobody reads on")
  func length() {
    #expect(QuotedText.shown(String(repeating: "a", count: 400)).utf8.count == 400)
    #expect(
      QuotedText.shown(String(repeating: "a", count: 1_000_000)) == String(repeating: "a", count: 400) + "…")
  }
}
