import ArgumentParser
import DurableFiles
import FilePaths
import StrictJSON
import Trading
import TradingEngine

struct KillSwitchDrillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Trip the kill switch of a simulated venue's engine, and arm it again.",
    discussion: """
      For a configuration with environment simulator and state paths of its own. Trips, reads the latch back from disk,
      resets with the trip's id, and keeps what it saw beside the state, for the gate's check kill-switch-ready. While an
      engine runs on the configuration, the drill is held with it: it has to be this very program, to acknowledge the
      trip, and to refuse an entry.

      What goes wrong ends the drill where it is, with the switch as it stands: tripped, until a person resets it.

      Exit status 0 when every step passed; 1 when one did not, or the switch was not armed; 75 when what runs does not
      answer; 78 when the configuration, or what ran with its state, is not for the simulator.

      EXAMPLE
        trading-engine kill-switch drill --config simulator.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(
    help: ArgumentHelp(
      "Where the drill's record is kept (default: kill_switch_drill.json beside the state).",
      valueName: "file"))
  var record: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let loaded = try configuration.load(output)
    let path = try configuration.statePaths(of: loaded, output)[.killSwitch]
    try StateOwner.become(besideStateFile: path, output)
    let drilled: KillSwitchDrillRecord
    do {
      let identity = try EngineIdentity.ofThisProcess()
      drilled = try await KillSwitchDrill(
        path: path, loaded.configuration, identity: identity, world: EngineWorld.drill()
      ).run()
    } catch {
      throw output.failure(error)
    }
    let unkept = keep(drilled, beside: path)
    if let failure = drilled.failure {
      if let unkept { StandardError.write("error: \(unkept) [kill-switch.drill-not-recorded]\n") }
      throw fail(at: failure, path)
    }
    if let unkept {
      throw output.fail(
        code: "kill-switch.drill-not-recorded", "every step passed, the switch is armed, and \(unkept)",
        hint: "--record names a file in a folder that this user may write to", status: 74)
    }
    try output.print(drilled.json, drilled.lines)
  }

  /// - Returns: why it could not be kept.
  private func keep(_ drilled: KillSwitchDrillRecord, beside path: String) -> String? {
    let named = record.map { $0.isAbsolutePath ? $0 : "\(WorkingDirectory.current)/\($0)" }
    do { try drilled.save(named ?? StateFolder(containing: path).killSwitchDrill) } catch {
      return "the drill's record could not be kept: \(error)"
    }
    return nil
  }

  private func fail(at step: KillSwitchDrillRecord.TakenStep, _ path: String) -> ExitCode {
    var hint =
      "the kill switch's state cannot be read: trading-engine kill-switch show --config \(configuration.config)"
    if case .present(let state) = KillSwitchState.load(path) {
      hint =
        state.tripID.map {
          "the switch stays \(state.mode.rawValue); when you know why: trading-engine kill-switch reset --config "
            + "\(configuration.config) --trip-id \($0) --reason 'drill failed at \(step.step.rawValue)'"
        } ?? "the switch is \(state.mode.rawValue) on disk; see 'trading-engine status' for the engine's"
    }
    return output.fail(
      code: "kill-switch.drill-failed", "the drill failed at '\(step.step.rawValue)': \(step.found)",
      hint: hint,
      status: 1, details: [JSONMember("step", .string(step.step.rawValue))])
  }
}
