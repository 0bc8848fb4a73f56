import Attestation
import Chronology
import Cryptography
import DurableFiles
import ExactDecimal
import Glibc
import ReadinessCheck
import ReadinessReport
import StrictJSON
import Testing

@testable import Admission
@testable import AuditLog

let noon = Timestamp(clamping: 1_795_521_600_000)  // 2026-11-24T12:00:00Z

func digest(_ text: String) -> SHA256Digest { SHA256.digest(of: Array(text.utf8)) }

/// A whole world in which a report is admitted, written into a folder after a test has changed what it likes.
struct Scenario {
  var environment = TradingEnvironment.live
  var scope = PermissionScope.live
  var generation = 3
  var keys: [KeyEntry] = [.gate, .secondGate, .alice, .bob]
  /// Of the environment and scope; nil writes an empty `requires`.
  var requirement: SigningRequirement? = .init(gate: 1, approver: 0)
  var keyringFile: [UInt8]?
  var report: ReadinessReport
  var predicateType = ReadinessReport.predicateType
  var payloadType = inTotoPayloadType
  var signers: [UInt8] = [1]
  /// Changes what is signed.
  var editPayload: ([UInt8]) -> [UInt8] = { $0 }
  /// Changes the file.
  var editFile: ([UInt8]) -> [UInt8] = { $0 }
  /// Files in the approvals' folder.
  var approvals: [(name: String, bytes: (ReadinessReport) throws -> [UInt8])] = []
  var marks: AdmissionMarks?
  var marksFile: [UInt8]?
  /// Head files by policy name, from the report's own entry.
  var heads: (HeadEntry) -> [Head] = { [Head(policyName: "live", entries: [$0])] }
  var requirements: EnvironmentRequirements
  var loaded: LoadedArtefacts
  var world: AdmissionWorld
  /// What happens to the files at last.
  var afterwards: (ScratchFolder) throws -> Void = { _ in }

  let scratch: ScratchFolder

  static let policyDigest = digest("policy").hex

  init(
    environment: TradingEnvironment = .live, scope: PermissionScope = .live,
    _ change: (inout Scenario) throws -> Void = { _ in }
  ) throws {
    let scratch = try ScratchFolder()
    self.scratch = scratch
    self.environment = environment
    self.scope = scope
    let statePaths = [
      "KILL_SWITCH_STATE_PATH": scratch["state/kill_switch_state.json"],
      "INSTRUMENT_SPECS_CACHE_PATH": scratch["state/instrument_specs_cache.json"],
    ]
    let libraries = ["libcrypto": "3.0.19", "libyaml": "0.2.5"]
    loaded = LoadedArtefacts(
      engineSha256: digest("engine"), executablePath: scratch["bin/trading-engine"],
      configurationSha256: digest("configuration"), configurationPath: scratch["etc/engine.yaml"],
      libraries: libraries, statePaths: statePaths, killSwitchPath: scratch["state/kill_switch_state.json"],
      killSwitch: .armed)
    requirements = EnvironmentRequirements(
      environment: environment, scope: scope, isRequired: true, reportPath: scratch["gate/report.json"],
      keyringPath: scratch["etc/keyring.yaml"], storeFolder: scratch["gate"],
      approvalsFolder: scratch["etc/approvals"], maximumAge: .hours(24),
      waiverCaps: .init(maximum: 2, maximumLifetime: .days(7)), requiredBlockers: [],
      policySha256: Self.policyDigest, account: "account-1")
    let base = scratch.path
    let identity = ProcessIdentity(userIDs: [64_321], groupIDs: [64_321], capabilities: 0)
    world = AdmissionWorld(
      machineId: String(repeating: "a", count: 32), bootId: "boot-1", identity: identity, environment: [:],
      clock: { ClockReading(now: noon, bootTimeMilliseconds: 5_000_000) },
      // By owner and mode, and below the scratch folder only: the folders above it are everybody's.
      writeAccess: { path in
        guard path.hasPrefix(base), let status = try? DurableFiles.status(path) else { return nil }
        return WriteAccess.reason(status, identity)
      })
    report = Self.report(environment: environment, scope: scope, libraries: libraries, statePaths: statePaths)
    try scratch.createFolder("state")
    try change(&self)
    try write()
  }

  private static func report(
    environment: TradingEnvironment, scope: PermissionScope, libraries: [String: String],
    statePaths: [String: String]
  ) -> ReadinessReport {
    let issuedAt = noon.advanced(byMilliseconds: -60_000)
    let seed = EnvironmentRequirements.seed
    return ReadinessReport(
      subjects: [
        .init(name: "engine", sha256: digest("engine").hex),
        .init(name: "configuration", sha256: digest("configuration").hex),
        .init(name: "policy", sha256: policyDigest),
      ],
      environment: environment, scope: scope, account: "account-1",
      policy: .init(
        name: "live", resolvedSha256: policyDigest,
        files: [.init(path: "/etc/trading-engine/policies/live.yaml", sha256: digest("file").hex)],
        expanded: []),
      gateVersion: "1.0.0", gateSha256: digest("gate").hex, keyringSha256: nil,
      host: .init(machineId: String(repeating: "a", count: 32), bootId: "boot-1", hostname: "desk"),
      startedAt: issuedAt.advanced(byMilliseconds: -1_000), issuedAt: issuedAt,
      expiresAt: noon.advanced(byMilliseconds: 12 * 3_600_000), expiresBecause: "valid-for",
      sequence: issuedAt.unixMilliseconds, previous: nil, anchor: nil, libraries: libraries,
      statePaths: statePaths,
      grants: Grants(
        symbols: ["PF_XBTUSD"], maxOrderNotionalUSD: ExactDecimal("5000"),
        maxPositionNotionalUSD: ExactDecimal("20000"), maxDailyLossUSD: ExactDecimal("500"),
        maxOrdersPerMinute: 30, maxOrders: 60),
      blockers: seed.map { blocker($0.id, check: $0.check) }, waivers: [])
  }

  static func blocker(
    _ id: String, check: String, outcome: Outcome = .pass, observed: Outcome? = nil
  ) -> ReadinessReport.Blocker {
    let status: Finding.Status =
      switch observed ?? outcome {
      case .pass: .pass
      case .fail: .fail
      default: .unknown
      }
    return ReadinessReport.Blocker(
      id: id, title: "Title of \(id)", risk: .high, check: check, outcome: outcome,
      observed: observed ?? outcome,
      position: "live.yaml:1:1", startedAt: noon.advanced(byMilliseconds: -61_000),
      durationMicroseconds: 1_200,
      findings: [
        Finding(status, subject: id, expected: "it holds", found: "as found", message: "looked at \(id)")
      ],
      remediation: "put it right")
  }

  // MARK: what tests change with

  mutating func setOutcome(_ outcome: Outcome, observed: Outcome? = nil, of index: Int = 3) {
    let earlier = report.blockers[index]
    report.blockers[index] = Self.blocker(
      earlier.id, check: earlier.check, outcome: outcome, observed: observed)
    report.verdict = Verdict(of: report.blockers.map(\.outcome))
  }

  /// Waives a blocker that failed.
  mutating func waive(
    _ index: Int = 3, by signers: [UInt8] = [3], change: (inout BlockerWaiver) -> Void = { _ in }
  ) throws {
    setOutcome(.waived, observed: .fail, of: index)
    let id = report.blockers[index].id
    var waiver = BlockerWaiver(
      policySha256: Self.policyDigest, environment: environment, scope: scope, policyName: "live",
      blocker: id,
      blockerSha256: digest(id).hex, reason: "known and accepted", approver: "alice",
      notBefore: noon.advanced(byMilliseconds: -3_600_000),
      expiresAt: noon.advanced(byMilliseconds: 86_400_000))
    change(&waiver)
    let envelope = try sign(waiver.statement(), by: signers)
    report.waivers.append(.init(blocker: id, envelope: try JSON.parse(envelope)))
    report.verdict = Verdict(of: report.blockers.map(\.outcome))
  }

  /// Demands one approval and puts one there.
  mutating func approve(
    needed: Int = 1, by signers: [[UInt8]] = [[3]], change: @escaping (inout Approval) -> Void = { _ in }
  ) {
    requirement = .init(gate: 1, approver: needed)
    for (index, keys) in signers.enumerated() {
      approvals.append(
        (
          "\(index).json",
          { report in
            var approval = Approval(
              of: report, reason: "reviewed", approver: "alice",
              notBefore: noon.advanced(byMilliseconds: -60_000),
              expiresAt: noon.advanced(byMilliseconds: 3_000_000))
            change(&approval)
            return try sign(approval.statement(), by: keys)
          }
        ))
    }
  }

  // MARK: writing

  private mutating func write() throws {
    for name in ["bin", "etc", "etc/approvals", "gate", "gate/heads"] {
      try scratch.createFolder(name)
    }
    try scratch.write("bin/trading-engine", Array("engine".utf8))
    try scratch.write("etc/engine.yaml", Array("configuration".utf8))
    try scratch.write("state/kill_switch_state.json", Array("{}\n".utf8))
    let keyring = try keyringFile ?? Array(keyringText().utf8)
    try scratch.write("etc/keyring.yaml", keyring)
    if report.keyringSha256 == nil { report.keyringSha256 = SHA256.digest(of: keyring).hex }
    let statement = try Statement(
      subjects: report.subjects.map {
        .init(name: $0.name, sha256: try #require(SHA256Digest(hex: $0.sha256)))
      },
      predicateType: predicateType, predicate: report.statement().predicate)
    let payload = editPayload(statement.encoded())
    let envelope = try DSSEEnvelope.sign(
      payloadType: payloadType, payload: payload, with: signers.map { try privateKey($0) })
    try scratch.write("gate/report.json", editFile(envelope.encoded()))
    let own = HeadEntry(
      engine: report.subject("engine"), configuration: report.subject("configuration"),
      sequence: report.sequence, sha256: SHA256.digest(of: payload).hex, verdict: report.verdict)
    for head in heads(own) {
      try scratch.write(
        "gate/heads/\(environment.rawValue).\(scope.rawValue).\(head.policyName).json", head.encoded)
    }
    for approval in approvals { try scratch.write("etc/approvals/\(approval.name)", approval.bytes(report)) }
    if let marks = marksFile ?? marks?.encoded { try scratch.write("state/admission.json", marks) }
    try afterwards(scratch)
  }

  private func keyringText() throws -> String {
    var text = "keyring: v1\ngeneration: \(generation)\nkeys:\n"
    for key in keys { text += try key.yaml() }
    guard let requirement else { return text + "requires: {}\n" }
    return text + """
      requires:
        \(environment.rawValue): { \(scope.rawValue): { gate: \(requirement.gate), approver: \(requirement.approver) } }

      """
  }

  // MARK: asking

  /// The refusal; nil when the report is admitted.
  func refusal(persist: Bool = false) -> Refusal? {
    do {
      switch scope {
      case .live:
        _ = try Admission.admit(
          Live.self, requirements: requirements, loaded: loaded, world: world, persist: persist)
      case .certification:
        _ = try Admission.admit(
          Certification.self, requirements: requirements, loaded: loaded, world: world, persist: persist)
      }
      return nil
    } catch {
      return error
    }
  }

  func grant(persist: Bool = false) throws(Refusal) -> Grant<Live> {
    try Admission.admit(requirements: requirements, loaded: loaded, world: world, persist: persist)
  }

  var log: DecisionLog { DecisionLog(besideStateFile: loaded.killSwitchPath) }

  func decisions() throws -> [DecisionEntry] {
    var entries: [DecisionEntry] = []
    try log.forEach { entries.append($0) }
    return entries
  }
}

func sign(_ statement: Statement, by signers: [UInt8]) throws -> [UInt8] {
  try DSSEEnvelope.sign(
    payloadType: inTotoPayloadType, payload: statement.encoded(), with: signers.map { try privateKey($0) }
  ).encoded()
}

extension Array where Element == UInt8 {
  /// The bytes with one text in place of another, where it occurs first.
  func replacing(_ text: String, with other: String) -> [UInt8] {
    let whole = String(decoding: self, as: UTF8.self)
    return Array(whole.replacing(text, with: other, maxReplacements: 1).utf8)
  }
}
