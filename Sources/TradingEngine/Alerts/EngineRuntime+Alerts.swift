import Admission
import AlertDelivery
import Alerting
import Chronology
import Trading

extension EngineRuntime {
  /// Looks whether protection is shown, and has people told where it is not.
  mutating func watchProtection() {
    guard let conductor = desk?.conductor else { return }
    let time = clock.advance(start.world.clock()).unixMilliseconds
    let alerts = protectionWatch.look(conductor.pictures, conductor.missingTakeProfits, at: time)
    pending += alerts.map { .alert($0) }
  }

  /// Sends the heartbeat when it is due, and what it stands for holds: this task works, and where there is a venue, every
  /// symbol has a reading that is young.
  mutating func beat() {
    guard var heartbeat else { return }
    let isSound = desk?.conductor.pictures.allSatisfy { $0.cover != .unknown } ?? true
    let time = clock.advance(start.world.clock()).unixMilliseconds
    if heartbeat.isDue(at: time, isSound: isSound) { start.alerts?.beat() }
    self.heartbeat = heartbeat
  }
}
