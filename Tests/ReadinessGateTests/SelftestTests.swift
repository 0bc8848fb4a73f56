import ReadinessReport
import Testing

@testable import ReadinessGate

@Suite("A selftest's result") struct SelftestTests {
  private func result(_ answers: [SelftestResult.Answer]) -> SelftestResult {
    var result = SelftestResult(folder: nil)
    result.answers = answers
    return result
  }

  private func answer(
    _ breakage: String?, _ expected: Outcome, _ found: Outcome?, isGiven: Bool = true
  ) -> SelftestResult.Answer {
    SelftestResult.Answer(
      kind: "state-path", breakage: breakage, expected: expected, found: found, message: "a: \u{1B}b",
      reason: breakage == nil ? nil : .init(expected: "full", isGiven: isGiven, found: []))
  }

  @Test("is good when green is green and red is red") func good() {
    let result = result([answer(nil, .pass, .pass), answer("a disk is full", .fail, .fail)])
    #expect(result.exitStatus == 0)
    #expect(
      result.text == "selftest: 1 check, 1 preconditions broken one at a time: each turned its blocker red\n"
    )
    #expect(result.answers.map(\.line)[1] == "  red    a disk is full: a: \\u{1b}b")
  }

  @Test(
    "is an error when a blocker stays green, is red in a sound world, is red for another reason, or nobody tries it",
    arguments: [
      (
        "a disk is full", Outcome.fail, Outcome?.some(.pass), "is pass although a disk is full, expected fail"
      ),
      (nil, .pass, .unknown, "is unknown in a sound world, expected pass"),
      ("a disk is full", .fail, .unknown, "is unknown although a disk is full, expected fail"),
      (nil, .pass, nil, "is not tried in a sound world, expected pass"),
    ] as [(String?, Outcome, Outcome?, String)])
  func bad(_ breakage: String?, _ expected: Outcome, _ found: Outcome?, _ words: String) {
    let result = result([
      answer(nil, .pass, .pass), answer("other", .fail, .fail), answer(breakage, expected, found),
    ])
    #expect(result.exitStatus == 1)
    #expect(result.text.hasPrefix("SELFTEST FAILED: 1 of 3 answers are wrong; do not trust this gate\n"))
    #expect(result.text.contains("  state-path \(words)\n"))
  }

  @Test("is an error when a blocker is red for another reason than the one that was planted") func reason() {
    let result = result([answer(nil, .pass, .pass), answer("a disk is full", .fail, .fail, isGiven: false)])
    #expect(result.exitStatus == 1)
    #expect(result.text.contains("is fail although a disk is full, expected fail, for another reason\n"))
    #expect(result.answers[1].line.hasSuffix("WRONG  expected fail, because 'full', found fail"))
  }

  @Test("is an error when nothing was broken at all") func nothing() {
    #expect(result([]).exitStatus == 1 && result([]).text == "SELFTEST FAILED: nothing was tried\n")
    #expect(result([answer(nil, .pass, .pass)]).exitStatus == 1)
  }

  @Test("covers every built-in check, and breaks each in its own words") func covers() {
    #expect(Set(Trial.builtIn.map(\.kind)) == Set(CheckRegistry.builtIn.kinds))
    for trial in Trial.builtIn {
      #expect(trial.breakages.count > 1, "\(trial.kind)")
      #expect(Set(trial.breakages.map(\.name)).count == trial.breakages.count, "\(trial.kind)")
    }
  }
}
