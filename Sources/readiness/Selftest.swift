import ArgumentParser
import ReadinessGate

struct Selftest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest", abstract: "Break what each check asks for, and see that its blocker turns red.",
    discussion: """
      In a scratch folder, with the engine and the simulated venue of this release; nothing of this machine is \
      changed. Takes two minutes. What only root can make right is left out for others, and said. Exit status: 0 every \
      blocker that was tried turned red for what was planted, and was green before and afterwards; 1 one did not.

      Example: readiness selftest
      """)

  @Option(help: "A release's folder; default: the one that holds this program.", completion: .directory)
  var programs: String?
  @Option(help: "Where the scratch folder is made, on a disk that keeps files.", completion: .directory)
  var scratch = "/var/tmp"
  @Option(help: ArgumentHelp("Try this check alone.", valueName: "check")) var only: [String] = []
  @Flag(help: "Leave the scratch folder.") var keep = false
  @Option(help: "human or json.") var format: OutputFormat = .human

  func run() throws {
    var kind = ""
    let isHuman = format == .human
    let result = try SelftestRun(
      .init(programs: SelftestPrograms(in: programs), scratch: scratch, only: only, keeps: keep)
    ) { answer in
      guard isHuman else { return }
      let heading = answer.kind == kind ? "" : "\(answer.kind)\n"
      kind = answer.kind
      try? Terminal.printOutput(heading + answer.line + "\n")
    }.run()
    try Terminal.printOutput(isHuman ? result.text : result.json)
    throw ExitCode(result.exitStatus)
  }
}
