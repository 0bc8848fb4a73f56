import Attestation
import EngineConfiguration
import StrictYAML

/// What a configuration is compared with, besides itself.
public struct ConfigurationSurroundings: Sendable {
  /// The policy that its reports are about.
  var policy: Result<LoadedPolicy, PolicyMistakes>?
  let user: EngineUser?
  let variables: ServiceVariables
  /// Names that are set where this program runs.
  let environment: [String: String]
  let isElsewhere: Bool
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
    self.user = asked.isRoot ? nil : asked
    self.policy = policy.map { path in
      Result { () throws(PolicyMistakes) in try PolicyFile.load(path, environment: environment) }
    }
    variables = ServiceVariables(files: environmentFiles)
    self.environment = environment
    self.isElsewhere = isElsewhere
    var notes: [String] = []
    if policy == nil { notes.append("not compared with a policy: --policy FILE") }
    if isElsewhere {
      notes.append("files and users of this machine were left out")
    } else if asked.isRoot {
      notes.append("rights to files were left out, since root has them all: --user NAME")
    }
    self.notes = notes
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
    let lint = ConfigurationLint(bytes, file: file)
    var diagnostics = lint.diagnostics
    if let configuration = lint.document.configuration {
      diagnostics += compare(configuration, in: lint.document, file: file, surroundings)
    }
    return LintAnswer(
      file: file, diagnostics: diagnostics.inTheDocumentsOrder, sources: [file: lint.source],
      summary: lint.document.configuration.map(summary) ?? "", consequence: nil, notes: surroundings.notes)
  }

  private static func compare(
    _ configuration: EngineConfiguration, in document: ConfigurationDocument, file: String,
    _ surroundings: ConfigurationSurroundings
  ) -> [Diagnostic] {
    var diagnostics = AdapterRules.check(
      configuration, in: document, AdapterRules.capabilities(of: configuration.venue.adapter))
    if case .success(let loaded)? = surroundings.policy {
      var comparison = PolicyComparison(configuration, in: document, with: loaded)
      comparison.compare()
      diagnostics += comparison.diagnostics
    }
    guard !surroundings.isElsewhere else { return diagnostics }
    diagnostics += ServiceVariables.slips(
      in: surroundings.environment.keys, at: document.position(of: "state"))
    var machine = MachineRules(
      configuration, in: document, file: file, user: surroundings.user, environment: surroundings.variables)
    machine.check()
    return diagnostics + machine.diagnostics
  }

  /// Where orders would go, and of what.
  private static func summary(_ configuration: EngineConfiguration) -> String {
    "\(configuration.environment.rawValue) at \(configuration.venue.origin): "
      + configuration.symbols.joined(separator: " ")
  }
}

extension [Diagnostic] {
  /// Mistakes of one place stay in the order in which they were found.
  fileprivate var inTheDocumentsOrder: [Diagnostic] {
    enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }.map(\.element)
  }
}
