public import ArgumentParser
import ReadinessGate

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run a policy's checks and write a signed report.",
    discussion: """
      Without --key and --report nothing is signed or written.

      Example: readiness check /etc/trading-engine/policies/live.yaml --key gate.pem --report report.json
      """)

  @Argument(help: "The policy file.", completion: .file()) var policy: String
  @Option(help: "The private key that signs, PKCS#8 PEM.", completion: .file()) var key: String?
  @Option(help: "Where the signed report goes.", completion: .file()) var report: String?
  @Option(
    help: "The keyring; default /etc/trading-engine/keyring.yaml, or keyring.yaml beside the key.",
    completion: .file())
  var keyring: String?
  @Option(help: "The store of reports.", completion: .directory) var state: String?
  @Option(help: ArgumentHelp("Another file for a subject of the policy.", valueName: "name=path"))
  var subject: [String] = []
  @Option(
    help: ArgumentHelp("A waiver, as `readiness waive` wrote it.", valueName: "file"), completion: .file())
  var waiver: [String] = []
  @Option(help: "Run only this blocker; a dry run.") var only: [String] = []
  @Flag(help: "Count READY_WITH_WAIVERS as blocked.") var strict = false
  @Option(help: "What standard output gets: \(ReportFormat.allNames).") var format: ReportFormat = .human
  @Option(help: ArgumentHelp("Also write a format to a file.", valueName: "format=path"))
  var output: [String] = []

  func validate() throws {
    if (key == nil) != (report == nil) { throw ValidationError("--key and --report come together") }
    if !only.isEmpty, report != nil { throw ValidationError("--only is a dry run, so it takes no --report") }
    _ = try pairs(subject, "--subject NAME=PATH")
    for (name, _) in try pairs(output, "--output FORMAT=PATH") where ReportFormat(rawValue: name) == nil {
      throw ValidationError("--output: '\(name)' is not a format; one of \(ReportFormat.allNames)")
    }
  }

  func run() throws {
    let environment = Terminal.environment
    let options = GateRun.Options(
      policyPath: policy, signing: key.flatMap { key in report.map { (key, $0) } }, keyringPath: keyring,
      stateFolder: state ?? DefaultFolders.state(environment: environment, isNeeded: key != nil),
      subjects: Dictionary(try pairs(subject, "--subject"), uniquingKeysWith: { $1 }), waivers: waiver,
      only: only,
      outputs: try pairs(output, "--output").map { $0.1 }, environment: environment)
    let result = try GateRun(options).run()
    for refusal in result.refusedWaivers { Terminal.printError(refusal.rendered) }
    for (name, path) in try pairs(output, "--output") {
      guard let format = ReportFormat(rawValue: name) else { continue }
      try RenderedFile.write(format.render(result, style: .plain), to: path)
    }
    try Terminal.printOutput(format.render(result, style: Terminal.style))
    throw ExitCode(result.exitStatus(isStrict: strict))
  }

  private func pairs(_ texts: [String], _ form: String) throws -> [(String, String)] {
    try texts.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw ValidationError("'\(text)' is not of the form \(form)")
      }
      return (String(parts[0]), String(parts[1]))
    }
  }
}

extension ReportFormat: ExpressibleByArgument {
  static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
