/// The record as it grows.
struct DrillLog {
  var record: KillSwitchDrillRecord
  private let uptimeMilliseconds: @Sendable () -> Int64
  private var lastAt: Int64

  init(_ record: KillSwitchDrillRecord, uptimeMilliseconds: @escaping @Sendable () -> Int64) {
    self.record = record
    self.uptimeMilliseconds = uptimeMilliseconds
    lastAt = uptimeMilliseconds()
  }

  mutating func pass(_ step: KillSwitchDrillRecord.Step, _ found: String) { note(step, true, found) }

  mutating func fail(_ step: KillSwitchDrillRecord.Step, _ found: String) { note(step, false, found) }

  private mutating func note(_ step: KillSwitchDrillRecord.Step, _ hasPassed: Bool, _ found: String) {
    let now = uptimeMilliseconds()
    record.steps.append(.init(step: step, hasPassed: hasPassed, milliseconds: now - lastAt, found: found))
    lastAt = now
  }
}
