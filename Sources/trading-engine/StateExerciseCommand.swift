import Admission
import ArgumentParser
import Chronology
import DurableFiles
import EngineConfiguration
import FilePaths
import Glibc
import StrictJSON
import TradingEngine

struct StateExerciseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exercise", abstract: "Run the state writers, without a venue, a Grant or a lock.",
    discussion: """
      With --root and --config: every state writer once, all files below the scratch folder. With --file and
      --token: a fresh state at exactly these paths, for proving that it survives a SIGKILL.

      EXAMPLE
        trading-engine state exercise --root "$(mktemp -d)" --config engine.yaml --json
      """)

  @Option(help: ArgumentHelp("An empty scratch folder.", valueName: "folder"), completion: .directory)
  var root: String?
  @Option(help: ArgumentHelp("The engine's configuration.", valueName: "file"), completion: .file())
  var config: String?
  @Option(
    name: .long, help: ArgumentHelp("A state file to write; may be given again.", valueName: "kind=path"),
    transform: StateFile.parse)
  var file: [StateFile] = []
  @Option(help: "A text that the written states carry and 'state show' answers.")
  var token: String?
  @Flag(help: "Wait to be killed after writing.")
  var hold = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if file.isEmpty {
      guard root != nil, config != nil else {
        throw ValidationError("give --root and --config, or --file and --token")
      }
      guard token == nil, !hold else { throw ValidationError("--token and --hold belong to --file") }
    } else {
      guard root == nil, config == nil else {
        throw ValidationError("--file goes without --root and --config")
      }
      guard let token, (1...256).contains(token.utf8.count) else {
        throw ValidationError("--file needs --token, a text of 1 to 256 bytes")
      }
    }
  }

  func run() async throws {
    guard file.isEmpty else { return try await writeFiles() }
    let loaded = try ConfigurationOption.parse(["--config", config ?? ""]).load(output)
    let current = WorkingDirectory.current
    let folder = root.map { $0.isAbsolutePath ? $0 : "\(current)/\($0)" } ?? current
    let written: [String]
    do {
      let paths = try StatePaths.scratch(loaded.configuration.state, root: folder)
      written = try StateExercise.run(
        root: folder, paths: paths, world: AdmissionWorld.current(), processID: getpid())
    } catch let error as StatePathError {
      throw output.failure(error)
    } catch let error as StateExerciseError {
      throw output.fail(code: "state.not-written", error.description, hint: nil, status: 74)
    }
    try output.print(["written": .array(written.map(JSON.string))], written)
  }

  private func writeFiles() async throws {
    do { try StateExercise.write(file, token: token ?? "", at: WallClock.now()) } catch {
      throw output.failure(writing: error)
    }
    if output.json, !hold {
      try output.print(["written": .array(file.map { .string($0.path) })], [])
    } else {
      try output.print("written\n")
    }
    while hold { pause() }
  }
}
