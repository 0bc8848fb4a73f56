import DocumentSchema
import EngineConfiguration
import EnvironmentFiles
import FilePaths
public import ReadinessCheck
public import StrictYAML

/// What the engine's environment files set of what the engine honours, and what nearly is that.
public struct ServiceVariables: Sendable {
  /// A file as it was read, or why it could not be.
  public struct File: Sendable {
    /// As the user typed it.
    let name: String
    let content: Result<[UInt8], FileAccessError>

    public init(_ name: String, _ content: Result<[UInt8], FileAccessError>) {
      self.name = name
      self.content = content
    }
  }

  /// A variable and where it was set.
  private struct Setting {
    let value: String
    let position: SourcePosition
    let doubt: String?
  }

  /// A state file as the engine would look for it.
  struct State {
    let variable: String
    let path: String
    let position: SourcePosition
  }

  private var settings: [String: Setting] = [:]
  public private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter files: the last one wins.
  public init(_ files: [File]) {
    for file in files { read(file) }
    for (name, setting) in settings.sorted(by: { $0.value.position < $1.value.position }) {
      judge(name, setting)
    }
  }

  private mutating func read(_ given: File) {
    func place(_ line: Int) -> SourcePosition { SourcePosition(file: given.name, line: line, column: 1) }
    let bytes: [UInt8]
    do throws(FileAccessError) { bytes = try given.content.get() } catch {
      diagnostics.append(
        Diagnostic(
          "environment.unreadable", at: place(1), error.description,
          hint: "name the unit's EnvironmentFile=, readable for this user"))
      return
    }
    let file = EnvironmentFile(bytes)
    diagnostics += file.mistakes.map {
      Diagnostic(
        "environment.bad-line", at: place($0.line), $0.message, hint: "write NAME=VALUE, one on each line")
    }
    for assignment in file.assignments {
      settings[assignment.name] = Setting(
        value: assignment.value, position: place(assignment.line), doubt: assignment.doubt)
    }
  }

  private mutating func judge(_ name: String, _ setting: Setting) {
    if LoaderVariables.names.contains(name) {
      report(
        "loader-variable", setting,
        "\(name) lets other code into the engine, which refuses to start live with it",
        hint: "take it out")
    }
    for variable in StateConfiguration.variables
    where !NearMiss.names(like: variable, among: [name], declared: Set(StateConfiguration.variables)).isEmpty
    {
      report(
        "near-miss", setting, "'\(name)' is set, which the engine does not read",
        hint: "did you mean '\(variable)'?")
    }
    guard StateConfiguration.variables.contains(name) else { return }
    if setting.value.isEmpty || setting.value.endsInSlash {
      report(
        "bad-path", setting, "\(name) is '\(setting.value)', which cannot be a file's path",
        hint: "write a file's path, or take the line out")
    }
    if let doubt = setting.doubt {
      report(
        "doubtful-value", setting, "\(name): \(doubt)", hint: "put the value into double quotes, without '$'",
        severity: .warning)
    }
  }

  private mutating func report(
    _ code: String, _ setting: Setting, _ message: String, hint: String,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(
      Diagnostic("environment.\(code)", at: setting.position, message, hint: hint, severity: severity))
  }

  /// What is set where this program runs and is nearly what the engine honours: perhaps in the service as well.
  ///
  /// - Parameter position: where the configuration speaks of state paths.
  static func slips(in names: some Sequence<String>, at position: SourcePosition) -> [Diagnostic] {
    StateConfiguration.variables.flatMap { variable in
      NearMiss.names(like: variable, among: names, declared: Set(StateConfiguration.variables)).map {
        Diagnostic(
          "environment.near-miss", at: position, "'\($0)' is set here, which the engine does not read",
          hint: "did you mean '\(variable)'?", severity: .warning)
      }
    }
  }

  /// The variable, then the configuration; what the engine would find by its defaults, relative to where it is
  /// started, is left out.
  func states(of configuration: EngineConfiguration) -> [State] {
    let state = configuration.state
    let written = [state.killSwitchStatePath, state.instrumentSpecsCachePath]
    return zip(StateConfiguration.variables, written).compactMap { variable, path in
      if let setting = settings[variable] {
        return State(variable: variable, path: setting.value, position: setting.position)
      }
      return path.map { State(variable: variable, path: $0.text, position: $0.position) }
    }
  }
}
