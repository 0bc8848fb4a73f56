import ArgumentParser
import TradingEngine

struct TradingEngineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trading-engine",
    abstract: "Trades Kraken derivatives, and refuses to without a readiness report that it verified itself.",
    discussion: """
      This build has no venue: it judges reports, keeps its state, and trades nothing.

      Exit status: 0 done; 1 done but not as wished; 64 usage; 70 internal error; 74 something could not be
      written; 75 another instance runs, or there is no venue, try again; 78 refused by admission or configuration.

      EXAMPLE
        trading-engine admit --config /etc/trading-engine/engine.yaml
      """,
    version: EngineIdentity.version,
    subcommands: [
      RunCommand.self, AdmitCommand.self, AdmissionCommand.self, StatusCommand.self, KillSwitchCommand.self,
      ProtectCommand.self, ProbeCommand.self, CertifyCommand.self, CertificationWorkerCommand.self,
      StateCommand.self, DependenciesCommand.self, IdentityCommand.self,
    ])
}
