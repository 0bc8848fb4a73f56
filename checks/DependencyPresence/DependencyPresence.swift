import DocumentSchema
public import ReadinessCheck

/// Are the system's run-time dependencies installed, in versions that will do?
///
/// Python distributions with all that they require in turn, Debian packages, the shared libraries that the
/// engine loads, and executables. Every dependency is one finding, passing ones too.
public struct DependencyPresence: ReadinessCheck {
  public static let kind = "dependency-presence"
  public static let readsDigests = false
  public static let statedFacts: Set<StatedFact> = [.libraries]
  public static let summary =
    "run-time dependencies are installed, in versions that satisfy their requirements"

  let parameters: Parameters
  let kernel: KernelIdentity?

  public init(_ parameters: Parameters) {
    self.init(parameters, kernel: KernelIdentity.current())
  }

  init(_ parameters: Parameters, kernel: KernelIdentity?) {
    self.parameters = parameters
    self.kernel = kernel
  }

  public static func subjectsNeeded(by parameters: Parameters) -> [(subject: String, parameter: String)] {
    parameters.libraries.isEmpty ? [] : [("engine", "libraries")]
  }

  public func run(in context: CheckContext) -> CheckAnswer {
    var ledger = FindingLedger()
    if let python = parameters.python {
      let base = parameters.root?.resolved(in: context.policyFolder) ?? context.policyFolder
      PythonDependencies(parameters: python, base: base, files: context.files, kernel: kernel).examine(
        &ledger)
    }
    examinePackages(context, &ledger)
    let libraries = examineLibraries(context, &ledger)
    let probe = ExecutableProbe(context: context)
    for executable in parameters.executables {
      ledger.add(
        .executable, executable.name,
        probe.examine(executable))
    }
    return CheckAnswer(findings: ledger.findings, libraries: libraries)
  }

  private func examinePackages(_ context: CheckContext, _ ledger: inout FindingLedger) {
    guard !parameters.packages.isEmpty else { return }
    let wanted = Set(parameters.packages.joined().flatMap(\.alternatives).map(\.package))
    let database: Result<DebianPackageDatabase, FileAccessError> = Result {
      () throws(FileAccessError) in try DebianPackageDatabase(files: context.files, wanted: wanted)
    }
    for relation in parameters.packages.joined() {
      ledger.add(.package, relation.subject, Self.entry(relation, database))
    }
  }

  private static func entry(
    _ relation: DebianRelation, _ database: Result<DebianPackageDatabase, FileAccessError>
  ) -> FindingLedger.Entry {
    var entry = FindingLedger.Entry(
      status: .unknown, expected: relation.description, found: "unknown", message: "")
    guard case .success(let database) = database else {
      if case .failure(let error) = database {
        entry.message = "dpkg's database cannot be read: \(error.description)"
      }
      return entry
    }
    var found: [String] = []
    var reasons: [String] = []
    for alternative in relation.alternatives {
      switch database.answer(alternative) {
      case .satisfied(let what):
        entry.status = .pass
        entry.found = what
        entry.message = "\(what) satisfies \(alternative)"
        if let warning = alternative.version?.version.warning { entry.notes = [warning] }
        return entry
      case .unsatisfied(let what, let reason):
        found.append(what)
        reasons.append(reason)
      }
    }
    entry.status = .fail
    entry.found = Set(found).count == 1 ? found[0] : found.joined(separator: ", ")
    entry.message = reasons.joined(separator: ", ")
    return entry
  }

  private func examineLibraries(_ context: CheckContext, _ ledger: inout FindingLedger) -> [String: String] {
    guard !parameters.libraries.isEmpty else { return [:] }
    do {
      let libraries = try EngineLibraries(askedFrom: context.programs)
      for library in parameters.libraries {
        ledger.add(
          .library, library.name,
          libraries.examine(library))
      }
      return libraries.libraries.mapValues(\.version)
    } catch {
      for library in parameters.libraries {
        ledger.add(
          .library, library.name,
          FindingLedger.Entry(
            status: .unknown, expected: library.description, found: "unknown", message: error.message))
      }
      return [:]
    }
  }
}
