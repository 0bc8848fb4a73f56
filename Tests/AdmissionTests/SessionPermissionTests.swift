import Attestation
import Chronology
import ReadinessReport
import Testing

@testable import Admission

/// A moment, counted in minutes from noon.
func minute(_ count: Int64) -> Timestamp { noon.advanced(byMilliseconds: count * 60_000) }

func grant(_ sequence: Int64, until end: Int64) -> Grant<Live> {
  Grant(
    environment: .live, limits: Grants(), expiresAt: minute(end), account: nil, reportSha256: nil,
    sequence: sequence)
}

/// What comes and what it does, in minutes and with a grace of 15.
struct Step: Sendable {
  let at: Int64
  let review: ReportReview<Live>
  let change: SessionPermission<Live>.Change

  init(_ at: Int64, _ review: ReportReview<Live>, _ change: SessionPermission<Live>.Change) {
    self.at = at
    self.review = review
    self.change = change
  }
}

private let refusal = Refusal(.blocked, expected: "READY", found: "x: fail", hint: "fix it")
private func failed(_ sequence: Int64) -> ReportReview<Live> {
  .blocked(refusal, sequence: sequence, hasFailedBlocker: true)
}
private func undecided(_ sequence: Int64) -> ReportReview<Live> {
  .blocked(refusal, sequence: sequence, hasFailedBlocker: false)
}

struct Course: Sendable, CustomTestStringConvertible {
  let name: String
  var end: Int64 = 60
  let steps: [Step]
  /// What entries may do at which minute after all steps.
  let expected: [(Int64, EntryPermission)]

  var testDescription: String { name }

  static let all = [
    Course(
      name: "nothing happens", steps: [],
      expected: [
        (0, .allowed(until: minute(60))), (59, .allowed(until: minute(60))), (60, .suspended(.grantEnded)),
      ]),
    Course(
      name: "a renewal", steps: [Step(20, .granted(grant(2, until: 80)), .renewed)],
      expected: [(20, .allowed(until: minute(80))), (80, .suspended(.grantEnded))]),
    Course(
      name: "a renewal that is shorter", steps: [Step(20, .granted(grant(2, until: 40)), .renewed)],
      expected: [(20, .allowed(until: minute(40)))]),
    Course(
      name: "a failed blocker suspends at once", steps: [Step(20, failed(2), .suspended(.blocked))],
      expected: [(20, .suspended(.blocked)), (70, .suspended(.blocked))]),
    Course(
      name: "the next READY lifts it",
      steps: [Step(20, failed(2), .suspended(.blocked)), Step(30, .granted(grant(3, until: 90)), .resumed)],
      expected: [(30, .allowed(until: minute(90)))]),
    Course(
      name: "undecided closes after the grace", steps: [Step(20, undecided(2), .closing(at: minute(35)))],
      expected: [
        (34, .allowed(until: minute(35))), (35, .suspended(.undecided)), (70, .suspended(.undecided)),
      ]),
    Course(
      name: "undecided closes at the grant's end when that is sooner",
      steps: [Step(50, undecided(2), .closing(at: minute(60)))],
      expected: [
        (59, .allowed(until: minute(60))), (60, .suspended(.grantEnded)), (65, .suspended(.undecided)),
      ]),
    Course(
      name: "a second undecided one does not prolong the grace",
      steps: [
        Step(20, undecided(2), .closing(at: minute(35))), Step(30, undecided(3), .closing(at: minute(35))),
      ], expected: [(35, .suspended(.undecided))]),
    Course(
      name: "READY within the grace opens again",
      steps: [
        Step(20, undecided(2), .closing(at: minute(35))), Step(30, .granted(grant(3, until: 90)), .renewed),
      ], expected: [(40, .allowed(until: minute(90)))]),
    Course(
      name: "READY after the grace opens again",
      steps: [
        Step(20, undecided(2), .closing(at: minute(35))), Step(40, .granted(grant(3, until: 90)), .resumed),
      ], expected: [(40, .allowed(until: minute(90)))]),
    Course(
      name: "failed within the grace suspends at once",
      steps: [Step(20, undecided(2), .closing(at: minute(35))), Step(21, failed(3), .suspended(.blocked))],
      expected: [(21, .suspended(.blocked))]),
    Course(
      name: "undecided does not lift a suspension",
      steps: [Step(20, failed(2), .suspended(.blocked)), Step(21, undecided(3), .ignored)],
      expected: [(21, .suspended(.blocked))]),
    Course(
      name: "what does not concern or cannot be believed changes nothing",
      steps: [Step(20, .notConcerning(refusal), .ignored), Step(21, .refused(refusal), .alert(refusal))],
      expected: [(30, .allowed(until: minute(60)))]),
    Course(
      name: "neither of them lifts a suspension",
      steps: [
        Step(20, failed(2), .suspended(.blocked)), Step(21, .notConcerning(refusal), .ignored),
        Step(22, .refused(refusal), .alert(refusal)),
      ], expected: [(30, .suspended(.blocked))]),
    Course(
      name: "an older READY lifts nothing",
      steps: [Step(20, failed(5), .suspended(.blocked)), Step(30, .granted(grant(4, until: 90)), .ignored)],
      expected: [(30, .suspended(.blocked))]),
    Course(
      name: "an older BLOCKED suspends nothing",
      steps: [Step(20, .granted(grant(5, until: 90)), .renewed), Step(30, failed(4), .ignored)],
      expected: [(30, .allowed(until: minute(90)))]),
    Course(
      name: "READY after the grant's end opens again",
      steps: [Step(70, .granted(grant(2, until: 90)), .resumed)],
      expected: [(70, .allowed(until: minute(90)))]),
  ]
}

@Suite("The permission of a running session") struct SessionPermissionTests {
  @Test("follows the reports", arguments: Course.all)
  func course(course: Course) {
    var permission = SessionPermission(grant(1, until: course.end), undecidedGrace: .minutes(15))
    for step in course.steps {
      #expect(permission.take(step.review, at: minute(step.at)) == step.change)
    }
    for (at, expected) in course.expected { #expect(permission.entries(at: minute(at)) == expected) }
  }

  @Test(
    "is what the reports since the last READY allow, in any order of events",
    arguments: 1...20 as ClosedRange<UInt64>)
  func property(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    for _ in 0..<50 {
      var permission = SessionPermission(grant(1, until: 60), undecidedGrace: .minutes(15))
      var model = Model(grantEnd: 60)
      var now: Int64 = 0
      for number in 2..<30 {
        now += Int64.random(in: 0...12, using: &random)
        let sequence = max(1, Int64(number) + Int64.random(in: -3...0, using: &random))
        let end = now + Int64.random(in: 1...60, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
          _ = permission.take(.granted(grant(sequence, until: end)), at: minute(now))
          model.ready(sequence, end: end)
        case 1:
          _ = permission.take(failed(sequence), at: minute(now))
          model.blocked(sequence, hasFailed: true, now: now)
        case 2:
          _ = permission.take(undecided(sequence), at: minute(now))
          model.blocked(sequence, hasFailed: false, now: now)
        case 3: _ = permission.take(.notConcerning(refusal), at: minute(now))
        default: _ = permission.take(.refused(refusal), at: minute(now))
        }
        for later in [now, now + 7, now + 15, now + 60] {
          #expect(permission.entries(at: minute(later)).isAllowed == model.allows(later))
          if case .allowed(let until) = permission.entries(at: minute(later)) {
            #expect(until > minute(later) && until <= permission.grant.expiresAt)
            #expect(!permission.entries(at: until).isAllowed)
          }
        }
      }
    }
  }

  /// The same rules, told the other way round: what has counted since the last READY.
  private struct Model {
    var grantEnd: Int64
    var sequence: Int64 = 1
    var hasFailed = false
    var firstUndecided: Int64?

    mutating func ready(_ number: Int64, end: Int64) {
      let isNews = number > sequence || (number == sequence && !hasFailed && firstUndecided == nil)
      if isNews { (sequence, grantEnd, hasFailed, firstUndecided) = (number, end, false, nil) }
    }

    mutating func blocked(_ number: Int64, hasFailed failed: Bool, now: Int64) {
      guard number > sequence else { return }
      sequence = number
      if failed { hasFailed = true } else { firstUndecided = firstUndecided ?? now }
    }

    func allows(_ now: Int64) -> Bool {
      now < grantEnd && !hasFailed && firstUndecided.map { now < $0 + 15 } ?? true
    }
  }
}
