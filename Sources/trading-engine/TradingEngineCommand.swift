import ArgumentParser
import CommandUsage
import TradingEngine

struct TradingEngineCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "trading-engine",
    abstract: "Trades Kraken derivatives, and refuses to without a readiness report that it verified itself.",
    discussion: """
      'run' judges the report, and then trades what strategies ask for and keeps it protected. 'certify', 'probe' \
      and whatever is about positions reach the venue too.

      Exit status: 0 done; 1 done but not as wished; 64 usage; 70 internal error; 74 something could not be \
      written; 75 another instance runs, or there is no venue, try again; 78 refused by admission or configuration; \
      130 interrupted.

      EXAMPLE
        trading-engine admit --config /etc/trading-engine/engine.yaml
      """,
    version: EngineIdentity.version,
    subcommands: [
      RunCommand.self, AdmitCommand.self, AdmissionCommand.self, StatusCommand.self, StatementCommand.self,
      KillSwitchCommand.self,
      ProtectCommand.self, FlattenCommand.self, CancelCommand.self, ReconcileCommand.self, IntentCommand.self,
      StrategyCommand.self, ProbeCommand.self, AlertCommand.self,
      CertifyCommand.self, CertificationWorkerCommand.self,
      StateCommand.self, DependenciesCommand.self, IdentityCommand.self,
    ])

  /// Does what the command line asks for.
  ///
  /// - Returns: the exit status.
  static func answer() async -> Int32 {
    do {
      let command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
      return 0
    } catch let status as ExitCode {
      return status.rawValue
    } catch {
      if let mistake = UsageMistake(error, of: self) {
        StandardError.write("error: \(mistake.message) [\(UsageMistake.code)]\nhint: \(mistake.hint)\n")
        return UsageMistake.exitStatus
      }
      // What the argument parser does not know it would report with status 1, which says that something was done.
      guard exitCode(for: error) == .failure else { exit(withError: error) }
      StandardError.write("error: \(error) [internal]\n")
      return 70
    }
  }
}
