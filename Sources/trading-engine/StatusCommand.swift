import Admission
import ArgumentParser
import Attestation
import StrictJSON
import TradingEngine

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show whether an engine runs here, and how everything stands.",
    discussion: """
      Looks at the instance lock, asks the running engine or what stands in for it ('protect'), and reads the state
      files, the last decisions and, when nobody answers, the journal. The first line says what is wrong, or that all is
      well; below each problem stands what to type. Disturbs nobody and reaches no venue. Colours only on a terminal, and
      none with NO_COLOR set.

      With --watch the page is drawn anew every so many seconds until Ctrl-C; with --json besides, one object a line.

      Exit status 0 when an engine, or 'protect', runs and answers, whatever the page says; 1 when none runs, or it does
      not answer, at the last look; 78 when the state folder cannot be read.

      EXAMPLE
        trading-engine status --config engine.yaml
        trading-engine status --config engine.yaml --watch 5
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(
    defaultAsFlag: 2,
    help: ArgumentHelp("Draw anew, every 2 seconds or as said, 1 to 3600.", valueName: "seconds"))
  var watch: Int?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard watch.map({ (1...3_600).contains($0) }) ?? true else {
      throw ValidationError("--watch takes 1 to 3600 seconds")
    }
  }

  func run() async throws {
    let loaded = try configuration.load(output)
    let look = StatusLook(
      loaded, try configuration.statePaths(of: loaded, output),
      EnvironmentRequirements(
        loaded, scope: .live, report: nil, workingDirectory: WorkingDirectory.current),
      now: WallClock.now, ask: LoopbackRequest.get)
    do { try look.requireReadable() } catch { throw output.failure(error) }
    let isAnswering =
      if let watch { try await follow(look, every: watch) } else { try show(look.look()) }
    guard isAnswering else { throw ExitCode(1) }
  }

  private func show(_ report: StatusReport) throws -> Bool {
    let page = StatusPage(report, width: StatusScreen.size?.columns ?? StatusPage.width)
    try output.print(
      output.json ? report.json.text() + "\n" : page.text(isColoured: StatusScreen.isColoured))
    return report.isAnswering
  }

  /// - Returns: whether it answered at the last look.
  private func follow(_ look: StatusLook, every pause: Int) async throws -> Bool {
    RunSignals.stopWhenTold()
    let screen = output.json ? nil : StatusScreen()
    defer { screen?.restore() }
    var isAnswering = false
    while !RunSignals.isStopRequested {
      let report = look.look()
      isAnswering = report.isAnswering
      if let screen {
        try output.print(screen.drawing(report))
      } else {
        _ = try show(report)
        if !output.json { try output.print("\n") }
      }
      // Slept in pieces, so that Ctrl-C ends it at once.
      for _ in 0..<(pause * 10) where !RunSignals.isStopRequested { try? await EngineWorld.sleep(100) }
    }
    return isAnswering
  }
}
