import ArgumentParser
import Attestation
import Chronology
import ReadinessGate
import ReadinessReport

struct Approve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Consent to what a report permits, as a second person.",
    discussion: """
      Example: readiness approve report.json --until 2026-12-01T00:00:00Z --reason 'reviewed with B.' \
      --key alice.pem --out approvals/alice.json
      """)

  @Argument(help: "The report.", completion: .file()) var report: String
  @Option(help: "When the approval ends, such as 2026-12-01T00:00:00Z.") var until: String
  @Option(help: "Why, for people and auditors.") var reason: String
  @Option(help: "The approver's private key.", completion: .file()) var key: String
  @Option(
    help: "The keyring; default /etc/trading-engine/keyring.yaml, or keyring.yaml beside the key.",
    completion: .file())
  var keyring: String?
  @Option(help: "Where the approval goes.", completion: .file()) var out: String

  func validate() throws {
    if Timestamp(rfc3339: until) == nil { throw ValidationError("--until: '\(until)' is not a time in UTC") }
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason is empty") }
  }

  func run() throws {
    let run = ApprovalRun(
      reportPath: report, until: Timestamp(rfc3339: until) ?? Timestamp(clamping: 0), reason: reason,
      keyPath: key, keyringPath: keyring, outputPath: out,
      credentialsFolder: Terminal.environment["CREDENTIALS_DIRECTORY"])
    let approval = try run.run(now: SystemClock.now())
    try Terminal.printOutput(
      "'\(approval.approver)' approves \(approval.environment.rawValue) until \(approval.expiresAt): \(out)\n"
    )
  }
}
