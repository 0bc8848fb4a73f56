import Attestation
import CheckHost
import ConfigurationRules
import DurableFiles
import ReadinessCheck
import StrictYAML

/// What a configuration is compared with, besides itself.
public struct ConfigurationSurroundings: Sendable {
  /// The policy that its reports are about.
  var policy: Result<LoadedPolicy, PolicyMistakes>?
  let variables: ServiceVariables
  /// Nil for a configuration of another machine.
  let machine: EngineMachine?
  /// What was left out, in words.
  let notes: [String]

  /// - Parameters:
  ///   - user: whose rights count; nil takes the user running this program, who is of no interest when it is root.
  ///   - environmentFiles: what the engine's unit reads.
  ///   - isElsewhere: whether this is another machine than the engine's.
  public init(
    policy: String?, user: String?, environmentFiles: [String], environment: [String: String],
    isElsewhere: Bool
  ) throws(GateFailure) {
    let named: EngineUser?
    if let user { named = try EngineUser(named: user) } else { named = nil }
    let asked = named ?? .current
    self.policy = policy.map { path in
      Result { () throws(PolicyMistakes) in try PolicyFile.load(path, environment: environment) }
    }
    variables = ServiceVariables(environmentFiles.map { ServiceVariables.File($0, Self.content(of: $0)) })
    machine =
      isElsewhere
      ? nil
      : EngineMachine(
        files: HostFiles(), user: asked, variables: variables, names: Array(environment.keys),
        advice: EngineMachine.Advice(
          elsewhere: "on a machine that is not the engine's: --elsewhere",
          unseen: "run it as root with --user NAME"))
    var notes: [String] = []
    if policy == nil { notes.append("not compared with a policy: --policy FILE") }
    if isElsewhere {
      notes.append("files and users of this machine were left out")
    } else if asked.isRoot {
      notes.append("rights to files were left out, since root has them all: --user NAME")
    }
    self.notes = notes
  }

  /// Whoever types the command chose the file, so root reads it for nobody else.
  private static func content(of file: String) -> Result<[UInt8], FileAccessError> {
    do throws(FileError) { return .success(try DurableFiles.read(file, limit: 1 << 20)) } catch {
      return .failure(FileAccessError(.other, error.description))
    }
  }

  /// What is wrong with the surroundings themselves, for all configurations once.
  var diagnostics: [Diagnostic] {
    guard case .failure(let mistakes)? = policy else { return variables.diagnostics }
    return mistakes.diagnostics + variables.diagnostics
  }

  var sources: [String: SourceText] {
    guard case .failure(let mistakes)? = policy else { return [:] }
    return mistakes.sources
  }
}

extension LintAnswer {
  /// Configurations of the engine, read by the type that the engine loads.
  public static func configurations(_ files: [String], in surroundings: ConfigurationSurroundings)
    -> [LintAnswer]
  {
    var answers = files.map { configuration($0, in: surroundings) }
    if let first = answers.first {
      answers[0] = LintAnswer(
        file: first.file, diagnostics: surroundings.diagnostics + first.diagnostics,
        sources: surroundings.sources.merging(first.sources) { $1 }, summary: first.summary,
        consequence: first.consequence, notes: first.notes)
    }
    return answers
  }

  private static func configuration(_ file: String, in surroundings: ConfigurationSurroundings) -> LintAnswer
  {
    let bytes: [UInt8]
    do throws(ConfigurationMistakes) { bytes = try ConfigurationAuthoring.read(file) } catch {
      return LintAnswer(
        file: file, diagnostics: error.diagnostics, sources: [:], summary: "", consequence: nil, notes: [])
    }
    let judgement = ConfigurationJudgement(bytes, file: file, on: surroundings.machine) {
      configuration, document in
      guard case .success(let loaded)? = surroundings.policy else { return [] }
      var comparison = PolicyComparison(configuration, in: document, with: loaded)
      comparison.compare()
      return comparison.diagnostics
    }
    return LintAnswer(
      file: file, diagnostics: judgement.diagnostics, sources: [file: judgement.source],
      summary: judgement.summary ?? "", consequence: nil, notes: surroundings.notes)
  }
}
