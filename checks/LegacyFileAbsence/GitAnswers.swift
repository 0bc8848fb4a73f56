import ReadinessCheck

/// What git says about paths: whether rules ignore them, and whether they are tracked.
struct GitAnswers {
  struct Rule: Sendable, Hashable {
    let path: String
    /// `.gitignore:3`, or empty when no rule matches.
    let position: String
    /// The last rule that matches; empty when none does.
    let pattern: String

    /// A rule that begins with `!` takes the path back in.
    var isIgnored: Bool { !pattern.isEmpty && pattern.utf8.first != UInt8(ascii: "!") }
  }

  /// Why git gave no answer.
  struct Silence: Error, Sendable {
    let reason: String
  }

  let programs: any ProgramAccess
  let root: String

  /// By path, as asked.
  func rules(for paths: [String]) throws(Silence) -> [String: Rule] {
    let answer = programs.run(ProgramRun(.git, ["ignore-rules"] + paths, workingDirectory: root))
    // check-ignore exits with 1 when no path is ignored, and with 128 when there is no repository.
    guard answer.ending == .exited(0) || answer.ending == .exited(1) else { throw silence(answer) }
    let fields = try texts(answer.standardOutput)
    guard fields.count == 4 * paths.count else { throw Silence(reason: "git answered in a form of its own") }
    var rules: [String: Rule] = [:]
    for (index, path) in paths.enumerated() {
      let start = index * 4
      rules[path] = Rule(
        path: path, position: fields[start].isEmpty ? "" : "\(fields[start]):\(fields[start + 1])",
        pattern: fields[start].isEmpty ? "" : fields[start + 2])
    }
    return rules
  }

  /// The tracked paths that are one of these or below it.
  func tracked(among paths: [String]) throws(Silence) -> [String] {
    let answer = programs.run(ProgramRun(.git, ["tracked"] + paths, workingDirectory: root))
    guard let output = answer.successfulOutput else { throw silence(answer) }
    return try texts(output)
  }

  private func silence(_ answer: ProgramAnswer) -> Silence { Silence(reason: "git: \(answer.summary)") }

  /// Texts that each end in a NUL.
  private func texts(_ output: [UInt8]) throws(Silence) -> [String] {
    guard !output.isEmpty else { return [] }
    let fields = output.dropLast().split(separator: 0, omittingEmptySubsequences: false)
    let texts = fields.compactMap { String(validating: $0, as: UTF8.self) }
    guard output.last == 0, texts.count == fields.count else {
      throw Silence(reason: "git answered in a form of its own")
    }
    return texts
  }
}
