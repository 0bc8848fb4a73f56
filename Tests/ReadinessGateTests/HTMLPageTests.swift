import GateScene
import Processes
import ReadinessGate
import Testing

/// What can be said of the page without a browser.
@Suite("The HTML page") struct HTMLPageTests {
  private static let reader = """
    import sys
    from html.parser import HTMLParser
    tags, attributes, stack, text, texts, problems = set(), set(), [], [], 0, []
    VOID = {"meta", "br"}
    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.add(tag)
            for name, value in attrs:
                attributes.add(name)
                if name == "href" and not value.startswith("#blocker-"): problems.append(value)
                if name == "style": problems.append(value)
            if tag not in VOID: stack.append(tag)
        def handle_endtag(self, tag):
            if not stack or stack.pop() != tag: problems.append("unbalanced " + tag)
        def handle_data(self, data): text.append(data)
    page = sys.stdin.read()
    reader = Reader(convert_charrefs=True)
    reader.feed(page); reader.close()
    print("tags", *sorted(tags))
    print("attributes", *sorted(attributes))
    print("problems", problems + stack)
    whole = "".join(text)
    print("alerts", whole.count("<script>alert(1)</script>"), page.count("<script"))
    """

  private func read(_ result: RunResult) throws -> [String] {
    let answer = PythonPeer.run(
      try #require(PythonPeer.plain), Self.reader, input: ReportFormat.html.render(result, style: .plain))
    #expect(answer.isSuccess, "\(answer.errors)")
    return answer.output.split(separator: "\n").map(String.init)
  }

  @Test(
    "has the elements that it is written with and no others, whatever the texts say",
    .enabled(if: PythonPeer.plain != nil, "python3 is not here"))
  func elements() throws {
    let lines = try read(RenderingCases.hostile)
    try #require(lines.count == 4)
    #expect(
      lines[0] == """
        tags a article b bdi body br caption code dd details div dl dt footer h1 h2 h3 head header html li main meta p \
        section small span strong style summary table tbody td th thead time title tr ul
        """)
    #expect(
      lines[1]
        == "attributes aria-hidden aria-label aria-labelledby charset class content datetime href http-equiv id lang name scope"
    )
    #expect(lines[2] == "problems []")
    // Every place that shows a text shows this one whole, as text.
    #expect(lines[3] == "alerts 91 0")
    for (name, result) in RenderingCases.all { #expect(try read(result)[2] == "problems []", "\(name)") }
  }

  @Test("forbids scripts and whatever is loaded, and names its language and verdict")
  func head() {
    let page = ReportFormat.html.render(RenderingCases.mixed, style: .plain)
    for part in [
      "<html lang=\"en\">", "<title>BLOCKED: live for live</title>",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
      "<meta name=\"color-scheme\" content=\"light dark\">",
      "@media screen and (prefers-color-scheme: dark)", "@media print",
    ] { #expect(page.contains(part), "\(part)") }
    for part in ["<script", "url(", "@import", "http://", "https://", "src=", "<link", "<iframe"] {
      #expect(!page.contains(part), "\(part)")
    }
  }

  @Test("shows what a manager asks")
  func content() {
    let page = ReportFormat.html.render(RenderingCases.whole, style: .plain)
    for part in [
      "READY", "Every blocker was checked and passed.", "live, scope live", "4b825dc6", "desk-1",
      "2026-11-18 16:40:00 UTC", "evidence of sl-tp-certification", "certification-live.json", "number 17",
      "PF_ETHUSD, PF_XBTUSD", "not limited", "oversized-capped", "12 entries", "readiness verify report.json",
      RenderingCases.digest,
    ] { #expect(page.contains(part), "\(part)") }
    let mixed = ReportFormat.html.render(RenderingCases.mixed, style: .plain)
    for part in [
      "1 blocker failed, and 3 could not be decided.", "a writable folder", "remount it",
      "<strong>alice</strong>",
      "the venue is down", "To mend:", "Waived by <bdi>alice</bdi>", "Without the waiver: failed.",
    ] { #expect(mixed.contains(part), "\(part)") }
  }

  /// By WCAG 2.2, 1.4.3, for text of any size.
  @Test("has a contrast of 4.5 to 1 in both schemes")
  func contrast() throws {
    let page = ReportFormat.html.render(RenderingCases.ready, style: .plain)
    let schemes = page.split(separator: ":root {").dropFirst().map { $0.prefix { $0 != "}" } }
    try #require(schemes.count == 2)
    for scheme in schemes {
      var light: [Substring: Double] = [:]
      for match in scheme.matches(of: /--([a-z-]+): #([0-9a-f]{6})/) {
        light[match.1] = Self.luminance(try #require(UInt32(match.2, radix: 16)))
      }
      #expect(light.count == 10)
      let pairs: [(Substring, [Substring])] = [
        ("ink", ["paper", "good-tint", "bad-tint", "open-tint"]), ("quiet", ["paper"]),
        ("good", ["paper", "good-tint", "bad-tint", "open-tint"]),
        ("bad", ["paper", "bad-tint"]), ("open", ["paper", "open-tint", "bad-tint"]),
      ]
      for (text, grounds) in pairs {
        for ground in grounds {
          let (one, other) = (try #require(light[text]), try #require(light[ground]))
          let ratio = (max(one, other) + 0.05) / (min(one, other) + 0.05)
          #expect(ratio >= 4.5, "\(text) on \(ground): \(ratio)")
        }
      }
    }
  }

  private static func luminance(_ colour: UInt32) -> Double {
    func linear(_ shift: UInt32) -> Double {
      let part = Double(colour >> shift & 0xFF) / 255
      guard part > 0.04045 else { return part / 12.92 }
      let base = (part + 0.055) / 1.055
      return base * base * fifthRoot(base * base)
    }
    return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
  }

  /// By Newton's method: there is no pow(3) without a C library.
  private static func fifthRoot(_ value: Double) -> Double {
    var root = 1.0
    for _ in 0..<40 { root -= (root * root * root * root * root - value) / (5 * root * root * root * root) }
    return root
  }
}
