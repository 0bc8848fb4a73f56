public import Admission
public import Attestation
import DocumentSchema
import EngineConfiguration
import Trading

extension EnvironmentRequirements {
  /// What a configuration demands, for a scope.
  ///
  /// - Parameters:
  ///   - report: `--report`; wins over the configuration. Without either the report is looked for in the gate's
  ///     folder under `<environment>.json`, or `certification.json`.
  ///   - workingDirectory: absolute, for a relative `report`.
  public init(
    _ loaded: LoadedConfiguration, scope: PermissionScope, report: String?, workingDirectory: String
  ) {
    let configuration = loaded.configuration
    let gate = configuration.gate
    let store = gate.state.resolved(in: loaded.folder)
    let inStore = scope == .live ? configuration.environment.rawValue : scope.rawValue
    let reportPath =
      report.map { StatePaths.absolute($0, in: workingDirectory) }
      ?? gate.scope(scope).report?.resolved(in: loaded.folder) ?? "\(store)/\(inStore).json"
    self.init(
      environment: configuration.environment, scope: scope,
      // Who names a report wants it judged, whatever the configuration says.
      isRequired: gate.isRequired || report != nil, reportPath: reportPath,
      keyringPath: gate.keyring.resolved(in: loaded.folder), storeFolder: store,
      approvalsFolder: gate.approvals.resolved(in: loaded.folder), maximumAge: gate.maximumAge,
      waiverCaps: WaiverCaps(maximum: gate.waivers.maximum, maximumLifetime: gate.waivers.maxLifetime),
      requiredBlockers: gate.requiredBlockers.map { RequiredBlocker(id: $0.id, check: $0.check) },
      policySha256: gate.scope(scope).policySha256, account: configuration.venue.account)
  }
}

extension LoadedArtefacts {
  /// What this process has loaded.
  public static func ofThisProcess(
    _ loaded: LoadedConfiguration, paths: StatePaths, killSwitch: KillSwitchState, workingDirectory: String
  ) throws(EngineError) -> LoadedArtefacts {
    do {
      let executable = try ownExecutable()
      return LoadedArtefacts(
        engineSha256: executable.sha256, executablePath: executable.path, configurationSha256: loaded.sha256,
        configurationPath: StatePaths.absolute(loaded.path, in: workingDirectory),
        libraries: LoadedLibrary.versions(), statePaths: paths.byVariable, killSwitchPath: paths[.killSwitch],
        killSwitch: KillSwitch(killSwitch))
    } catch {
      throw EngineError(.executableUnreadable, "the own executable cannot be hashed: \(error)")
    }
  }
}

extension LoadedArtefacts.KillSwitch {
  public init(_ state: KillSwitchState) {
    switch state.mode {
    case .armed: self = .armed
    case .noEntry: self = .noEntry
    case .reduceOnly, .tripped, .flattened:
      self = .other("\(state.mode.rawValue) since \(state.changedAt), trip id \(state.tripID ?? "unknown")")
    }
  }
}
