public import ArgumentParser
import Attestation
import Chronology
import ReadinessGate

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Say whether a report is authentic, in date and READY.",
    discussion: """
      Exit status: 5 not trusted, else 6 expired, else 1 or 3 BLOCKED, else 0.

      Example: readiness verify report.json --keyring keyring.yaml --environment live
      """)

  @Argument(help: "The report.", completion: .file()) var report: String
  @Option(help: "The keyring; default /etc/trading-engine/keyring.yaml.", completion: .file()) var keyring:
    String?
  @Option(help: "The environment that the report must be for.") var environment: TradingEnvironment?
  @Option(help: "The engine binary that the report must be about.", completion: .file()) var engine: String?
  @Option(help: "The configuration that the report must be about.", completion: .file()) var configuration:
    String?
  @Option(help: "Judge as of this time, such as 2026-11-23T14:05:09Z.") var at: String?
  @Flag(help: "Accept any valid DSSE form.") var foreign = false
  @Option(help: "human or json.") var format: OutputFormat = .human

  func validate() throws {
    if let at, Timestamp(rfc3339: at) == nil { throw ValidationError("--at: '\(at)' is not a time in UTC") }
  }

  func run() throws {
    var subjects: [String: String] = [:]
    subjects["engine"] = engine
    subjects["configuration"] = configuration
    let verified = try ReportVerification.verify(
      report,
      .init(
        keyringPath: keyring ?? KeyringFile.installedPath, environment: environment, subjects: subjects,
        at: at.flatMap(Timestamp.init(rfc3339:)) ?? SystemClock.now(), isForeign: foreign))
    try Terminal.printOutput(format == .json ? verified.json : verified.text)
    throw ExitCode(verified.exitStatus)
  }
}

extension TradingEnvironment: ExpressibleByArgument {}

/// For people or for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case human, json }
