import Chronology
public import DocumentSchema
import EnvironmentFiles
public import ReadinessCheck

/// Do the state files go where the service will look for them, and do they stay?
public struct StatePath: ReadinessCheck {
  public static let kind = "state-path"
  public static let readsDigests = false
  public static let statedFacts: Set<StatedFact> = [.statePaths]
  public static let summary = "state files can be replaced, are replaced atomically, and survive"
  public static let parameters = StatePathParameters.schema

  private let parameters: StatePathParameters
  /// Makes the word that only this run's probes hold.
  private let makeToken: @Sendable () -> String

  public init(_ parameters: StatePathParameters) {
    self.init(parameters) { String(UInt64.random(in: .min ... .max), radix: 16) }
  }

  init(_ parameters: StatePathParameters, makeToken: @escaping @Sendable () -> String) {
    self.parameters = parameters
    self.makeToken = makeToken
  }

  public static func subjectsNeeded(
    by parameters: StatePathParameters
  ) -> [(subject: String, parameter: String)] {
    parameters.paths.contains { $0.kind.isEngines } ? [(subject: "engine", parameter: "paths")] : []
  }

  public func run(in context: CheckContext) -> CheckAnswer {
    let root = AbsolutePath.tidied(parameters.root.resolved(in: context.policyFolder))
    var environment = ServiceEnvironment(processEnvironment: context.serviceEnvironment)
    for file in parameters.environmentFiles {
      environment.overlay(
        file.text, at: AbsolutePath.resolved(file.text, in: root), from: context.files)
    }
    let loaderFindings = findingsOnLoaderVariables(environment, in: context)
    // A guess at the paths could only produce failures that are none.
    guard environment.unknowns.isEmpty else {
      return CheckAnswer(findings: environment.unknowns + loaderFindings)
    }

    var examinations: [PathExamination] = []
    var replacementProofs = ReplacementProofs()
    let names = findingsOnNames(environment)
    let resolutions = PathResolver(parameters: parameters, root: root, environment: environment)
      .resolve(in: context)
    for (declaration, resolution) in zip(parameters.paths, resolutions) {
      var examination = PathExamination(declaration, named: names[declaration.variable] ?? [])
      switch resolution {
      case .failure(let finding): examination.findings.append(finding)
      case .success(let path):
        examination.examine(
          path, parameters: parameters, runtimeFolders: environment.runtimeFolders,
          proofs: &replacementProofs,
          in: context)
      }
      examinations.append(examination)
    }
    refuseSharedFiles(&examinations)
    StateSurvival(token: makeToken(), context: context).examine(&examinations)
    if parameters.survives == .reboot {
      var proofs: [String: RebootProof] = [:]
      for index in examinations.indices { examinations[index].examineReboot(&proofs, in: context) }
    }

    var statePaths: [String: String] = [:]
    for examination in examinations { statePaths[examination.declaration.variable] = examination.path }
    return CheckAnswer(findings: loaderFindings + examinations.flatMap(\.findings), statePaths: statePaths)
  }

  private func findingsOnLoaderVariables(
    _ environment: ServiceEnvironment, in context: CheckContext
  ) -> [Finding] {
    guard context.environment == "live" else { return [] }
    return environment.loaderVariablesOfFiles.map { name, source in
      Finding(
        .fail, subject: name, expected: "no variable that loads foreign code", found: name,
        message: "the environment file sets a variable by which the loader runs foreign code in the service",
        hint: "take it out of \(source.file)", position: source.position)
    }
  }

  private func findingsOnNames(_ environment: ServiceEnvironment) -> [String: [Finding]] {
    let declared = Set(parameters.paths.map(\.variable))
    var findings: [String: [Finding]] = [:]
    for variable in declared {
      let slips = NearMiss.names(like: variable, among: environment.variables.keys, declared: declared)
      findings[variable] = slips.map { slip in
        Finding(
          .fail, subject: variable, expected: variable, found: slip,
          message: "'\(slip)' is set, which the service does not read",
          hint: "rename it to \(variable), or take it out", position: environment.sources[slip]?.position)
      }
      if slips.isEmpty {
        findings[variable] = [
          Finding(
            .pass, subject: variable, expected: variable,
            found: environment.variables[variable] == nil ? "not set" : "set",
            message: "no variable of a similar name is set")
        ]
      }
    }
    return findings
  }

  /// Two states in one file overwrite each other.
  private func refuseSharedFiles(_ examinations: inout [PathExamination]) {
    for index in examinations.indices {
      guard let path = examinations[index].reachedPath,
        let other = examinations[..<index].first(where: { $0.reachedPath == path })
      else { continue }
      examinations[index].add(
        .fail, .path, expected: "a file of its own", found: path,
        "\(other.declaration.variable) is the same file, so each would overwrite the other",
        hint: "give each its own file")
    }
  }
}
