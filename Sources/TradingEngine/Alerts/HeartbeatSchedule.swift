/// When the heartbeat's address is asked: regularly, and only while the engine does what it is for. Who listens there
/// alarms when it ends, so it has to end with the engine's work, and not with its process.
struct HeartbeatSchedule: Sendable, Hashable {
  private let every: Int64
  private var nextAt = Int64.min

  /// - Parameter every: milliseconds.
  init(every: Int64) { self.every = every }

  /// Asked about once a second.
  ///
  /// - Parameter isSound: whether everything is known that the engine has to know.
  mutating func isDue(at time: Int64, isSound: Bool) -> Bool {
    guard isSound, nextAt <= time else { return false }
    nextAt = time + every
    return true
  }
}
