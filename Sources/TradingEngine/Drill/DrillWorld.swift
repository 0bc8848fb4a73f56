public import Chronology
public import StrictJSON

/// What a drill asks of the machine.
public struct DrillWorld: Sendable {
  var now: @Sendable () -> Timestamp
  /// Never set.
  var uptimeMilliseconds: @Sendable () -> Int64
  var makeTripID: @Sendable () -> String
  var sleep: @Sendable (_ milliseconds: Int64) async throws -> Void
  /// What `/healthz` at an address answers; nil when nobody does.
  var health: @Sendable (_ address: String) -> JSON?
  /// What an engine's intent socket answers to one line; nil when nobody does.
  var intent: @Sendable (_ socket: String, _ line: String) -> JSON?

  public init(
    now: @escaping @Sendable () -> Timestamp, uptimeMilliseconds: @escaping @Sendable () -> Int64,
    makeTripID: @escaping @Sendable () -> String,
    sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void,
    health: @escaping @Sendable (_ address: String) -> JSON?,
    intent: @escaping @Sendable (_ socket: String, _ line: String) -> JSON?
  ) {
    self.now = now
    self.uptimeMilliseconds = uptimeMilliseconds
    self.makeTripID = makeTripID
    self.sleep = sleep
    self.health = health
    self.intent = intent
  }
}
