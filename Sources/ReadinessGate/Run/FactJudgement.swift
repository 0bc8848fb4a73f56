import ReadinessCheck

/// Facts that checks state besides their findings: who may state which, and whether those who do agree.
///
/// The engine compares the report's libraries and state paths with its own, so a fact that the wrong check states, or
/// of which there are two, would decide more than its blocker. Neither is chosen; the blockers close.
enum FactJudgement {
  /// What a check states that is not its to state.
  static func foreign(_ answer: CheckAnswer, of check: RegisteredCheck) -> [Finding] {
    StatedFact.allCases.filter { !check.statedFacts.contains($0) && !answer[$0].isEmpty }.map { fact in
      Finding(
        .unknown, subject: check.kind, expected: "no \(fact.words)",
        found: answer[fact].keys.sorted().joined(separator: ", "),
        message: "the check \(check.kind) states \(fact.words), which it is not asked for",
        hint: "use a gate whose checks are as they were released")
    }
  }

  /// What blockers state differently, as findings by the blocker's id.
  ///
  /// - Parameter answers: in the policy's order.
  static func contradictions(
    _ answers: [(id: String, answer: CheckAnswer)]
  ) -> [(id: String, fact: StatedFact, name: String, finding: Finding)] {
    var result: [(id: String, fact: StatedFact, name: String, finding: Finding)] = []
    for fact in StatedFact.allCases {
      let names = Set(answers.flatMap { $0.answer[fact].keys }).sorted()
      for name in names {
        let stated = answers.compactMap { item in item.answer[fact][name].map { (id: item.id, value: $0) } }
        // By bytes: texts that Unicode calls equal are two paths.
        guard Set(stated.map { Array($0.value.utf8) }).count > 1 else { continue }
        let found = stated.map { "\($0.value) (\($0.id))" }.joined(separator: ", ")
        result += stated.map { item in
          let finding = Finding(
            .unknown, subject: name, expected: "one answer from every blocker that states it", found: found,
            message: "blockers contradict each other about \(name), so none of them is believed",
            hint: "find out why they see different worlds, or leave one of them out")
          return (item.id, fact, name, finding)
        }
      }
    }
    return result
  }
}

extension CheckAnswer {
  subscript(_ fact: StatedFact) -> [String: String] {
    get {
      switch fact {
      case .libraries: libraries
      case .statePaths: statePaths
      case .behaviours: behaviours
      }
    }
    set {
      switch fact {
      case .libraries: libraries = newValue
      case .statePaths: statePaths = newValue
      case .behaviours: behaviours = newValue
      }
    }
  }
}

extension StatedFact {
  fileprivate var words: String {
    switch self {
    case .libraries: "libraries"
    case .statePaths: "state paths"
    case .behaviours: "behaviours"
    }
  }
}
