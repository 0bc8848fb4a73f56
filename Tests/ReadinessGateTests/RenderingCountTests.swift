import GateScene
import ReadinessGate
import ReadinessReport
import Testing

/// How many blockers came out how, as one format tells; formats that know fewer kinds lump some together.
@Suite("Every rendering of one result") struct RenderingCountTests {
  static let cases = RenderingCases.all.map(\.name)

  private struct Page {
    let text: String
    init(_ format: ReportFormat, _ result: RunResult) { text = format.render(result, style: .plain) }

    /// Of each line that begins and ends so, what stands between.
    func lines(from start: String, to end: String = "") -> [String] {
      text.split(separator: "\n").filter { $0.hasPrefix(start) && $0.hasSuffix(end) }.map {
        String($0.dropFirst(start.count).dropLast(end.count))
      }
    }

    func count(_ part: String) -> Int {
      text.split(separator: part, omittingEmptySubsequences: false).count - 1
    }
  }

  @Test("counts the same outcomes and says the same verdict", arguments: cases)
  func counts(name: String) throws {
    let result = try #require(RenderingCases.all.first { $0.name == name }).result
    let (blockers, verdict) = (result.report.blockers, result.report.verdict.rawValue)
    func expected(_ outcomes: Outcome...) -> Int { blockers.count { outcomes.contains($0.outcome) } }

    let human = Page(.human, result)
    let json = Page(.json, result)
    let junit = Page(.junit, result)
    let tap = Page(.tap, result)
    let sarif = Page(.sarif, result)
    let prometheus = Page(.prometheus, result)
    let nagios = Page(.nagios, result)
    let markdown = Page(.markdown, result)
    let html = Page(.html, result)
    let labels = "policy=\"live\",environment=\"live\",scope=\"live\""
    let words: [Outcome: (nagios: String, markdown: String, html: String)] = [
      .pass: ("passed", "✅ Pass", "passed"), .fail: ("failed", "❌ Fail", "failed"),
      .unknown: ("unknown", "⚠️ Unknown", "unknown"), .timeout: ("timed-out", "⚠️ Timeout", "timed out"),
      .blocked: ("not-run", "⚠️ Not run", "not run"), .waived: ("waived", "⚠️ Waived", "waived"),
    ]

    for outcome in Outcome.allCases {
      let (count, word) = (expected(outcome), try #require(words[outcome]))
      #expect(human.count("\n  \(outcome.rawValue.uppercased()) ") == count)
      #expect(human.text.contains("\(count) \(outcome.rawValue)") == (count > 0))
      #expect(json.lines(from: "        \"outcome\": \"\(outcome.rawValue)\",").count == count)
      #expect(
        json.lines(from: "      \"\(outcome.rawValue)\": ").map { $0.prefix { $0 != "," } } == ["\(count)"])
      if outcome != .pass {
        #expect(sarif.lines(from: "            \"outcome\": \"\(outcome.rawValue)\",").count == count)
      }
      #expect(sarif.count("\n          \"\(outcome.rawValue)\": \(count)") == 1)
      if outcome != .pass { #expect(tap.lines(from: "  outcome: \(outcome.rawValue)").count == count) }
      #expect(
        prometheus.lines(from: "readiness_blockers{\(labels),outcome=\"\(outcome.rawValue)\"} ") == [
          "\(count)"
        ])
      #expect(
        prometheus.lines(from: "readiness_blocker_status{", to: "outcome=\"\(outcome.rawValue)\"} 1").count
          == count)
      #expect(nagios.count(" '\(word.nagios)'=\(count);") == 1)
      #expect(markdown.lines(from: "| ").count { $0.contains("| \(word.markdown) |") } == count)
      #expect(html.count("</span><span>\(word.html)<small>") == count)
      #expect(html.count("<span><b>\(count)</b> \(word.html)</span>") == (count > 0 ? 1 : 0))
    }
    let undecided = expected(.unknown, .timeout, .blocked)
    #expect(junit.count("<testcase ") == blockers.count)
    #expect(junit.count("<failure ") == expected(.fail))
    #expect(junit.count("<error ") == undecided)
    #expect(junit.count("<skipped ") == expected(.waived))
    #expect(sarif.count("\"level\": \"error\"") == expected(.fail) + undecided)
    #expect(sarif.count("\"suppressions\": [") == expected(.waived))
    #expect(tap.lines(from: "1..") == ["\(blockers.count)"])
    #expect(tap.lines(from: "not ok ").count == expected(.fail) + undecided)
    #expect(tap.lines(from: "ok ").count == expected(.pass, .waived))
    #expect(tap.lines(from: "ok ").count { $0.contains(" # SKIP ") } == expected(.waived))
    #expect(nagios.text.hasPrefix("READINESS "))
    #expect(nagios.count(" - \(expected(.pass))/\(blockers.count) blockers pass") == 1)
    #expect(nagios.count(" 'blockers'=\(blockers.count);") == 1)

    #expect(human.text.hasPrefix(verdict))
    #expect(json.count("\"verdict\": \"\(verdict)\"") == 1)
    #expect(sarif.count("\"verdict\": \"\(verdict)\"") == 1)
    #expect(tap.lines(from: "# \(verdict) policy 'live' for live").count == 1)
    #expect(prometheus.lines(from: "readiness_verdict{\(labels),verdict=\"\(verdict)\"} ") == ["1"])
    #expect(markdown.text.hasPrefix("# Readiness: \(verdict)\n"))
    #expect(html.count("<title>\(verdict)\(result.payloadSha256 == nil ? " (dry run)" : ""): ") == 1)
  }

  @Test("says where nothing was signed that nothing was, and what --only left out")
  func dryRun() {
    for format in ReportFormat.allCases where ![.json, .junit, .sarif, .prometheus].contains(format) {
      #expect(
        format.render(RenderingCases.dryRun, style: .plain).lowercased().contains("dry run"), "\(format)")
      #expect(
        !format.render(RenderingCases.ready, style: .plain).lowercased().contains("dry run"), "\(format)")
    }
    for format in [ReportFormat.human, .tap, .nagios, .markdown, .html] {
      let text = format.render(RenderingCases.dryRun, style: .plain)
      #expect(text.lowercased().contains("left out"), "\(format)")
    }
    let prometheus = Page(.prometheus, RenderingCases.dryRun)
    #expect(prometheus.lines(from: "readiness_ready{").allSatisfy { $0.hasSuffix(" 0") })
    #expect(prometheus.lines(from: "readiness_blockers_left_out{").allSatisfy { $0.hasSuffix(" 1") })
    #expect(prometheus.lines(from: "readiness_report_expiry_timestamp_seconds{").isEmpty)
  }

  @Test("says until when a waiver holds, by whom and why")
  func waiver() {
    for format in [ReportFormat.tap, .sarif, .nagios, .html] {
      let text = format.render(RenderingCases.waived, style: .plain)
      #expect(text.contains("2026-11-18T23:06:40.000Z"), "\(format)")
      #expect(text.contains("alice") && text.contains("the venue is down"), "\(format)")
    }
  }

  @Test(
    "for Nagios has the state that the verdict deserves",
    arguments: [
      ("ready", "OK"), ("whole", "OK"), ("waived", "WARNING"), ("dry-run", "WARNING"), ("mixed", "CRITICAL"),
      ("undecided", "CRITICAL"),
    ])
  func nagiosState(name: String, state: String) throws {
    let result = try #require(RenderingCases.all.first { $0.name == name }).result
    #expect(ReportFormat.nagios.render(result, style: .plain).hasPrefix("READINESS \(state) - "))
  }

  @Test("of no blocker at all is no success")
  func nothing() {
    let result = RenderingCases.run([])
    #expect(
      ReportFormat.tap.render(result, style: .plain) == "TAP version 13\nBail out! no blocker was run\n")
    #expect(
      ReportFormat.nagios.render(result, style: .plain).hasPrefix("READINESS CRITICAL - 0/0 blockers pass"))
    #expect(
      ReportFormat.html.render(result, style: .plain).contains("Nothing was checked, so nothing opens."))
  }
}
