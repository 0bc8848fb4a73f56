import Admission
import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import ExactDecimal
import Glibc
import Processes
import ReadinessCheck
import ReadinessReport
import StrictJSON
import Testing

/// A scratch host for the real binary: configuration, keyring, gate's store and state folder.
final class EngineScene {
  let scratch: ScratchFolder
  let binary: String
  private let key: Ed25519PrivateKey
  private(set) var keyring: [UInt8]

  /// - Parameter edit: changes the configuration's text.
  init(_ edit: (String) -> String = { $0 }) throws {
    scratch = try ScratchFolder()
    binary = try Self.folderOfThisExecutable() + "/trading-engine"
    for folder in ["data", "gate", "etc"] { try DurableFiles.createFolder(scratch[folder], mode: 0o755) }
    key = try Ed25519PrivateKey.generate()
    let now = Self.now()
    keyring = try Keyring.creating(
      with: TrustedKey(
        name: "gate", publicKey: key.publicKey, roles: [.gate], environments: [.simulator, .live],
        notBefore: now.advanced(byMilliseconds: -3_600_000),
        notAfter: now.advanced(byMilliseconds: 86_400_000))
    ).bytes
    try DurableFiles.replace(scratch["etc/keyring.yaml"], with: keyring)
    try scratch.write("etc/engine.yaml", edit(Self.configuration))
  }

  static let configuration = """
    engine: v1
    environment: simulator
    venue:
      adapter: kraken-futures
      origin: http://127.0.0.1:8080
    symbols: [PF_XBTUSD]
    margin-mode: isolated
    limits:
      max-order-notional-usd: "100"
      max-position-notional-usd: "200"
      max-daily-loss-usd: "50"
      max-orders-per-minute: 10
    gate:
      required: true
      keyring: keyring.yaml
      state: ../gate
      approvals: approvals
      live: { report: ../gate/report.json }
    health: { port: 0 }

    """

  static func withoutGate(_ text: String) -> String {
    text.replacing("required: true", with: "required: false")
  }

  static func now() -> Timestamp { ClockReading.current()?.now ?? Timestamp(clamping: 0) }

  private static func folderOfThisExecutable() throws -> String {
    let path = try DurableFiles.linkTarget("/proc/self/exe")
    return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }

  // MARK: the gate's part

  /// A report that admits this binary with this configuration on this host, now.
  func report() throws -> ReadinessReport {
    let now = Self.now()
    let world = AdmissionWorld.current()
    let libraries = try answer("dependencies")["libraries"]?.arrayValue ?? []
    let paths = try answer("state", "paths", "--config", "etc/engine.yaml")["paths"]?.arrayValue ?? []
    func pairs(_ list: [JSON], _ name: String, _ value: String) -> [String: String] {
      var pairs: [String: String] = [:]
      for element in list { pairs[element[name]?.stringValue ?? ""] = element[value]?.stringValue }
      return pairs
    }
    let policy = SHA256.digest(of: Array("policy".utf8)).hex
    return ReadinessReport(
      subjects: [
        .init(name: "engine", sha256: try answer("identity")["sha256"]?.stringValue ?? ""),
        .init(
          name: "configuration",
          sha256: SHA256.digest(of: try DurableFiles.read(scratch["etc/engine.yaml"], limit: 1 << 20)).hex),
        .init(name: "policy", sha256: policy),
      ],
      environment: .simulator, scope: .live, account: nil,
      policy: .init(name: "simulator", resolvedSha256: policy, files: [], expanded: []), gateVersion: "0.1.0",
      gateSha256: policy, keyringSha256: SHA256.digest(of: keyring).hex,
      host: .init(machineId: world.machineId ?? "", bootId: world.bootId ?? "", hostname: "here"),
      startedAt: now.advanced(byMilliseconds: -1_000), issuedAt: now,
      expiresAt: now.advanced(byMilliseconds: 3_600_000), expiresBecause: "valid-for", sequence: 0,
      previous: nil, anchor: nil, libraries: pairs(libraries, "name", "version"),
      statePaths: pairs(paths, "variable", "path"),
      grants: Grants(symbols: ["PF_XBTUSD"], maxOrderNotionalUSD: ExactDecimal("40")),
      blockers: [blocker(.pass)], waivers: [])
  }

  func blocker(_ outcome: Outcome) -> ReadinessReport.Blocker {
    let status: Finding.Status = outcome == .pass ? .pass : outcome == .fail ? .fail : .unknown
    return ReadinessReport.Blocker(
      id: "state-paths", title: "State is kept", risk: .medium, check: "state-path", outcome: outcome,
      observed: outcome, position: "p.yaml:1:1", startedAt: Self.now(), durationMicroseconds: 5,
      findings: [Finding(status, subject: "x", expected: "e", found: "f", message: "m")], remediation: "")
  }

  /// Signs and stores the report as the gate does: archive, head, then the report's file.
  ///
  /// - Returns: its number.
  @discardableResult
  func publish(_ change: (inout ReadinessReport) throws -> Void = { _ in }) throws -> Int64 {
    var report = try report()
    try change(&report)
    let session = try ReportStore(folder: scratch["gate"]).begin(
      environment: report.environment, scope: report.scope, policyName: report.policy.name,
      machineId: report.host.machineId, issuedAt: report.issuedAt)
    if report.sequence == 0 { report.sequence = session.sequence }
    report.previous = session.previous
    report.verdict = Verdict(of: report.blockers.map(\.outcome))
    let payload = try report.statement().encoded()
    let envelope = try DSSEEnvelope.sign(payloadType: inTotoPayloadType, payload: payload, with: [key])
    try session.commit(
      payload: SHA256.digest(of: payload), envelope: envelope.encoded(), engine: report.subject("engine"),
      configuration: report.subject("configuration"), verdict: report.verdict,
      reportPath: scratch["gate/report.json"])
    return report.sequence
  }

  // MARK: running

  func request(_ arguments: [String], environment: [String: String] = [:]) -> ProcessRequest {
    ProcessRequest(
      .path(binary), arguments: arguments, environment: environment, workingDirectory: scratch.path)
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) -> ProcessResult {
    Processes.run(
      request(arguments, environment: environment), deadline: .now().advanced(byMilliseconds: 30_000))
  }

  /// The JSON answer of a command that exits with 0.
  func answer(_ arguments: String...) throws -> JSON {
    let result = Processes.run(
      request(arguments + ["--json"]), deadline: .now().advanced(byMilliseconds: 30_000))
    try #require(result.isSuccess, "\(arguments): \(result.errors)")
    return try JSON.parse(result.standardOutput)
  }

  /// The kinds of the decision log's entries, in order, after checking the chain.
  func decisions() throws -> [DecisionEntry] {
    var entries: [DecisionEntry] = []
    try DecisionLog(path: scratch["data/decisions.jsonl"]).forEach { entries.append($0) }
    return entries
  }
}

extension ProcessResult {
  var output: String { String(decoding: standardOutput, as: UTF8.self) }
  var errors: String { String(decoding: standardError, as: UTF8.self) }
}
