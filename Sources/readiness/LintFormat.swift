import ArgumentParser
import ReadinessGate

/// For people, for programs, or for code hosts and editors.
enum LintFormat: String, ExpressibleByArgument, CaseIterable { case human, json, sarif }

extension Terminal {
  /// Prints what is wrong with files, and ends with the status that design §6 gives to it.
  static func print(_ answers: [LintAnswer], _ format: LintFormat) throws {
    switch format {
    case .human:
      for answer in answers {
        if !answer.mistakes.isEmpty { printError(answer.mistakes) }
        if !answer.consent.isEmpty { try printOutput(answer.consent) }
      }
    case .json: try printOutput(LintAnswer.json(answers))
    case .sarif: try printOutput(LintAnswer.sarif(answers))
    }
    if !answers.allSatisfy(\.isValid) { throw ExitCode(LintAnswer.invalid) }
  }
}
