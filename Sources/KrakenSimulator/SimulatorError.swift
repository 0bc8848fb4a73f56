/// Why the simulator does not run.
public struct SimulatorError: Error, Sendable, Hashable {
  /// Raw values appear in messages and scripts: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    /// Asked to listen where others could reach it.
    case notLoopback = "simulator.not-loopback"
    case portTaken = "simulator.port-taken"
    case scenarioUnreadable = "simulator.scenario-unreadable"
    case scenarioRefused = "simulator.scenario-refused"
  }

  public let code: Code
  public let message: String
  public let hint: String

  public init(_ code: Code, _ message: String, hint: String) {
    (self.code, self.message, self.hint) = (code, message, hint)
  }
}
