import Attestation
import AuditLog
import Chronology
import ReadinessReport
import StrictJSON

/// `readiness audit verify`: every report of the archive, that none is missing between them, and that the decision log is
/// the one that they saw.
public struct ArchiveVerification: Sendable {
  public struct Options: Sendable {
    /// The store's folder.
    public var store: String
    public var keyringPath: String
    /// The engine's decision log; nil leaves it out, which the answer says.
    public var decisions: String?
    /// Whose reports the log is compared with; nil where the archive is of one machine.
    public var machine: String?
    /// Reports that were copied from elsewhere, without the store's counters and heads.
    public var isCopy: Bool

    public init(
      store: String, keyringPath: String, decisions: String? = nil, machine: String? = nil,
      isCopy: Bool = false
    ) {
      (self.store, self.keyringPath, self.decisions, self.machine) = (store, keyringPath, decisions, machine)
      self.isCopy = isCopy
    }
  }

  public let reportCount: Int
  public let foreignCount: Int
  public let chainCount: Int
  /// How many entries the log has; nil when it was left out.
  public private(set) var entryCount: Int64?
  public private(set) var findings: [AuditFinding]
  let reports: [ArchivedReport]
  /// Whose log was read; nil where no report says.
  private(set) var machine: String?
  /// How many entries the reports saw.
  private var seenEntries: Int64 = 0
  /// For those who go on from here.
  private(set) var entries: [DecisionEntry] = []

  /// 5 when anything is not as it was written.
  public var exitStatus: Int32 { findings.isEmpty ? 0 : 5 }

  /// - Parameters:
  ///   - keepsEntries: whether the log's entries are wanted afterwards.
  ///   - progress: told how many reports of how many have been read.
  /// - Throws: what kept the archive, the keyring or the log from being read at all.
  public init(
    _ options: Options, keepsEntries: Bool = false, progress: @escaping (Int, Int) -> Void = { _, _ in }
  ) throws(GateFailure) {
    var archive = ArchiveReading(
      folder: options.store, keyring: try KeyringFile.load(options.keyringPath).keyring, progress: progress)
    try archive.read()
    reports = archive.reports
    (reportCount, foreignCount) = (archive.reports.count, archive.foreignCount)
    chainCount = Set(archive.reports.map(\.chain)).count
    findings = archive.findings
    if archive.reports.isEmpty, archive.foreignCount == 0 {
      findings.append(
        AuditFinding("audit.empty", "the archive", expected: "reports", found: "not one that can be read"))
    }
    let counters = StoreCounters(options.store)
    findings += ChainJudgement.findings(archive.reports, isCopy: options.isCopy) { counters.last(of: $0) }
    if !options.isCopy { findings += counters.findings(knowing: archive.reports) }
    if let path = options.decisions { try judge(path, options, keepsEntries: keepsEntries) }
  }

  private mutating func judge(
    _ path: String, _ options: Options, keepsEntries: Bool
  ) throws(GateFailure) {
    let seen = reports.filter { $0.anchor != nil }
    let machines = Set(seen.map(\.chain.machine))
    machine = options.machine ?? machines.first
    if let machine = options.machine, !machines.contains(machine) {
      throw GateFailure(
        "usage.unknown-machine", "--machine \(machine): no report of the archive saw a decision log there",
        hint: "one of: \(machines.sorted().joined(separator: ", "))", exitStatus: 64)
    }
    if options.machine == nil, machines.count > 1 {
      throw GateFailure(
        "usage.machine-needed",
        "the archive has reports of \(machines.count) machines, and the log is of one",
        hint: "--machine, one of: \(machines.sorted().joined(separator: ", "))", exitStatus: 64)
    }
    var judgement = LogJudgement(
      seen.filter { options.machine == nil || $0.chain.machine == options.machine })
    var kept: [DecisionEntry] = []
    var named = NamedReports(reports)
    do throws(AuditLogError) {
      let end = try DecisionLog(path: path).forEach { entry in
        if entry.number > 1 { judgement.take(entry.number - 1, sha256: entry.previous) }
        named.take(entry)
        if keepsEntries { kept.append(entry) }
      }
      guard let end else {
        throw .damaged(path: path, reason: "there is no such file")
      }
      if end.entries > 0 { judgement.take(end.entries, sha256: end.headSha256) }
      judgement.finish(at: end.entries)
      entryCount = end.entries
      seenEntries = judgement.lastSeen
      findings += judgement.findings + named.findings
      if end.entries > 0, judgement.lastSeen == 0 {
        findings.append(
          AuditFinding(
            "audit.log-unseen", path, expected: "a report that saw this log", found: "none in the archive"))
      }
    } catch {
      guard case .damaged(_, let reason) = error else {
        throw GateFailure(
          "audit.log-unreadable", "the decision log cannot be read: \(error)",
          hint: "run as a user who may read it", exitStatus: 74)
      }
      // What came before the damage is intact.
      entryCount = Int64(kept.count)
      findings += judgement.findings + named.findings
      findings.append(
        AuditFinding("audit.log-damaged", path, expected: "a chain of decisions", found: reason))
    }
    entries = kept
  }
}

extension ArchiveVerification {
  public var text: String {
    var lines = [
      findings.isEmpty
        ? "intact: \(reportCount) reports in \(chainCount) chain\(chainCount == 1 ? "" : "s")"
        : "NOT INTACT: \(findings.count) finding\(findings.count == 1 ? "" : "s") in \(reportCount) readable reports"
    ]
    if foreignCount > 0 { lines.append("  \(foreignCount) statements of others are kept and not judged") }
    if let entryCount {
      lines.append(
        "  the decision log has \(entryCount) entries; reports saw \(seenEntries) of them, the others nobody "
          + "vouches for yet")
    } else {
      lines.append("  the decision log was not compared: --decisions FILE")
    }
    lines += findings.map { "  \($0.text)" }
    return lines.joined(separator: "\n") + "\n"
  }

  public var json: String {
    let json: JSON = [
      "intact": .bool(findings.isEmpty), "reports": .integer(reportCount), "foreign": .integer(foreignCount),
      "chains": .integer(chainCount), "decisions": entryCount.map { .integer($0) } ?? .null,
      "findings": .array(findings.map(\.json)),
    ]
    return json.text(pretty: true) + "\n"
  }
}
