import GateScene
import Processes
import StrictJSON
import Testing

/// A command of a program, as the program's own argument parser describes it.
struct DescribedCommand {
  /// `readiness`, `policy`, `lint`.
  let path: [String]
  let discussion: String
  /// As they are typed: `--key`.
  let options: Set<String>
  let children: [DescribedCommand]

  init(program: String) throws {
    let result = try GateScene().run("\(BuiltPrograms.folder)/\(program)", ["--experimental-dump-help"])
    let command = try #require(try JSON.parse(result.standardOutput)["command"], "\(result.errors)")
    try self.init(command, below: [])
  }

  private init(_ json: JSON, below parents: [String]) throws {
    let path = parents + [try #require(json["commandName"]?.stringValue)]
    self.path = path
    discussion = json["discussion"]?.stringValue ?? ""
    let names = (json["arguments"]?.arrayValue ?? []).flatMap { $0["names"]?.arrayValue ?? [] }
    options = Set(names.compactMap { $0["name"]?.stringValue }.map { "--\($0)" })
    // Hidden ones are for other programs of ours, and `help` is the argument parser's.
    children = try (json["subcommands"]?.arrayValue ?? [])
      .filter { $0["shouldDisplay"]?.boolValue != false && $0["commandName"]?.stringValue != "help" }
      .map { try DescribedCommand($0, below: path) }
  }

  var name: String { path.joined(separator: " ") }

  /// Itself and everything below.
  var all: [DescribedCommand] { [self] + children.flatMap(\.all) }

  /// What follows `Example: ` in its line, and the indented lines below `EXAMPLE`.
  var examples: [String] {
    let lines = discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let inline = lines.filter { $0.hasPrefix("Example: ") }.map { String($0.dropFirst("Example: ".count)) }
    guard let title = lines.firstIndex(of: "EXAMPLE") else { return inline }
    return inline + lines[(title + 1)...].prefix { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
  }

  /// Why an example is not about this command; nil when it is.
  func mistake(in example: String) -> String? {
    let words = example.split(separator: " ").map(String.init)
    guard let start = words.firstIndex(of: path[0]) else { return "does not run \(path[0])" }
    var rest = words[start...].prefix { !["|", ">", "<"].contains($0) }
    guard rest.starts(with: path) else { return "does not run \(name)" }
    rest = rest.dropFirst(path.count)
    var command = self
    while let child = command.children.first(where: { $0.path.last == rest.first }) {
      command = child
      rest = rest.dropFirst()
    }
    if !command.children.isEmpty { return "ends at \(command.name), which needs a subcommand" }
    let unknown = rest.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
      .filter { !command.options.contains($0) }
    return unknown.isEmpty ? nil : "\(command.name) has no \(unknown.joined(separator: ", "))"
  }
}

@Suite("--help of every command") struct HelpExampleTests {
  @Test(
    "has an example of that command, with options that it has",
    arguments: [("readiness", 20), ("trading-engine", 20), ("kraken-simulator", 1)])
  func examples(program: String, atLeast: Int) throws {
    let commands = try DescribedCommand(program: program).all
    #expect(commands.count >= atLeast)
    for command in commands {
      #expect(!command.examples.isEmpty, "\(command.name)")
      for example in command.examples {
        #expect(command.mistake(in: example) == nil, "\(command.name): \(example)")
      }
    }
  }

  @Test("an example that went stale is found")
  func stale() throws {
    let root = try DescribedCommand(program: "readiness")
    let lint = try #require(root.all.first { $0.name == "readiness policy lint" })
    #expect(lint.mistake(in: "readiness policy lint live.yaml --format=sarif > live.sarif") == nil)
    #expect(lint.mistake(in: "readiness config lint engine.yaml") == "does not run readiness policy lint")
    #expect(lint.mistake(in: "readiness policy lint --frmat sarif") == "readiness policy lint has no --frmat")
    #expect(root.mistake(in: "lint live.yaml") == "does not run readiness")
    #expect(
      root.mistake(in: "readiness policy") == "ends at readiness policy, which needs a subcommand")
  }
}
