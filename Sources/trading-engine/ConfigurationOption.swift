import ArgumentParser
import EngineConfiguration
import FilePaths
import Processes
import TradingEngine

/// The configuration that a command works with.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("The engine's configuration.", valueName: "file"), completion: .file())
  var config: String

  func load(_ output: OutputOptions) throws -> LoadedConfiguration {
    do {
      return try LoadedConfiguration.load(config, workingDirectory: WorkingDirectory.current)
    } catch {
      throw output.failure(error)
    }
  }

  /// The state paths as `run` would use them.
  func statePaths(
    of loaded: LoadedConfiguration, root: String? = nil, _ output: OutputOptions
  ) throws -> StatePaths {
    let current = WorkingDirectory.current
    do {
      return try StatePaths.resolve(
        loaded.configuration.state, environment: ProcessEnvironment.current(),
        root: root.map { $0.isAbsolutePath ? $0 : "\(current)/\($0)" } ?? current
      ).kept(in: loaded.configuration.environment)
    } catch {
      throw output.failure(error)
    }
  }
}
