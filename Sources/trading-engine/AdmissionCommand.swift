import Admission
import ArgumentParser
import Attestation
import AuditLog
import Chronology
import CommandUsage
import EngineConfiguration
import ReadinessReport
import StrictJSON
import TradingEngine

struct AdmissionCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "admission", abstract: "Show or reset what Admission remembers.",
    discussion: "EXAMPLE\n  trading-engine admission show --config engine.yaml",
    subcommands: [AdmissionShowCommand.self, AdmissionResetCommand.self])
}

struct AdmissionShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the marks and the last decision.",
    discussion: "EXAMPLE\n  trading-engine admission show --config engine.yaml --json")

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let loaded = try configuration.load(output)
    let paths = try configuration.statePaths(of: loaded, output)
    let folder = StateFolder(containing: paths[.killSwitch])
    let marks: AdmissionMarks?
    var last: DecisionEntry?
    var entries: Int64 = 0
    do throws(AuditLogError) {
      marks = try AdmissionMarks.read(folder.marks)
      entries = try DecisionLog(path: folder.decisions).forEach { last = $0 }?.entries ?? 0
    } catch {
      throw output.failure(error, status: 1)
    }
    try output.print(
      [
        "marks": marks.map(Self.json) ?? .null, "decisions": .integer(entries),
        "last": last.map(Self.json) ?? .null,
      ],
      [
        marks.map { "latest time seen \($0.latestSeen), keyring generation \($0.keyringGeneration)" }
          ?? "no session was admitted yet",
        "\(entries) decisions" + (last.map { ", the last: \($0.kind) at \($0.at)" } ?? ""),
      ], in: loaded.configuration.environment)
  }

  private static func json(_ marks: AdmissionMarks) -> JSON {
    [
      "latestSeen": .string(marks.latestSeen.description), "bootId": .string(marks.bootId),
      "sequence": .object(
        marks.sequence.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer($0.value)) }),
      "keyringGeneration": .integer(marks.keyringGeneration),
    ]
  }

  private static func json(_ entry: DecisionEntry) -> JSON {
    .object(
      [
        JSONMember("entry", .integer(entry.number)), JSONMember("at", .string(entry.at.description)),
        JSONMember("kind", .string(entry.kind)),
      ] + entry.members)
  }
}

struct AdmissionResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Begin the marks anew after a clock glitch or a lost decision log; logged with the reason.",
    discussion:
      "EXAMPLE\n  trading-engine admission reset --config engine.yaml --reason 'NTP was wrong, ticket 12'")

  @OptionGroup var configuration: ConfigurationOption
  @Option(help: "Why; stands in the decision log.")
  var reason: String
  @Option(
    help: ArgumentHelp("The readiness report in use (default: gate.live.report).", valueName: "file"),
    completion: .file())
  var report: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let loaded = try configuration.load(output)
    let paths = try configuration.statePaths(of: loaded, output)
    let world = AdmissionWorld.current()
    // What both kinds of session would compare the log with.
    let anchors = [PermissionScope.live, .certification].compactMap { scope in
      Admission.anchor(
        EnvironmentRequirements(
          loaded, scope: scope, report: scope == .live ? report : nil,
          workingDirectory: WorkingDirectory.current), killSwitchPath: paths[.killSwitch], world: world)
    }
    try StateOwner.become(besideStateFile: paths[.killSwitch], output)
    let marks: AdmissionMarks
    do {
      marks = try Admission.resetMarks(
        reason: reason, killSwitchPath: paths[.killSwitch], world: world, anchors: anchors)
    } catch {
      if case .invalid(let message) = error { throw ValidationError(message) }
      throw output.failure(error, status: error.exitStatus)
    }
    try output.print(
      ["reset": true, "latestSeen": .string(marks.latestSeen.description)],
      ["the marks say \(marks.latestSeen) now; the reason is in the decision log"],
      in: loaded.configuration.environment)
  }
}

extension OutputOptions {
  func failure(_ error: AuditLogError, status: Int32) -> ExitCode {
    fail(code: error.code, error.description, hint: error.hint, status: status)
  }
}
