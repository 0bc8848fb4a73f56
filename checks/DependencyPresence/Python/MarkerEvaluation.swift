/// Why a marker has no answer.
public enum MarkerEvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// An operator that the values do not have, such as `~=` between words.
  case undefinedComparison(String)
  /// A name that no environment defines here.
  case undefinedName(String)
  /// A variable of the environment whose value could not be learned.
  case unknownValue(String)

  public var description: String {
    switch self {
    case .undefinedComparison(let text): "the marker's comparison \(text) is not defined"
    case .undefinedName(let name): "the marker names \"\(name)\", which is not defined here"
    case .unknownValue(let name): "the value of the marker's \"\(name)\" is not known for this environment"
    }
  }
}

extension Marker {
  /// Whether the marker holds, compared exactly as pypa/packaging compares.
  ///
  /// - Parameter extra: the extra for which the requirement is asked; empty for none.
  /// - Throws: `undefinedComparison` and `undefinedName` wherever packaging raises, even where the rest
  ///   would decide; `unknownValue` only when the answer hangs on the value that is not known.
  public func evaluate(
    _ environment: MarkerEnvironment, extra: String = ""
  ) throws(MarkerEvaluationError) -> Bool {
    let evaluation = MarkerEvaluation(
      environment: environment, extra: extra.isEmpty ? "" : DistributionName.normalize(extra))
    switch try evaluation.evaluate(alternatives) {
    case .known(let answer): return answer
    case .unknown(let name): throw .unknownValue(name)
    }
  }
}

/// One evaluation, in Kleene's logic: unknown is false only when something else makes it so.
private struct MarkerEvaluation {
  enum Answer: Equatable {
    case known(Bool)
    case unknown(String)
  }

  let environment: MarkerEnvironment
  let extra: String

  /// Evaluates every term, also after the answer is clear, so that what is undefined never passes unseen.
  func evaluate(_ alternatives: [[Marker.Term]]) throws(MarkerEvaluationError) -> Answer {
    var any = Answer.known(false)
    for terms in alternatives {
      var all = Answer.known(true)
      for term in terms {
        let answer: Answer
        switch term {
        case .group(let inner): answer = try evaluate(inner)
        case .comparison(let left, let operation, let right):
          answer = try compare(left, operation, right)
        }
        all = Self.combine(all, answer, decidedBy: false)
      }
      any = Self.combine(any, all, decidedBy: true)
    }
    return any
  }

  /// `and` is decided by a false operand, `or` by a true one; short of that, unknown stays unknown.
  private static func combine(_ left: Answer, _ right: Answer, decidedBy deciding: Bool) -> Answer {
    if left == .known(deciding) || right == .known(deciding) { return .known(deciding) }
    return left == .known(!deciding) ? right : left
  }

  private static let versionVariables: Set<String> = [
    "implementation_version", "platform_release", "python_full_version", "python_version",
  ]

  /// The left operand is looked up when it is a variable; otherwise the right one is, whatever it is. That
  /// is packaging's rule: a variable on both sides compares with the second one's *name*.
  private func compare(
    _ left: Marker.Operand, _ operation: String, _ right: Marker.Operand
  ) throws(MarkerEvaluationError) -> Answer {
    let isLeftLookedUp: Bool
    let name: String
    if case .variable(let variable) = left {
      isLeftLookedUp = true
      name = variable
    } else {
      isLeftLookedUp = false
      name = right.text
    }
    let values = try candidates(for: name)
    var answer: Bool?
    for value in values {
      let next = try Self.apply(
        operation, isLeftLookedUp ? value : left.text, isLeftLookedUp ? right.text : value,
        asVersions: Self.versionVariables.contains(name))
      if let answer, answer != next { return .unknown(name) }
      answer = next
    }
    return answer.map(Answer.known) ?? .unknown(name)
  }

  /// The values that `name` can have: one when it is known, several or none when it is not.
  private func candidates(for name: String) throws(MarkerEvaluationError) -> [String] {
    if name == "extra" { return [extra] }
    if let value = environment.values[name] { return [value] }
    guard MarkerEnvironment.variables.contains(name) else { throw .undefinedName(name) }
    return name == "python_full_version" ? environment.fullVersionCandidates : []
  }

  private static func apply(
    _ operation: String, _ left: String, _ right: String, asVersions: Bool
  ) throws(MarkerEvaluationError) -> Bool {
    // `in` and `not in` make no specifier, and a right side that is no version makes none either.
    if asVersions, let specifier = try? VersionSpecifier(operation + right) {
      return specifier.contains(left)
    }
    return switch operation {
    case "==", "<=", ">=": left.utf8.elementsEqual(right.utf8)
    case "!=": !left.utf8.elementsEqual(right.utf8)
    case "<", ">": false
    case "in": ByteText(right).contains(ByteText(left))
    case "not in": !ByteText(right).contains(ByteText(left))
    default: throw .undefinedComparison("\"\(left)\" \(operation) \"\(right)\"")
    }
  }
}
