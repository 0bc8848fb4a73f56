import Attestation
import Chronology
import Cryptography
import DurableFiles
import GateScene
import ReadinessCheck
import ReadinessReport
import StrictJSON

@testable import AuditLog
@testable import ReadinessGate

/// A desk's history, made as the gate and the engine make it: reports in a store, decisions in a log, minute by minute.
struct AuditScene {
  /// 2026-11-01T00:00:00Z.
  static let beginning = Timestamp(clamping: 1_793_491_200_000)
  static let engine = String(repeating: "e1", count: 32)
  static let configuration = String(repeating: "c0", count: 32)

  let scene: GateScene
  let gate: Ed25519PrivateKey
  let approver: Ed25519PrivateKey
  private let keyring: Keyring
  private var lines: [[UInt8]] = []
  private var head = DecisionEntry.firstPrevious
  /// Digests of the reports, in the order of their issue.
  private(set) var reports: [String] = []
  private(set) var current: (sha256: String, sequence: Int64, expiresAt: Timestamp)?

  init() throws {
    scene = try GateScene()
    gate = try Ed25519PrivateKey.generate()
    approver = try Ed25519PrivateKey.generate()
    let (from, until) = (Self.at(-1_440), Self.at(400 * 1_440))
    let first = TrustedKey(
      name: "gate", publicKey: gate.publicKey, roles: [.gate], environments: [.live], notBefore: from,
      notAfter: until)
    let second = TrustedKey(
      name: "alice", publicKey: approver.publicKey, roles: [.approver], environments: [.live],
      notBefore: from, notAfter: until)
    let written = try Keyring.creating(with: first).keyring.adding(second)
    keyring = written.keyring
    try DurableFiles.replace(scene["keyring.yaml"], with: written.bytes)
  }

  static func at(_ minute: Int64) -> Timestamp { beginning.advanced(byMilliseconds: minute * 60_000) }

  var store: String { scene["store"] }
  var log: String { scene["decisions.jsonl"] }

  func report(_ index: Int) -> String { "\(store)/reports/\(reports[index]).json" }

  // MARK: What the gate does

  /// Signs, stores and makes it the report in use, unless it is BLOCKED.
  mutating func issue(
    at minute: Int64, _ outcome: Outcome = .pass, validFor hours: Int64 = 12, engine: String = engine,
    change: (inout ReadinessReport) -> Void = { _ in }
  ) throws {
    var report = RenderingCases.run([
      RenderingCases.blocker(
        "a", "A", .low, outcome,
        [
          .init(
            outcome == .pass ? .pass : outcome == .fail ? .fail : .unknown, subject: "s", expected: "e",
            found: "f", message: "m")
        ])
    ]).report
    report.subjects = [
      .init(name: "engine", sha256: engine), .init(name: "configuration", sha256: Self.configuration),
      .init(name: "policy", sha256: RenderingCases.digest),
    ]
    report.keyringSha256 = keyring.sha256.hex
    (report.startedAt, report.issuedAt) = (Self.at(minute), Self.at(minute))
    report.expiresAt = Self.at(minute + hours * 60)
    report.anchor = lines.isEmpty ? nil : .init(entries: Int64(lines.count), headSha256: head)
    change(&report)
    let session = try ReportStore(folder: store).begin(
      environment: report.environment, scope: report.scope, policyName: report.policy.name,
      machineId: report.host.machineId, issuedAt: report.issuedAt)
    (report.sequence, report.previous) = (session.sequence, session.previous)
    let payload = try report.statement().encoded()
    let digest = SHA256.digest(of: payload)
    let envelope = try DSSEEnvelope.sign(payloadType: inTotoPayloadType, payload: payload, with: [gate])
    try session.commit(
      payload: digest, envelope: envelope.encoded(), engine: report.subject("engine"),
      configuration: report.subject("configuration"), verdict: report.verdict,
      reportPath: scene["report.json"])
    reports.append(digest.hex)
    if report.verdict != .blocked { current = (digest.hex, report.sequence, report.expiresAt) }
  }

  /// The engine goes on with an earlier report.
  mutating func use(_ report: (sha256: String, sequence: Int64, expiresAt: Timestamp)?) { current = report }

  // MARK: What the engine does

  /// - Parameter earlier: milliseconds before the minute.
  mutating func record(
    _ kind: String, at minute: Int64, earlier: Int64 = 0, entries: String = "permitted", report: Bool = true
  ) {
    var members = [
      JSONMember("environment", "live"), JSONMember("entries", .string(entries)),
      JSONMember("report", .optional(report ? current?.sha256 : nil)),
      JSONMember("sequence", current.map { .integer($0.sequence) } ?? .null),
      JSONMember("expiresAt", .optional(current?.expiresAt.description)), JSONMember("killSwitch", "armed"),
    ]
    if kind == "renewed" { members.append(JSONMember("scope", "live")) }
    if kind == "session-started" {
      members += [
        JSONMember("engine", .string(Self.engine)), JSONMember("configuration", .string(Self.configuration)),
      ]
    }
    append(
      DecisionEntry(
        previous: head, number: Int64(lines.count + 1),
        at: Self.at(minute).advanced(byMilliseconds: -earlier), kind: kind, members: members))
  }

  private mutating func append(_ entry: DecisionEntry) {
    let line = entry.encoded
    lines.append(line)
    head = SHA256.digest(of: line).hex
  }

  /// Puts the log on disk, without its last lines if so wished.
  func writeLog(without count: Int = 0) throws {
    var bytes: [UInt8] = []
    for line in lines.dropLast(count) { bytes += line + [0x0A] }
    try DurableFiles.replace(log, with: bytes)
  }

  var lineCount: Int { lines.count }

  /// An engine that runs from one minute to another, with a report every eight hours.
  mutating func live(_ minutes: Range<Int64>, except silent: Range<Int64> = 0..<0) throws {
    for minute in minutes {
      if minute % 480 == 0, minute == minutes.lowerBound || !silent.contains(minute) { try issue(at: minute) }
      if silent.contains(minute) { continue }
      record(minute == minutes.lowerBound ? "session-started" : "heartbeat", at: minute)
    }
    record("session-stopped", at: minutes.upperBound)
  }

  // MARK: What the auditor asks

  func options() -> ArchiveVerification.Options {
    .init(store: store, keyringPath: scene["keyring.yaml"], decisions: log)
  }

  func verify() throws -> ArchiveVerification { try ArchiveVerification(options()) }

  func codes() throws -> [String] { try verify().findings.map(\.code).sorted() }

  func coverage(_ minutes: Range<Int64>, fills: String? = nil) throws -> CoverageAnswer {
    try CoverageAnswer(
      .init(
        verification: options(), from: Self.at(minutes.lowerBound), to: Self.at(minutes.upperBound),
        fills: fills))
  }
}
