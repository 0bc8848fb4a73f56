import ArgumentParser
import Attestation
import Chronology
import ReadinessGate
import ReadinessReport

struct Waive: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waive", abstract: "Excuse one blocker for a while, as a second person.",
    discussion: """
      The blocker is still checked, and what is found stays in the report. Editing the blocker, or anything else in \
      the policy, voids the waiver.

      Example: readiness waive --policy live.yaml --blocker legacy-state-file --until 2026-12-01T00:00:00Z \
      --reason 'ticket 12, mended on Monday' --key alice.pem --out waivers/legacy-state-file.json
      """)

  @Option(help: "The policy file.", completion: .file()) var policy: String
  @Option(help: "The id of the blocker.") var blocker: String
  @Option(help: "Why, for people and auditors.") var reason: String
  @Option(help: "When the waiver ends, such as 2026-12-01T00:00:00Z.") var until: String
  @Option(help: "When it begins; default now.") var notBefore: String?
  @Option(help: "The approver's private key; not the one that signs reports.", completion: .file()) var key:
    String
  @Option(
    help: "The keyring; default /etc/trading-engine/keyring.yaml, or keyring.yaml beside the key.",
    completion: .file())
  var keyring: String?
  @Option(help: "Where the waiver goes.", completion: .file()) var out: String

  func validate() throws {
    for (option, text) in [("--until", until), ("--not-before", notBefore)] {
      if let text, Timestamp(rfc3339: text) == nil {
        throw ValidationError("\(option): '\(text)' is not a time in UTC")
      }
    }
  }

  func run() throws {
    let waiver = try WaiverRun(
      policyPath: policy, blocker: blocker, reason: reason,
      notBefore: notBefore.flatMap(Timestamp.init(rfc3339:)),
      until: Timestamp(rfc3339: until) ?? Timestamp(clamping: 0), keyPath: key, keyringPath: keyring,
      outputPath: out, environment: Terminal.environment
    ).run(now: SystemClock.now())
    try Terminal.printOutput(
      """
      '\(waiver.approver)' waives '\(waiver.blocker)' of policy '\(waiver.policyName)' for \
      \(waiver.environment.rawValue) until \(waiver.expiresAt): \(out)
      use it with: readiness check \(policy) --waiver \(out) …

      """)
  }
}
