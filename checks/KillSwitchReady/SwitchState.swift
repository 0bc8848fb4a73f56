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
    /// Whether the engine has read the state and says that it is none.
    let isUnreadable: Bool
    let found: String
  }

  private static let variable = "KILL_SWITCH_STATE_PATH"

  /// Where the engine keeps its state is decided by the service's environment, so the path is asked for first.
  static func asked(
    of context: CheckContext, configuration: String, root: String
  ) throws(Silence) -> SwitchState {
    let path: String
    do {
      let environment = context.serviceEnvironment.filter { $0.key == variable }
      var reader = try context.askEngine(
        ["state", "paths", "--config", configuration, "--root", root, "--json"], environment: environment)
      var paths: [String: String] = [:]
      for var object in try reader.objects("paths") {
        paths[try object.string("variable")] = try object.string("path")
      }
      guard let answer = paths[variable] else {
        throw Silence(isUnreadable: false, found: "trading-engine state paths: no \(variable)")
      }
      path = answer
    } catch let silence as Silence { throw silence } catch {
      throw Silence(isUnreadable: false, found: "\(error)")
    }
    return try shown(by: context, path)
  }

  private static func shown(by context: CheckContext, _ path: String) throws(Silence) -> SwitchState {
    let answer = context.programs.run(
      ProgramRun(.engine, ["kill-switch", "show", "--state", path, "--json"]))
    let json = try? JSON.parse(answer.standardOutput)
    if answer.ending == .exited(1), json?["error"]?["code"]?.stringValue == "kill-switch.unreadable" {
      throw Silence(isUnreadable: true, found: json?["error"]?["message"]?.stringValue ?? answer.summary)
    }
    guard answer.ending == .exited(0), let json else {
      throw Silence(isUnreadable: false, found: "trading-engine kill-switch show: \(answer.summary)")
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
      throw Silence(isUnreadable: false, found: "trading-engine kill-switch show: \(error)")
    }
  }
}
