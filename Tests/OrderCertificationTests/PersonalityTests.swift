import CertificationEvidence
import KrakenWorld
import Processes
import Testing

/// A fact about the venue that nobody has proved, as the other answer, and what a run makes of it.
struct OtherAnswer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let personality: String
  var fault: String?
  let behaviour: CertifiedBehaviour
  let observation: CertifiedBehaviour.Observation

  static let all: [OtherAnswer] = [
    OtherAnswer(
      testDescription: "triggers are refused while flat",
      personality: "{reduce-only-trigger-while-flat: refused}",
      behaviour: .reduceOnlyTriggerAcceptedWhileFlat, observation: .no),
    OtherAnswer(
      testDescription: "an order's id changes when it fires", personality: "{identity-on-firing: changed}",
      behaviour: .orderIDKeptWhenFired, observation: .no),
    OtherAnswer(
      testDescription: "an order's id changes when it is amended",
      personality: "{identity-on-amend: changed}",
      behaviour: .orderIDKeptWhenAmended, observation: .no),
    OtherAnswer(
      testDescription: "the sibling is cancelled", personality: "{sibling-after-fill: cancelled}",
      behaviour: .siblingCancelledAfterFill, observation: .yes),
    OtherAnswer(
      testDescription: "a crossed trigger is refused", personality: "{crossed-trigger: refused}",
      behaviour: .crossedTriggerFiresAtOnce, observation: .no),
    OtherAnswer(
      testDescription: "an oversized trigger ends without a fill",
      personality: "{oversized-reduce-only-trigger: refused}",
      behaviour: .oversizedReduceOnlyCappedWhenFired, observation: .notObserved),
    OtherAnswer(
      testDescription: "reduce-only is ignored", personality: "{}",
      fault: "{fault: ignore-reduce-only, order-type: stp, always: true}",
      behaviour: .oversizedReduceOnlyCappedWhenFired, observation: .no),
  ]
}

@Suite("A venue where", .inTurn) struct PersonalityTests {
  @Test("an unproved fact is as it is not thought to be", arguments: OtherAnswer.all)
  func other(_ other: OtherAnswer) async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    try await scene.simulator.control("personality", other.personality)
    if let fault = other.fault { try await scene.simulator.control("faults", fault) }
    scene.start(["--symbols", "PF_XBTUSD", "--cases", "TC-TP-LONG-LAST"], wait: "20s")
    try await scene.playAlong()
    let result = await scene.end()
    let report = scene.lines.joined(separator: "\n")
    let (certification, judgement, _) = try scene.evidence()
    #expect(judgement.behaviours[other.behaviour] == other.observation, "\(report)")
    #expect(certification.behaviours == judgement.behaviours)
    #expect(judgement.cases.map(\.code) == [.passed], "\(judgement.cases.map(\.detail))\n\(report)")
    #expect(result.isSuccess, "\(report)")
    #expect(try await scene.venue() == (0, 0), "\(report)")
  }
}
