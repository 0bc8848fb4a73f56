import Attestation
import AuditLog
import Chronology
import Cryptography
import ReadinessReport

let noon = Timestamp(clamping: 1_795_521_600_000)  // 2026-11-24T12:00:00Z

/// 64 hexadecimal digits that are told apart by a number.
func digest(_ number: Int) -> String { SHA256.digest(of: Array("\(number)".utf8)).hex }

/// One store, and reports that consist of a number.
struct StoreScenario {
  let scratch: ScratchFolder
  let store: ReportStore

  init() throws {
    scratch = try ScratchFolder()
    store = ReportStore(folder: scratch["store"])
  }

  func begin(policy: String = "live", machine: String = "m1", at time: Timestamp = noon) throws(AuditLogError)
    -> StoreSession
  {
    try store.begin(
      environment: .live, scope: .live, policyName: policy, machineId: machine, issuedAt: time)
  }

  /// Begins and commits.
  @discardableResult
  func write(
    _ number: Int, engine: String? = digest(1), configuration: String? = digest(2), verdict: Verdict = .ready,
    policy: String = "live", at time: Timestamp = noon, to report: String? = nil
  ) throws(AuditLogError) -> (sequence: Int64, previous: String?, payload: String) {
    let session = try begin(policy: policy, at: time)
    let (sequence, previous) = (session.sequence, session.previous)
    let bytes = Array("report \(number)\n".utf8)
    let payload = SHA256.digest(of: bytes)
    try session.commit(
      payload: payload, envelope: bytes, engine: engine, configuration: configuration, verdict: verdict,
      reportPath: report ?? scratch["report.json"])
    return (sequence, previous, payload.hex)
  }

  func heads(policy: String = "live") throws -> [HeadEntry] {
    try Heads.read(folder: store.folder, environment: .live, scope: .live)
      .first { $0.policyName == policy }?.entries ?? []
  }
}

/// The error that the body throws; nil when it throws none.
func failure(_ body: () throws(AuditLogError) -> Void) -> AuditLogError? {
  do { try body() } catch { return error }
  return nil
}
