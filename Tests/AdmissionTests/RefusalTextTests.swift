import Cryptography
import ReadinessReport
import Testing

@testable import Admission

@Suite("A refusal's text") struct RefusalTextTests {
  @Test("says what, what should be, what is, and what to do")
  func expired() throws {
    let scenario = try Scenario { $0.report.expiresAt = noon }
    #expect(
      scenario.refusal()?.description == """
        error: the report has expired [report.expired]
          expected: a time before 2026-11-24T12:00:00.000Z
          found: 2026-11-24T12:00:00.000Z
        hint: run the gate again: `systemctl start readiness-gate`, or `readiness check POLICY --key PEM --report …`
        """)
  }

  @Test("names the subject")
  func subject() throws {
    let scenario = try Scenario { $0.loaded.engineSha256 = digest("another") }
    #expect(
      scenario.refusal()?.description == """
        error: the report is about another engine [report.subject-mismatch.engine]
          expected: \(digest("another").hex)
          found: \(digest("engine").hex)
        hint: run the gate for what is installed now, then start the engine from there
        """)
  }

  @Test("lists the blockers that are closed")
  func blocked() throws {
    let scenario = try Scenario {
      $0.setOutcome(.fail, of: 3)
      $0.setOutcome(.timeout, of: 1)
    }
    #expect(
      scenario.refusal()?.description == """
        error: the report is BLOCKED [report.blocked]
          expected: READY
          found: state-paths: timeout, sl-tp-certification: fail
        hint: see what each blocker asks for with `readiness check`, put it right, and run the gate again
        """)
  }

  @Test("is one line for each part, whatever a file's name holds, and says when it is not recorded")
  func control() throws {
    var refusal = Refusal(.reportMissing, expected: "a\nb", found: "\u{1B}[2J", hint: "c")
    refusal.notRecorded = "full"
    #expect(
      refusal.description == """
        error: there is no readiness report [report.missing]
          expected: a\\u{a}b
          found: \\u{1b}[2J
        note: this refusal is not recorded: full
        hint: c
        """)
  }

  @Test("is lower case and without full stop for every code", arguments: RefusalCode.all)
  func style(code: RefusalCode) {
    #expect(code.summary.first?.isLowercase == true && code.summary.last != ".")
    #expect(code.text.split(separator: ".").count >= 2)
  }
}
