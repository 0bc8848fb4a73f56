import Attestation
import Chronology
import DurableFiles
import Glibc
import Processes
import ReadinessCheck
import ReadinessReport

/// `readiness selftest`: does each check turn red when what it asks for does not hold?
///
/// Everything runs as in `readiness check`: policy, workers, deadlines, the engine's own commands. The world around it is
/// made for the purpose, and broken one thing at a time.
public struct SelftestRun {
  public struct Options: Sendable {
    public var programs: SelftestPrograms
    /// Where the scratch folder is made; on a disk that keeps files.
    public var scratch: String
    /// Kinds to try alone; empty tries all.
    public var only: [String]
    /// Leave the scratch folder.
    public var keeps: Bool

    public init(programs: SelftestPrograms, scratch: String, only: [String] = [], keeps: Bool = false) {
      (self.programs, self.scratch, self.only, self.keeps) = (programs, scratch, only, keeps)
    }
  }

  private let options: Options
  private let registry: CheckRegistry
  private let trials: [Trial]
  private let progress: (SelftestResult.Answer) -> Void

  /// - Parameter progress: told of each answer as it comes.
  public init(_ options: Options, progress: @escaping (SelftestResult.Answer) -> Void = { _ in }) {
    self.init(options, registry: .builtIn, trials: Trial.builtIn, progress: progress)
  }

  init(
    _ options: Options, registry: CheckRegistry, trials: [Trial],
    progress: @escaping (SelftestResult.Answer) -> Void
  ) {
    (self.options, self.registry, self.trials, self.progress) = (options, registry, trials, progress)
  }

  /// - Throws: what kept the gate from being tried at all.
  public func run() throws -> SelftestResult {
    if let unknown = options.only.first(where: { kind in !registry.kinds.contains(kind) }) {
      throw GateFailure(
        "usage.unknown-kind", "--only \(unknown): there is no such check",
        hint: "one of: \(registry.kinds.joined(separator: ", "))", exitStatus: 64)
    }
    // What an engine's command leaves when it is ended is ended as well.
    Processes.becomeSubreaper()
    let world = try SelftestWorld(
      in: options.scratch, programs: options.programs, now: SystemClock.now(), keeps: options.keeps)
    try world.make(certifies: options.only.isEmpty || options.only.contains("sltp-certification"))
    try sign(world)
    try world.keep()
    var result = SelftestResult(folder: options.keeps ? world.scratch : nil)
    for kind in registry.kinds where options.only.isEmpty || options.only.contains(kind) {
      guard let trial = trials.first(where: { $0.kind == kind }), !trial.breakages.isEmpty else {
        add(
          SelftestResult.Answer(
            kind: kind, breakage: nil, expected: .pass, found: nil, message: "nobody tries it", reason: nil),
          &result)
        continue
      }
      if trial.needsRoot, geteuid() != 0 {
        result.leftOut.append(kind)
        continue
      }
      try self.try(trial, in: world, &result)
    }
    return result
  }

  /// Green, every breakage by itself, and green again: what was red was so for the reason that it was tried for.
  private func `try`(_ trial: Trial, in world: SelftestWorld, _ result: inout SelftestResult) throws {
    add(try ask(trial, nil, in: world), &result)
    for breakage in trial.breakages {
      for change in breakage.changes { try world.apply(change) }
      add(try ask(trial, breakage, in: world), &result)
      try world.restore()
    }
    add(try ask(trial, nil, in: world), &result)
  }

  private func add(_ answer: SelftestResult.Answer, _ result: inout SelftestResult) {
    result.answers.append(answer)
    progress(answer)
  }

  private func ask(
    _ trial: Trial, _ breakage: Breakage?, in world: SelftestWorld
  ) throws -> SelftestResult.Answer {
    let policy = "\(world.scratch)/policy.yaml"
    let text = try SelftestPolicy.text(of: trial, brokenBy: breakage, subject: world.engine)
    try DurableFiles.replace(policy, with: Array(world.expanded(text).utf8))
    let options = GateRun.Options(
      policyPath: policy, keyringPath: "\(world.folder)/keys/keyring.yaml", stateFolder: nil, environment: [:]
    )
    let report = try GateRun(options, registry: registry).run().report
    let blocker = report.blockers.first
    let closing = (blocker?.findings ?? []).filter { $0.status != .pass }
    let telling = closing.first ?? blocker?.findings.first
    let words = breakage?.words
    return SelftestResult.Answer(
      kind: trial.kind, breakage: breakage?.name, expected: breakage?.expected ?? .pass,
      found: blocker?.observed,
      message: telling.map { "\($0.subject): \($0.message)" } ?? "no finding",
      reason: words.map { words in
        SelftestResult.Reason(
          expected: words,
          isGiven: closing.contains { finding in
            Substitution("\(finding.message); \(finding.found)", words, becoming: "").count > 0
          }, found: closing.map { "\($0.message); \($0.found)" })
      })
  }

  /// A signed report about the world's engine, for the check that asks for CI's.
  private func sign(_ world: SelftestWorld) throws {
    guard let trial = trials.first(where: { $0.kind == "venue-api-lifecycle" }) else { return }
    let policy = "\(world.scratch)/policy.yaml"
    let text = try SelftestPolicy.text(of: trial, brokenBy: nil, subject: world.engine)
    try DurableFiles.replace(policy, with: Array(world.expanded(text).utf8))
    _ = try GateRun(
      GateRun.Options(
        policyPath: policy,
        signing: (key: "\(world.folder)/keys/gate.pem", report: "\(world.folder)/gate/ci.json"),
        keyringPath: "\(world.folder)/keys/keyring.yaml", stateFolder: "\(world.folder)/gate",
        environment: [:]),
      registry: registry
    ).run()
  }
}
