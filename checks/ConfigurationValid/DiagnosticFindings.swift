import ConfigurationRules
import ReadinessCheck
import StrictYAML

/// The linter's diagnostics in the words of a check.
struct DiagnosticFindings {
  /// Findings that one file may bring about; the rest is counted.
  static let limit = 100

  private let subject: String
  private let warnings: ConfigurationValidParameters.Warnings
  private let artifact: Finding.Artifact

  init(_ parameters: ConfigurationValidParameters, _ artifact: Finding.Artifact) {
    subject = parameters.subject
    warnings = parameters.warnings
    self.artifact = artifact
  }

  private var expected: String {
    switch warnings {
    case .allow: "no mistake that 'readiness config lint' finds; warnings are allowed"
    case .refuse: "neither a mistake nor a warning that 'readiness config lint' finds"
    }
  }

  func findings(on diagnostics: [Diagnostic]) -> [Finding] {
    var findings = diagnostics.prefix(Self.limit).map(finding)
    let rest = diagnostics.dropFirst(Self.limit)
    if let worst = rest.map(status).max(by: { Self.weight($0) < Self.weight($1) }) {
      findings.append(
        Finding(
          worst, subject: subject, expected: expected, found: "\(rest.count) more",
          message: "more was found than is listed", hint: "readiness config lint '\(artifact.name)'",
          artifact: artifact))
    }
    return findings
  }

  private func finding(_ diagnostic: Diagnostic) -> Finding {
    let others = diagnostic.notes.map { "; \($0.position): \($0.message)" }.joined()
    return Finding(
      status(diagnostic), subject: subject, expected: expected,
      found: "\(Self.article(diagnostic.severity))\(others)",
      message: "\(diagnostic.message) [\(diagnostic.code)]", hint: diagnostic.hint,
      position: diagnostic.position.description,
      artifact: diagnostic.position.file == artifact.name ? artifact : nil)
  }

  /// What could not be looked at is neither a mistake nor none, whatever the linter calls it.
  private func status(_ diagnostic: Diagnostic) -> Finding.Status {
    if ConfigurationJudgement.undecidedCodes.contains(diagnostic.code) { return .unknown }
    switch diagnostic.severity {
    case .error: return .fail
    case .warning: return warnings == .allow ? .pass : .fail
    case .note: return .pass
    }
  }

  private static func weight(_ status: Finding.Status) -> Int {
    switch status {
    case .pass: 0
    case .unknown: 1
    case .fail: 2
    }
  }

  private static func article(_ severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "a mistake"
    case .warning: "a warning"
    case .note: "a note"
    }
  }

  /// What was read, for a configuration that passes.
  func summary(
    of judgement: ConfigurationJudgement, bytes: [UInt8], warnings: Int, isRoot: Bool
  ) -> Finding {
    let lines = bytes.count { $0 == 0x0A } + (bytes.last.map { $0 == 0x0A } ?? true ? 0 : 1)
    var found = "\(lines) lines"
    if let summary = judgement.summary { found += "; \(summary)" }
    if isRoot { found += "; rights to files were left out, since root has them all" }
    return Finding(
      .pass, subject: subject, expected: expected, found: found,
      message: warnings == 0
        ? "the linter finds nothing in it, in the engine's environment files and on this machine"
        : "the linter finds no mistake, and \(warnings) to be warned of", artifact: artifact)
  }
}
