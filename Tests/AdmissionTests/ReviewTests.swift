import AuditLog
import ReadinessReport
import Testing

@testable import Admission

@Suite("A report that appears while the engine runs") struct ReviewTests {
  private func review(_ scenario: Scenario) -> ReportReview<Live> {
    Admission.review(requirements: scenario.requirements, loaded: scenario.loaded, world: scenario.world)
  }

  @Test("renews the grant when it is READY")
  func ready() throws {
    let scenario = try Scenario()
    guard case .granted(let grant) = review(scenario) else {
      Issue.record("not granted")
      return
    }
    #expect(grant.sequence == scenario.report.sequence)
    #expect(try scenario.decisions().map(\.kind) == ["renewed"])
  }

  @Test(
    "blocks when it is BLOCKED, and says whether a blocker failed",
    arguments: [
      ([Outcome.fail], true), ([.unknown], false), ([.timeout, .blocked], false), ([.unknown, .fail], true),
    ])
  func blocked(outcomes: [Outcome], hasFailed: Bool) throws {
    let scenario = try Scenario { scenario in
      for (index, outcome) in outcomes.enumerated() { scenario.setOutcome(outcome, of: index) }
    }
    guard case .blocked(let refusal, let sequence, let hasFailedBlocker) = review(scenario) else {
      Issue.record("not blocked")
      return
    }
    #expect(refusal.code == .blocked && sequence == scenario.report.sequence)
    #expect(hasFailedBlocker == hasFailed)
    #expect(try scenario.decisions().map(\.kind) == ["refused"])
  }

  @Test("does not concern when it is about something else, and leaves no decision")
  func notConcerning() throws {
    let scenario = try Scenario { $0.loaded.configurationSha256 = digest("another") }
    guard case .notConcerning(let refusal) = review(scenario) else {
      Issue.record("concerns")
      return
    }
    #expect(refusal.code == .subjectMismatch(name: "configuration"))
    #expect(try scenario.decisions().isEmpty)
  }

  @Test("is refused when it cannot be believed")
  func refused() throws {
    let scenario = try Scenario { $0.signers = [9] }
    guard case .refused(let refusal) = review(scenario) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == .unknownKey)
    #expect(try scenario.decisions().map(\.kind) == ["refused"])
  }
}
