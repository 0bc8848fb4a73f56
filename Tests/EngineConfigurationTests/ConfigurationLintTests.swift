import EngineConfiguration
import StrictYAML
import Testing

@Suite("Linting the engine's configuration") struct ConfigurationLintTests {
  private static let secret = String(repeating: "Ab3/", count: 21) + "xQ=="

  private static func lint(_ text: String) -> ConfigurationLint {
    ConfigurationLint(Array(text.utf8), file: "engine.yaml")
  }

  @Test("finds nothing in what somebody meant", arguments: [Documents.simulator, Documents.live])
  func clean(text: String) {
    #expect(Self.lint(text).diagnostics == [])
    #expect(Self.lint(text).document.configuration != nil)
  }

  static let placeholders = [
    "changeme", "CHANGE_ME", "change-me", "TODO", "tbd", "FIXME", "xxx", "XXXX", "your-account",
    "replace-me-1",
    "00000000-0000-0000-0000-000000000000", "...", "placeholder",
  ]

  @Test("finds what stands for a value that nobody wrote", arguments: placeholders)
  func placeholder(text: String) throws {
    let found = Self.lint(Documents.live.replacing("account: a-1", with: "account: \(text)")).diagnostics
    let line = try #require(found.first { $0.code == "engine.placeholder" }, "\(found)")
    #expect(line.position == SourcePosition(file: "engine.yaml", line: 7, column: 12))
    #expect(line.hint != nil)
  }

  @Test(
    "finds it wherever it stands",
    arguments: [
      ("alerts: { webhook: »https://alerts.example.org/x }", 1),
      ("alerts: { webhook: »https://a.invalid }", 1),
      ("gate: { keyring: »/etc/<name>/keyring.yaml }", 1), ("gate: { keyring: »'/etc/{{ name }}' }", 1),
      ("gate: { required-blockers: { a: »changeme } }", 1), ("unknown: [»todo, b, »<c>]", 2),
      ("alerts: { webhook: »'https://changeme.desk.io' }", 1),
    ])
  func everywhere(marked: String, count: Int) {
    let text = marked.replacing("»", with: "")
    var columns: [Int] = []
    for character in marked.split(separator: "»", omittingEmptySubsequences: false).dropLast() {
      columns.append((columns.last ?? 1) + character.count)
    }
    let found = Self.lint(Documents.simulator + text + "\n").diagnostics.filter {
      $0.code == "engine.placeholder"
    }
    #expect(found.map(\.position.column) == columns)
    #expect(found.count == count)
  }

  @Test(
    "takes words for what they are",
    arguments: ["xx", "toddo", "a-0", "00000000-0000-0000-0000-000000000001", "examples", "0"])
  func meant(text: String) {
    let found = Self.lint(Documents.live.replacing("account: a-1", with: "account: \"\(text)\"")).diagnostics
    #expect(found == [])
  }

  /// Each with a mark where the secret begins.
  static let secrets = [
    "# \u{BB}\(secret)\n", "x: \u{BB}\(secret)\n", "x: 'é \u{BB}\(secret)'\n", "api-secret: \u{BB}hunter\n",
    "a: { b: c, API_KEY: \u{BB}hunter, d: e }\n", "'password': \"\u{BB}hunter\"\n",
    "- token: \u{BB}hunter # why\n",
    "secret: |\n  \u{BB}hunter\n  hunter\n", "secret: \"\u{BB}hunter\n  hunter\"\n",
    "alerts: { webhook: https://\u{BB}desk:hunter@a.io/x }\n",
    "alerts: { webhook: 'https://a.io/x?a=b&key=\u{BB}hunter' }\n",
    "alerts: { webhook: https://hooks.slack.com/\u{BB}services/T0/B0/hunter }\n",
    "# -----BEGIN PRIVATE KEY-----\u{BB}\n# MC4CAQhunter\n# -----END PRIVATE KEY-----\n",
  ]

  @Test("finds secrets, says where, and never repeats one", arguments: secrets)
  func hidden(marked: String) throws {
    let text = Documents.simulator + marked.replacing("»", with: "")
    let lint = Self.lint(text)
    let found = lint.diagnostics.filter { $0.code == "engine.secret-inline" }
    let before = (Documents.simulator + marked).prefix { $0 != "»" }
    let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
    let line = before.count { $0 == "\n" } + 1
    #expect(found.map(\.position) == [SourcePosition(file: "engine.yaml", line: line, column: column)])
    for diagnostic in lint.diagnostics {
      let shown = diagnostic.rendered(in: lint.source)
      #expect(!shown.contains("hunter") && !shown.contains(Self.secret.prefix(12)), "\(shown)")
    }
    for number in 1...30 {
      let shown = lint.source.line(number) ?? ""
      #expect(!shown.contains("hunter") && !shown.contains(Self.secret.prefix(12)), "\(shown)")
    }
  }

  @Test(
    "takes for no secret what names where one is, and what only looks long",
    arguments: [
      "# the file holds key=PUBLIC-KEY and secret=BASE64\n", "api-secret: /etc/credstore/venue\n", "token:\n",
      "secret: { file: x }\n", "x: \(String(repeating: "ab", count: 32))\n", "x: https://a.io/a/b?c=d\n",
      "venue2: { credentials: { systemd-credential: kraken } }\n", "x: https://a.io/@desk\n",
    ])
  func harmless(text: String) {
    let found = Self.lint(Documents.simulator + text).diagnostics
    #expect(!found.contains { $0.code == "engine.secret-inline" }, "\(found)")
  }

  /// Places stay where they are, so that every other mistake is shown in its line.
  @Test("keeps the places of other mistakes")
  func kept() {
    let text = "# é\(Self.secret)é\nx: \(Self.secret)\n"
    let plain = "# é\(String(repeating: "a", count: 88))é\nx: \(String(repeating: "a", count: 88))\n"
    let others = { (text: String) in
      Self.lint(Documents.simulator + text).diagnostics.filter { $0.code == "engine.unknown-key" }.map(
        \.position)
    }
    #expect(others(text) == others(plain) && !others(text).isEmpty)
    let key = "# -----BEGIN PRIVATE KEY-----\n# MC4CAQ\n# -----END PRIVATE KEY-----\n"
    #expect(Self.lint(Documents.simulator + key).diagnostics.map(\.code) == ["engine.secret-inline"])
  }

  @Test("answers whatever it is given")
  func damaged() {
    var random = SplitMix(state: 20_261_128)
    let original = Array((Documents.live + Self.secrets.joined()).utf8)
    for _ in 0..<2_000 {
      var bytes = original
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 2: bytes[place] = Array(" :-\"{}[]#$\n\t|>/@?&='".utf8)[Int(random.next() % 20)]
        default: bytes.replaceSubrange(place..., with: [])
        }
        if bytes.isEmpty { break }
      }
      let lint = ConfigurationLint(bytes, file: "engine.yaml")
      #expect(lint.diagnostics == lint.diagnostics.sorted { $0.position < $1.position })
      for diagnostic in lint.diagnostics { _ = diagnostic.rendered(in: lint.source) }
    }
  }
}
