import Attestation
import GateScene
import Processes
import ReadinessGate
import ReadinessReport
import StrictJSON
import Testing

@Suite("A result's rendering") struct RenderingTests {
  private static let endings: [ReportFormat: String] = [
    .human: "txt", .json: "json", .junit: "xml", .tap: "tap", .sarif: "sarif", .prometheus: "prom",
    .nagios: "nagios",
    .markdown: "md", .html: "html",
  ]

  @Test("is the same bytes for the same result", arguments: ReportFormat.allCases)
  func golden(format: ReportFormat) {
    for (name, result) in RenderingCases.all {
      let text = format.render(result, style: .plain)
      let file = "\(name).\(Self.endings[format] ?? "")"
      #expect(GoldenFile.difference(text, from: file, beside: #filePath) == nil)
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }
  }

  @Test(
    "has nothing in it that a terminal would obey, but for people's colours", arguments: ReportFormat.allCases
  )
  func terminal(format: ReportFormat) {
    let text = format.render(RenderingCases.mixed, style: .plain)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
    let coloured = ReportFormat.human.render(RenderingCases.mixed, style: TerminalStyle(isColoured: true))
    #expect(coloured.contains("\u{1B}[31mBLOCKED\u{1B}[0m"))
    var plain = coloured
    for code in ["\u{1B}[31m", "\u{1B}[32m", "\u{1B}[33m", "\u{1B}[0m"] {
      plain = plain.split(separator: code, omittingEmptySubsequences: false).joined()
    }
    #expect(plain == ReportFormat.human.render(RenderingCases.mixed, style: .plain))
  }

  @Test("as JSON is the Statement that is signed")
  func statement() throws {
    for (_, result) in RenderingCases.all {
      let text = ReportFormat.json.render(result, style: .plain)
      #expect(try JSON.parse(Array(text.utf8)).encoded() == result.report.statement().encoded())
    }
  }

  /// What an XML parser sees in a JUnit file.
  private static let xmlReader = """
    import sys, xml.dom.minidom as dom
    root = dom.parseString(sys.stdin.buffer.read()).documentElement
    suite, = [n for n in root.childNodes if n.nodeType == 1]
    cases = [n for n in suite.childNodes if n.nodeType == 1]
    print(root.tagName, suite.tagName, *[suite.getAttribute(k) for k in ("tests", "failures", "errors", "skipped")])
    print(root.getAttribute("tests"), root.getAttribute("failures"), root.getAttribute("errors"))
    print(suite.getAttribute("timestamp"), suite.getAttribute("hostname"), suite.getAttribute("time"))
    for case in cases:
        kinds = [n.tagName for n in case.childNodes if n.nodeType == 1]
        print(case.tagName, case.getAttribute("name").split(":")[0], case.getAttribute("file"), *kinds)
    """

  @Test(
    "as JUnit is XML with one case for each blocker",
    .enabled(if: PythonPeer.plain != nil, "python3 is not here"))
  func junit() throws {
    let text = ReportFormat.junit.render(RenderingCases.mixed, style: .plain)
    let answer = PythonPeer.run(try #require(PythonPeer.plain), Self.xmlReader, input: text)
    #expect(answer.isSuccess, "\(answer.errors)")
    #expect(
      answer.output == """
        testsuites testsuite 6 1 3 1
        6 1 3
        2026-11-18T11:06:40 desk-1 12.952497
        testcase runtime-dependencies policies/live.yaml
        testcase state-paths policies/live.yaml failure
        testcase legacy-state-file policies/live.yaml error
        testcase late policies/live.yaml error
        testcase behind policies/live.yaml error
        testcase sl-tp-certification policies/live.yaml skipped

        """)
  }

  @Test("as Markdown keeps every text in its cell")
  func cells() {
    var result = RenderingCases.ready
    result.report.blockers[0].title = "a|b\u{301}|\u{301}c\nd`e`<b>&amp;*_~#"
    let row =
      ReportFormat.markdown.render(result, style: .plain).split(separator: "\n").first {
        $0.hasSuffix("|") && $0.contains("Pass")
      } ?? ""
    var bars = 0
    var isEscaped = false
    for scalar in row.unicodeScalars {
      if scalar == "|", !isEscaped { bars += 1 }
      isEscaped = scalar == "\\" && !isEscaped
    }
    #expect(bars == 4, "\(row)")
  }

  @Test("goes with the exit status of its verdict")
  func exitStatus() {
    typealias Case = (outcomes: [Outcome], status: Int32, strict: Int32)
    let cases: [Case] = [
      ([.pass], 0, 0), ([.pass, .waived], 0, 1), ([.fail], 1, 1), ([.pass, .fail, .unknown], 1, 1),
      ([.unknown], 3, 3), ([.timeout], 3, 3), ([.blocked, .timeout], 3, 3), ([.waived, .unknown], 3, 3),
      ([], 3, 3),
    ]
    for item in cases {
      let blockers = item.outcomes.enumerated().map { index, outcome in
        RenderingCases.blocker("b\(index)", "T", .low, outcome, [])
      }
      let result = RenderingCases.run(blockers)
      #expect(result.exitStatus(isStrict: false) == item.status, "\(item.outcomes)")
      #expect(result.exitStatus(isStrict: true) == item.strict, "\(item.outcomes)")
    }
  }

  @Test("of a failure has a message, a code and a hint, in lines of their own")
  func failure() {
    let failure = GateFailure(
      "a.code", "it \u{1B}\nbroke", hint: "mend it", details: "x:1:1: error: y", exitStatus: 4)
    #expect(failure.rendered == "error: it \\u{1b}\\u{a}broke [a.code]\nx:1:1: error: y\n  hint: mend it")
  }
}
