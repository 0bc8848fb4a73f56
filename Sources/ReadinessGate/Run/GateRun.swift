import Attestation
import AuditLog
import Chronology
import Cryptography
import DocumentSchema
import DurableFiles
import EnvironmentFiles
import Glibc
import Processes
import ReadinessCheck
import ReadinessReport

/// One run of the gate: policy in, checks run, report out.
public struct GateRun: Sendable {
  public static let version = "1.0.0"

  public struct Options: Sendable {
    public var policyPath: String
    /// The private key and where the report goes; both or neither, without them nothing is signed.
    public var signing: (key: String, report: String)?
    public var keyringPath: String?
    /// The store; only a signed run needs one.
    public var stateFolder: String?
    /// Paths of subjects that replace the policy's, by name.
    public var subjects: [String: String]
    /// Files with waivers.
    public var waivers: [String]
    /// Ids to run alone; empty runs all.
    public var only: [String]
    /// Paths that renderings go to afterwards; none of them may be something that the run reads.
    public var outputs: [String]
    /// The process environment.
    public var environment: [String: String]

    public init(
      policyPath: String, signing: (key: String, report: String)? = nil, keyringPath: String? = nil,
      stateFolder: String?, subjects: [String: String] = [:], waivers: [String] = [],
      only: [String] = [], outputs: [String] = [], environment: [String: String]
    ) {
      self.policyPath = policyPath
      self.signing = signing
      self.keyringPath = keyringPath
      self.stateFolder = stateFolder
      self.subjects = subjects
      self.waivers = waivers
      self.only = only
      self.outputs = outputs
      self.environment = environment
    }

    /// This process's variables.
    public static func ownEnvironment() -> [String: String] { ProcessEnvironment.current() }
  }

  private let options: Options
  private let registry: CheckRegistry

  public init(_ options: Options, registry: CheckRegistry = .builtIn) {
    self.options = options
    self.registry = registry
  }

  /// - Throws: ``PolicyMistakes`` (exit 4), or ``GateFailure`` with its own exit status.
  public func run() throws -> RunResult {
    let loaded = try PolicyFile.load(options.policyPath, environment: options.environment, registry: registry)
    try requireSafeEnvironment(loaded.policy)
    try requireUsers(loaded)
    try requireKnownNames(loaded)
    try requireOutputsOfTheirOwn(loaded)
    let host = HostReading.read()
    if loaded.policy.environment.reachesVenue, host.machineId.isEmpty {
      throw GateFailure(
        "host.no-machine-id", "/etc/machine-id is missing or empty, so the report could not name its host",
        hint: "run `systemd-machine-id-setup`", exitStatus: 4)
    }
    let keyring = try loadKeyring()
    guard options.signing != nil else { return try measure(loaded, host: host, keyring: keyring) }
    let lock = try RunLock(try stateFolder(), loaded.policy)
    let result = try measure(loaded, host: host, keyring: keyring)
    lock.release()
    return result
  }

  private func measure(
    _ loaded: LoadedPolicy, host: ReadinessReport.Host, keyring: KeyringFile?
  ) throws -> RunResult {
    let ids = loaded.policy.blockers.map(\.id)
    let interrupts = InterruptSignals()
    Processes.becomeSubreaper()
    var subjects = try SubjectFiles(policy: loaded, overrides: options.subjects)
    let startedAt = SystemClock.now()
    let coordinator = Coordinator(
      policy: loaded,
      selected: Set(options.only.isEmpty ? ids : options.only),
      workers: WorkerLauncher(
        policy: loaded, registry: registry, subjects: subjects.subjects,
        engineDescriptor: subjects.engineDescriptor, serviceEnvironment: options.environment,
        keyring: keyring?.bytes),
      interrupts: interrupts)
    coordinator.startEarly()
    // The workers run already, so none of them can have inherited the key.
    let signer = try loadSigner(keyring, loaded.policy, now: startedAt)
    try subjects.hash()
    let waivers = givenWaivers(loaded, keyring, signer: signer, now: startedAt)
    coordinator.provide(
      subjects: subjects.subjects, configuration: subjects.configuration,
      lastAnchor: try lastAnchor(loaded.policy, host), waived: Set(waivers.inForce.map(\.waiver.blocker)))
    let gateSha256 = try GateIdentity.sha256()
    if case .interrupted(let signal) = coordinator.finish() {
      throw interrupted(by: signal)
    }
    let use = WaiverUse(
      waivers.inForce, blockers: loaded.policy.blockers,
      outcomes: coordinator.results.mapValues { ($0.observed, $0.outcome) }, now: startedAt)
    let draft = ReportDraft(
      loaded: loaded, host: host, keyring: keyring, subjects: subjects.subjects, gateSha256: gateSha256,
      startedAt: startedAt, results: coordinator.results, facts: coordinator.facts, signer: signer?.entry,
      waivers: use.used)
    let leftOut = ids.filter { coordinator.results[$0] == nil }
    if let signal = interrupts?.next() { throw interrupted(by: signal) }
    var result = try finish(draft, signer: signer, leftOut: leftOut)
    result.notes += use.notes
    result.refusedWaivers = waivers.refused
    // A signal that came while the report was written came too late: the exit status says what was written.
    while interrupts?.next() != nil {}
    return result
  }

  private func givenWaivers(
    _ loaded: LoadedPolicy, _ keyring: KeyringFile?, signer: SigningKey?, now: Timestamp
  ) -> GivenWaivers {
    // Waivers without a keyring were refused when it was loaded.
    guard let keyring, !options.waivers.isEmpty else { return GivenWaivers() }
    return GivenWaivers(
      options.waivers, under: loaded, keyring: keyring.keyring, signer: signer?.key.publicKey, now: now)
  }

  /// - Returns: nil in a dry run, whose store may be nobody's to read.
  private func lastAnchor(
    _ policy: Policy, _ host: ReadinessReport.Host
  ) throws(GateFailure) -> ReadinessReport.Anchor? {
    guard options.signing != nil else { return nil }
    let folder = try stateFolder()
    do throws(AuditLogError) {
      return try ReportStore(folder: folder).lastAnchor(
        environment: policy.environment, scope: policy.scope, policyName: policy.name,
        machineId: host.machineId)
    } catch {
      throw GateFailure(
        error.code, "the last report cannot be read: \(error)", hint: error.hint, exitStatus: error.exitStatus
      )
    }
  }

  private func stateFolder() throws(GateFailure) -> String {
    guard let folder = options.stateFolder else {
      throw GateFailure(
        "store.no-default", "HOME is not set, so there is no place for the store", hint: "--state DIR",
        exitStatus: 64)
    }
    return folder
  }

  private func interrupted(by signal: Int32) -> GateFailure {
    GateFailure(
      "interrupted", "interrupted by signal \(signal); every check was ended and nothing was written",
      exitStatus: 130)
  }

  private func finish(_ draft: ReportDraft, signer: SigningKey?, leftOut: [String]) throws -> RunResult {
    var result = RunResult(
      report: draft.report(sequence: 0, previous: nil, issuedAt: SystemClock.now()),
      policyPath: options.policyPath, description: draft.loaded.policy.description, leftOut: leftOut,
      notes: draft.facts.problems)
    try requireInDate(result.report)
    guard let signer, let signing = options.signing else { return result }
    do {
      let issuedAt = SystemClock.now()
      result.report.issuedAt = issuedAt
      try requireInDate(result.report)
      let policy = draft.loaded.policy
      let session = try ReportStore(folder: try stateFolder()).begin(
        environment: policy.environment, scope: policy.scope, policyName: policy.name,
        machineId: draft.host.machineId, issuedAt: issuedAt)
      result.report = draft.report(sequence: session.sequence, previous: session.previous, issuedAt: issuedAt)
      let payload = try result.report.statement().encoded()
      let digest = SHA256.digest(of: payload)
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: payload, with: [signer.key])
      try session.commit(
        payload: digest, envelope: envelope.encoded(), engine: result.report.subject("engine"),
        configuration: result.report.subject("configuration"), verdict: result.report.verdict,
        reportPath: signing.report)
      result.reportPath = signing.report
      result.payloadSha256 = digest.hex
      result.signer = signer.entry.name
      return result
    } catch let error as AuditLogError {
      throw GateFailure(
        error.code, "the report could not be stored: \(error)", hint: error.hint, exitStatus: error.exitStatus
      )
    }
  }

  /// A report that had ended before it was issued would be READY to nobody, and would replace one that is.
  private func requireInDate(_ report: ReadinessReport) throws(GateFailure) {
    guard report.startedAt <= report.issuedAt else {
      throw GateFailure(
        "clock.stepped", "the clock went back during the run, from \(report.startedAt) to \(report.issuedAt)",
        hint: "check the host's clock (`timedatectl`), then run the gate again", exitStatus: 6)
    }
    guard report.issuedAt < report.expiresAt else {
      throw GateFailure(
        "report.expired",
        "the report ended at \(report.expiresAt) (\(report.expiresBecause)), before it could be issued",
        hint: "renew what ends, or raise 'valid-for', then run the gate again", exitStatus: 6)
    }
  }

  /// What is written replaces what stands there, so it may not be what is read.
  private func requireOutputsOfTheirOwn(_ loaded: LoadedPolicy) throws(GateFailure) {
    let outputs =
      (options.signing.map { ["--report": $0.report] } ?? [:]).map { ($0.key, $0.value) }
      + options.outputs.map { ("--output", $0) }
    guard !outputs.isEmpty else { return }
    let prefix = KeyringFile.folder(of: options.policyPath)
    var inputs = loaded.files.map { ("the policy", prefix + $0.path) }
    inputs += loaded.policy.subjects.map {
      ("the subject '\($0.name)'", options.subjects[$0.name] ?? $0.path.resolved(in: loaded.folder))
    }
    inputs.append(
      ("the keyring", KeyringFile.path(named: options.keyringPath, besideKey: options.signing?.key)))
    inputs += options.waivers.map { ("the waiver", $0) }
    if let key = options.signing?.key { inputs.append(("the private key", key)) }
    for (option, path) in outputs {
      try RenderedFile.requireOwnPlace(path, option: option, inputs: inputs)
    }
  }

  private func loadKeyring() throws(GateFailure) -> KeyringFile? {
    let path = KeyringFile.path(named: options.keyringPath, besideKey: options.signing?.key)
    if options.signing == nil, options.keyringPath == nil, options.waivers.isEmpty,
      (try? DurableFiles.statusIfPresent(path)) == .some(nil)
    {
      return nil
    }
    return try KeyringFile.load(path)
  }

  private func loadSigner(
    _ keyring: KeyringFile?, _ policy: Policy, now: Timestamp
  ) throws(GateFailure) -> SigningKey? {
    guard let signing = options.signing, let keyring else { return nil }
    let key = try SigningKey.readPrivateKey(
      signing.key, credentialsFolder: options.environment["CREDENTIALS_DIRECTORY"])
    return try SigningKey(
      key, path: signing.key, in: keyring, role: .gate, environment: policy.environment, now: now)
  }

  private func requireSafeEnvironment(_ policy: Policy) throws(GateFailure) {
    guard policy.environment == .live else { return }
    let found = LoaderVariables.present(in: options.environment)
    guard found.isEmpty else {
      throw GateFailure(
        "environment.loader-variable",
        "\(found.joined(separator: ", ")) is set, so foreign code could run in the gate",
        hint: "unset \(found.joined(separator: " "))", exitStatus: 4)
    }
  }

  private func requireUsers(_ loaded: LoadedPolicy) throws(GateFailure) {
    guard loaded.policy.environment.reachesVenue, geteuid() == 0,
      let blocker = loaded.policy.blockers.first(where: { $0.user == nil })
    else { return }
    throw GateFailure(
      "policy.user-required",
      "\(blocker.position): the blocker '\(blocker.id)' names no user, and root's answer would say nothing "
        + "about the service",
      hint: "user: trading", exitStatus: 4)
  }

  private func requireKnownNames(_ loaded: LoadedPolicy) throws(GateFailure) {
    let names = loaded.policy.subjects.map(\.name)
    if let unknown = options.subjects.keys.sorted().first(where: { !names.contains($0) }) {
      throw GateFailure(
        "usage.unknown-subject", "--subject \(unknown): the policy names no such subject",
        hint: names.isEmpty
          ? "list it under 'subjects:' in \(options.policyPath)"
          : "its subjects: \(names.joined(separator: ", "))", exitStatus: 64)
    }
    let ids = loaded.policy.blockers.map(\.id)
    if let unknown = options.only.first(where: { !ids.contains($0) }) {
      throw GateFailure(
        "usage.unknown-id", "--only \(unknown): the policy has no such blocker",
        hint: "its blockers: \(ids.joined(separator: ", "))", exitStatus: 64)
    }
  }
}
