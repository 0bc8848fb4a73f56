import Cryptography
import StrictJSON
import StrictYAML

extension SARIFLog {
  /// Mistakes in documents, one rule for each code.
  ///
  /// - Parameters:
  ///   - sources: the texts by file name, for fingerprints.
  init(diagnostics: [Diagnostic], sources: [String: SourceText], exitStatus: Int32) {
    var seen: [String: Int] = [:]
    let results = diagnostics.map { diagnostic in
      let content = Self.content(of: diagnostic, in: sources[diagnostic.position.file])
      let occurrence = seen[content, default: 0]
      seen[content] = occurrence + 1
      return Result(
        rule: Rule(
          id: diagnostic.code, shortDescription: Self.words(diagnostic.code)),
        level: Self.level(of: diagnostic.severity),
        message: diagnostic.message + (diagnostic.hint.map { " (hint: \($0))" } ?? ""),
        location: Location(diagnostic.position),
        related: diagnostic.notes.map { Location($0.position, $0.message) },
        fingerprints: [
          JSONMember("mistake/v1", .string(SHA256.digest(of: Array("\(content)\n\(occurrence)".utf8)).hex))
        ])
    }
    // A file that could not be read was not looked at, and its silence means nothing.
    let isSuccessful = !diagnostics.contains { $0.code.hasSuffix(".unreadable") }
    self.init(results: results, isSuccessful: isSuccessful, exitStatus: exitStatus)
  }

  /// What makes a mistake the same mistake after lines were added above it.
  private static func content(of diagnostic: Diagnostic, in source: SourceText?) -> String {
    let line = source?.line(diagnostic.position.line) ?? ""
    let words = line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    return [diagnostic.position.file, diagnostic.code, words].joined(separator: "\n")
  }

  private static func level(of severity: Diagnostic.Severity) -> Level {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }

  /// `policy.unknown-key` as `policy: unknown key`.
  private static func words(_ code: String) -> String {
    code.split(separator: ".").map { $0.split(separator: "-").joined(separator: " ") }.joined(separator: ": ")
  }
}

extension SARIFLog.Location {
  init(_ position: SourcePosition, _ message: String? = nil) {
    self.init(file: position.file, line: position.line, column: position.column, message: message)
  }
}
