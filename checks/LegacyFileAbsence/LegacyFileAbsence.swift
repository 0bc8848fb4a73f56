public import DocumentSchema
public import ReadinessCheck

/// Are the files that nobody uses any more gone, and do they stay gone?
public struct LegacyFileAbsence: ReadinessCheck {
  public static let kind = "legacy-file-absence"
  public static let readsDigests = false
  public static let summary = "files of an earlier version are gone and will not come back"
  public static let parameters = LegacyFileAbsenceParameters.schema

  private let parameters: LegacyFileAbsenceParameters

  public init(_ parameters: LegacyFileAbsenceParameters) { self.parameters = parameters }

  public func run(in context: CheckContext) -> CheckAnswer {
    let root = RelativePath.tidied(parameters.root.resolved(in: context.policyFolder))
    return CheckAnswer(
      findings: findingsOnAbsence(root, context) + findingsOnGit(root, context)
        + findingsOnMentions(root, context) + findingsOnExercise(root, context))
  }

  private func findingsOnAbsence(_ root: String, _ context: CheckContext) -> [Finding] {
    let search = FormSearch(files: context.files)
    let expected = "nothing, under any spelling of its case"
    return parameters.files.map { file in
      do throws(FileAccessError) {
        let forms = try search.forms(of: file.text, in: root)
        guard forms.isEmpty else {
          return Finding(
            .fail, subject: file.text, expected: expected,
            found: forms.map { "\($0.description) at \($0.path)" }.joined(separator: ", "),
            message: "the legacy file is there", hint: "look at it, keep what matters, and remove it")
        }
        return Finding(
          .pass, subject: file.text, expected: expected, found: "nothing", message: "the legacy file is gone")
      } catch {
        return Finding(
          .unknown, subject: file.text, expected: expected, found: error.description,
          message: "whether the legacy file is there cannot be seen")
      }
    }
  }

  private func findingsOnGit(_ root: String, _ context: CheckContext) -> [Finding] {
    guard !parameters.ignoredByGit.isEmpty else { return [] }
    let paths = parameters.ignoredByGit.map { RelativePath.tidied($0.text) }
    let git = GitAnswers(programs: context.programs, root: root)
    let rules: [String: GitAnswers.Rule]
    let tracked: [String]
    do throws(GitAnswers.Silence) {
      rules = try git.rules(for: paths)
      tracked = try git.tracked(among: paths)
    } catch {
      return paths.map { path in
        Finding(
          .unknown, subject: "\(path) in git", expected: "ignored and not tracked", found: error.reason,
          message: "git gives no answer", hint: "the root has to be in a git repository")
      }
    }
    return paths.map { finding(on: $0, rule: rules[$0], tracked: tracked) }
  }

  private func finding(on path: String, rule: GitAnswers.Rule?, tracked: [String]) -> Finding {
    let subject = "\(path) in git"
    let expected = "ignored and not tracked"
    if let file = tracked.first(where: { $0 == path || $0.hasPrefix(path + "/") }) {
      return Finding(
        .fail, subject: subject, expected: expected, found: "\(file) is tracked",
        message: "git brings the file back with every checkout", hint: "git rm --cached -- \(file)")
    }
    guard let rule, rule.isIgnored else {
      let found = rule.map(\.pattern).flatMap { $0.isEmpty ? nil : "taken back in by \($0)" } ?? "no rule"
      return Finding(
        .fail, subject: subject, expected: expected, found: found, message: "git does not ignore the file",
        hint: "add a line to .gitignore: /\(path)",
        position: rule.flatMap { $0.position.isEmpty ? nil : $0.position }
      )
    }
    return Finding(
      .pass, subject: subject, expected: expected, found: "ignored by \(rule.pattern)",
      message: "git ignores the file and does not track it", position: rule.position)
  }

  /// Findings that one place may make; the rest is counted.
  private static let mentionLimit = 100

  private func findingsOnMentions(_ root: String, _ context: CheckContext) -> [Finding] {
    let search = MentionSearch(
      scan: MentionScan(files: parameters.files.map(\.text)), root: root, files: context.files,
      remainingMilliseconds: context.remainingMilliseconds)
    let exceptions = Set(parameters.exceptions.map { Place(RelativePath.tidied($0.path), $0.line) })
    var used: Set<Place> = []
    var findings: [Finding] = []
    var isComplete = true
    for place in parameters.mentionedNowhereIn {
      let outcome = search.search(place.text)
      let excused = outcome.hits.filter { exceptions.contains(Place($0.path, $0.mention.line)) }
      used.formUnion(excused.map { Place($0.path, $0.mention.line) })
      isComplete = isComplete && outcome.obstacles.isEmpty
      findings += self.findings(on: place.text, outcome, excused: Set(excused))
    }
    // Lines move: an exception that excuses nothing today may excuse something else tomorrow. While not everything
    // was read nobody knows whether it does.
    for exception in parameters.exceptions where isComplete {
      let place = Place(RelativePath.tidied(exception.path), exception.line)
      guard !used.contains(place) else { continue }
      findings.append(
        Finding(
          .fail, subject: exception.text, expected: "a mention that the exception excuses",
          found: "none there",
          message: "the exception excuses nothing, and may come to excuse another line",
          hint: "take it out of except, or correct its line", position: exception.text))
    }
    return findings
  }

  private struct Place: Hashable {
    let path: String
    let line: Int

    init(_ path: String, _ line: Int) {
      self.path = path
      self.line = line
    }
  }

  private func findings(
    on place: String, _ outcome: MentionSearch.Outcome, excused: Set<MentionSearch.Hit>
  ) -> [Finding] {
    let expected = "no mention of \(parameters.files.map(\.text).joined(separator: ", "))"
    let hits = outcome.hits.filter { !excused.contains($0) }
    // The line itself is not quoted: it may hold a secret.
    var findings = hits.prefix(Self.mentionLimit).map { hit in
      Finding(
        .fail, subject: place, expected: expected, found: "\(hit.path):\(hit.mention.line)",
        message: "'\(hit.mention.file)' is mentioned, so it may come back",
        hint: "take the line out, or excuse it under except", position: "\(hit.path):\(hit.mention.line)")
    }
    if hits.count > Self.mentionLimit {
      findings.append(
        Finding(
          .fail, subject: place, expected: expected, found: "\(hits.count - Self.mentionLimit) more",
          message: "there are more mentions"))
    }
    if let obstacle = outcome.obstacles.first {
      let more = outcome.obstacles.count > 1 ? ", and \(outcome.obstacles.count - 1) more" : ""
      findings.append(
        Finding(
          .unknown, subject: place, expected: expected, found: obstacle + more,
          message: "not everything there could be read"))
    } else if outcome.textFiles == 0 {
      findings.append(
        Finding(
          .unknown, subject: place, expected: expected, found: "no text to read",
          message: "nothing was read there, so nothing is known",
          hint: "correct the path, or take it out of mentioned-nowhere-in"))
    } else if findings.isEmpty {
      let passedOver = outcome.binaryFiles > 0 ? ", \(outcome.binaryFiles) binary files passed over" : ""
      let excuses = excused.isEmpty ? "" : ", \(excused.count) excused"
      findings.append(
        Finding(
          .pass, subject: place, expected: expected,
          found: "none in \(outcome.textFiles) files\(passedOver)\(excuses)",
          message: "nothing there mentions the legacy files"))
    }
    return findings
  }

  /// Only when the policy names both subjects: another system's files are hashed and never run.
  private func findingsOnExercise(_ root: String, _ context: CheckContext) -> [Finding] {
    guard context.subjects["engine"] != nil, let configuration = context.subjects["configuration"] else {
      return []
    }
    let files = parameters.files.map(\.text)
    let paths = files.compactMap { file in RelativePath.below(root, file).map { (file: file, path: $0) } }
    guard !paths.isEmpty else { return [] }
    let expected = "not among the state files that the engine writes"
    let exercise = StateExercise(context: context, configuration: configuration.path)
    let forms: [String: [String]]
    do throws(StateExercise.Silence) { forms = try exercise.forms(of: paths.map(\.path)) } catch {
      return paths.map { file, _ in
        Finding(
          .unknown, subject: "\(file) after state exercise", expected: expected, found: error.reason,
          message: "whether the engine still writes the file is not known")
      }
    }
    return paths.map { file, path in
      let found = forms[path] ?? []
      return Finding(
        found.isEmpty ? .pass : .fail, subject: "\(file) after state exercise", expected: expected,
        found: found.isEmpty ? "not written" : found.joined(separator: ", "),
        message: found.isEmpty ? "the engine does not write the file" : "the engine still writes the file",
        hint: found.isEmpty ? nil : "deploy a release that does not, or correct the configuration")
    }
  }
}
