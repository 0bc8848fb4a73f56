import DocumentSchema
import EnvironmentFiles
import ReadinessCheck
import StrictJSON

/// The kill switch as the engine's own reader reads it.
struct SwitchState: Sendable, Hashable {
  /// Absolute.
  let path: String
  /// `armed`, `tripped`, …; nil where there is no state.
  let mode: String?
  let tripID: String?
  let cause: String?
  let reason: String?

  /// Why the engine says nothing about it.
  struct Silence: Error, Sendable {
    enum Cause: Sendable {
      /// The engine has read the state and says that it is none.
      case stateUnreadable
      /// An environment file could not be read, or could be read in more than one way.
      case environmentUnknown
      case engineSilent
    }

    let cause: Cause
    let found: String
  }

  private static let variable = "KILL_SWITCH_STATE_PATH"

  /// Where the engine keeps its state is decided by the service's environment, so the path is asked for first.
  static func asked(
    of context: CheckContext, configuration: String, root: String, environmentFiles: [DocumentPath]
  ) throws(Silence) -> SwitchState {
    let environment = try environment(of: context, environmentFiles, root)
    let path: String
    do {
      var reader = try context.askEngine(
        ["state", "paths", "--config", configuration, "--root", root, "--json"], environment: environment)
      var paths: [String: String] = [:]
      for var object in try reader.objects("paths") {
        paths[try object.string("variable")] = try object.string("path")
      }
      guard let answer = paths[variable] else {
        throw Silence(cause: .engineSilent, found: "trading-engine state paths: no \(variable)")
      }
      path = answer
    } catch let silence as Silence { throw silence } catch {
      throw Silence(cause: .engineSilent, found: "\(error)")
    }
    return try shown(by: context, path)
  }

  /// The variable that moves the state, as the service sees it; nothing else of its environment is handed on.
  private static func environment(
    of context: CheckContext, _ files: [DocumentPath], _ root: String
  ) throws(Silence) -> [String: String] {
    var value = context.serviceEnvironment[variable]
    var doubt: String?
    for file in files {
      let bytes: [UInt8]
      do throws(FileAccessError) {
        bytes = try context.files.read(file.resolved(in: root), limit: 1 << 20)
      } catch {
        throw Silence(cause: .environmentUnknown, found: error.description)
      }
      let content = EnvironmentFile(bytes)
      if let mistake = content.mistakes.first {
        throw Silence(
          cause: .environmentUnknown, found: "\(file.text):\(mistake.line): \(mistake.message)")
      }
      for assignment in content.assignments where assignment.name == variable {
        value = assignment.value
        doubt = assignment.doubt.map { "\(file.text):\(assignment.line): \($0)" }
      }
    }
    if let doubt { throw Silence(cause: .environmentUnknown, found: doubt) }
    return value.map { [variable: $0] } ?? [:]
  }

  private static func shown(by context: CheckContext, _ path: String) throws(Silence) -> SwitchState {
    let answer = context.programs.run(
      ProgramRun(.engine, ["kill-switch", "show", "--state", path, "--json"]))
    let json = try? JSON.parse(answer.standardOutput)
    if answer.ending == .exited(1), json?["error"]?["code"]?.stringValue == "kill-switch.unreadable" {
      throw Silence(cause: .stateUnreadable, found: json?["error"]?["message"]?.stringValue ?? answer.summary)
    }
    guard answer.ending == .exited(0), let json else {
      throw Silence(cause: .engineSilent, found: "trading-engine kill-switch show: \(answer.summary)")
    }
    do {
      var reader = try JSONObjectReader(json)
      let mode = try reader.optionalString("state")
      guard mode != nil else {
        return SwitchState(path: path, mode: nil, tripID: nil, cause: nil, reason: nil)
      }
      return SwitchState(
        path: path, mode: mode, tripID: try reader.optionalString("tripId"),
        cause: try reader.optionalString("cause"), reason: try reader.optionalString("reason"))
    } catch {
      throw Silence(cause: .engineSilent, found: "trading-engine kill-switch show: \(error)")
    }
  }
}
