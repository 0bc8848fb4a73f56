import StrictJSON
import StrictYAML

/// What is wrong with one policy file, or that nothing is.
public struct LintAnswer: Sendable {
  public let file: String
  private let blockerCount: Int
  private let mistakes: PolicyMistakes?

  public init(_ file: String, environment: [String: String]) {
    self.file = file
    do throws(PolicyMistakes) {
      blockerCount = try PolicyFile.load(file, environment: environment).policy.blockers.count
      mistakes = nil
    } catch {
      blockerCount = 0
      mistakes = error
    }
  }

  public var isValid: Bool { mistakes == nil }

  /// One line for a valid file, else every mistake under its line.
  public var text: String {
    mistakes?.rendered() ?? "\(file): valid, \(blockerCount) blocker\(blockerCount == 1 ? "" : "s")\n"
  }

  /// All files' diagnostics as one document.
  public static func json(_ answers: [LintAnswer]) -> String {
    let diagnostics = answers.flatMap { $0.mistakes?.diagnostics ?? [] }
    let json: JSON = [
      "valid": .bool(answers.allSatisfy(\.isValid)),
      "diagnostics": .array(
        diagnostics.map { diagnostic in
          [
            "file": .string(diagnostic.position.file), "line": .integer(diagnostic.position.line),
            "column": .integer(diagnostic.position.column), "severity": .string(diagnostic.severity.rawValue),
            "code": .string(diagnostic.code), "message": .string(diagnostic.message),
            "hint": diagnostic.hint.map(JSON.string) ?? .null,
          ]
        }),
    ]
    return json.text(pretty: true) + "\n"
  }
}
