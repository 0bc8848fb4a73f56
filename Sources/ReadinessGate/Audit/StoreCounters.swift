import Attestation
import AuditLog
import Cryptography
import ReadinessReport

/// What a store says of its reports besides them: counters and heads. Neither is signed; whoever may write the store may
/// write them too.
struct StoreCounters {
  private let store: ReportStore

  init(_ folder: String) { store = ReportStore(folder: folder) }

  enum Answer {
    case last(sequence: Int64, sha256: String)
    case none
    case damaged(String)
  }

  /// The last report of a chain.
  func last(of name: ArchivedReport.ChainName) -> Answer {
    do throws(AuditLogError) {
      let last = try store.lastReport(
        environment: name.environment, scope: name.scope, policyName: name.policy, machineId: name.machine)
      return last.map { .last(sequence: $0.sequence, sha256: $0.sha256) } ?? .none
    } catch {
      return .damaged("\(error)")
    }
  }

  /// Chains and heads whose reports are gone.
  func findings(knowing reports: [ArchivedReport]) -> [AuditFinding] {
    let chains = Set(reports.map { "\($0.chain)" })
    let digests = Set(reports.map(\.sha256.hex))
    var findings: [AuditFinding] = []
    do throws(AuditLogError) {
      findings += try store.chainNames().filter { !chains.contains($0) }.map {
        AuditFinding(
          "audit.report-missing", $0, expected: "the reports that the store counted", found: "none")
      }
      for environment in TradingEnvironment.allCases {
        for scope in PermissionScope.allCases {
          for head in try Heads.read(folder: store.folder, environment: environment, scope: scope) {
            for entry in head.entries where !digests.contains(entry.sha256) {
              findings.append(
                AuditFinding(
                  "audit.report-missing", "\(environment.rawValue).\(scope.rawValue).\(head.policyName)",
                  expected:
                    "report \(entry.sha256.prefix(12)) (number \(entry.sequence)), which its head names",
                  found: "none"))
            }
          }
        }
      }
    } catch {
      findings.append(
        AuditFinding("audit.counter-damaged", store.folder, expected: "counters and heads", found: "\(error)")
      )
    }
    return findings
  }
}
