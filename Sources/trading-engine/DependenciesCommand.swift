import ArgumentParser
import StrictJSON
import TradingEngine

struct DependenciesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dependencies", abstract: "List the shared libraries as this process loaded them.",
    discussion: "EXAMPLE\n  trading-engine dependencies --json")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let libraries = LoadedLibrary.all()
    let objects = libraries.map { library -> JSON in
      [
        "name": .string(library.name), "version": .string(library.version),
        "file": library.file.map(JSON.string) ?? .null,
      ]
    }
    try output.print(
      ["libraries": .array(objects)],
      libraries.map { "\($0.name) \($0.version)  \($0.file ?? "linked statically")" })
  }
}
