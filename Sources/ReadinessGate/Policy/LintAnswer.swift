import StrictJSON
public import StrictYAML

/// What is wrong with one file, or that nothing is.
public struct LintAnswer: Sendable {
  public let file: String
  public let diagnostics: [Diagnostic]
  /// By file name, for carets.
  let sources: [String: SourceText]
  /// What there is to say about a file without a mistake, such as `4 blockers`.
  let summary: String
  /// What comes of mistakes, such as `nothing was checked`.
  let consequence: String?
  /// What was not looked at, in words.
  var notes: [String] = []

  public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

  /// Every diagnostic under its line, then how many mistakes there were; empty where there is nothing to say.
  public var mistakes: String {
    let errors = diagnostics.count { $0.severity == .error }
    var texts = diagnostics.map { $0.rendered(in: sources[$0.position.file]) }
    if errors > 0 {
      texts.append(
        "\(errors) mistake\(errors == 1 ? "" : "s")" + (consequence.map { "; \($0)" } ?? ""))
    }
    return texts.joined(separator: "\n")
  }

  /// One line for a valid file, else empty.
  public var consent: String {
    guard isValid else { return "" }
    let warnings = diagnostics.count { $0.severity == .warning }
    let remark = warnings == 0 ? "" : ", \(warnings) warning\(warnings == 1 ? "" : "s")"
    return "\(TerminalStyle.printable(file)): valid, \(summary)\(remark)\n"
      + notes.map { "  note: \($0)\n" }.joined()
  }

  /// All files' diagnostics as one document.
  public static func json(_ answers: [LintAnswer]) -> String {
    let json: JSON = [
      "valid": .bool(answers.allSatisfy(\.isValid)),
      "diagnostics": .array(
        answers.flatMap(\.diagnostics).map { diagnostic in
          [
            "file": .string(diagnostic.position.file), "line": .integer(diagnostic.position.line),
            "column": .integer(diagnostic.position.column), "severity": .string(diagnostic.severity.rawValue),
            "code": .string(diagnostic.code), "message": .string(diagnostic.message),
            "hint": diagnostic.hint.map(JSON.string) ?? .null,
          ]
        }),
      "notes": .array(notes(of: answers).map(JSON.string)),
    ]
    return json.text(pretty: true) + "\n"
  }

  /// What was not looked at in at least one file, each once.
  private static func notes(of answers: [LintAnswer]) -> [String] {
    answers.flatMap(\.notes).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The same for code hosts and editors.
  public static func sarif(_ answers: [LintAnswer]) -> String {
    let sources = answers.map(\.sources).reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    return SARIFLog(
      diagnostics: answers.flatMap(\.diagnostics), sources: sources,
      exitStatus: answers.allSatisfy(\.isValid) ? 0 : invalid
    ).text
  }

  /// As design §6 lists it.
  public static let invalid: Int32 = 4
}

extension LintAnswer {
  /// A policy file with what it includes.
  public static func policy(_ file: String, environment: [String: String]) -> LintAnswer {
    do throws(PolicyMistakes) {
      let count = try PolicyFile.load(file, environment: environment).policy.blockers.count
      return LintAnswer(
        file: file, diagnostics: [], sources: [:], summary: "\(count) blocker\(count == 1 ? "" : "s")",
        consequence: nil)
    } catch {
      return LintAnswer(
        file: file, diagnostics: error.diagnostics, sources: error.sources, summary: "",
        consequence: PolicyMistakes.consequence)
    }
  }
}
