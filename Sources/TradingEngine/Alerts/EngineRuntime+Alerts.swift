import Admission
import AlertDelivery
import Alerting
import Chronology
import Trading

extension EngineRuntime {
  /// Looks whether protection is shown, and has people told where it is not.
  mutating func watchProtection() {
    guard let desk else { return }
    let conductor = desk.conductor
    let alerts = protectionWatch.look(
      conductor.pictures, conductor.missingTakeProfits, at: desk.now.uptime)
    pending += alerts.map { .alert($0) }
  }

  /// Sends the heartbeat when it is due, and what it stands for holds: this task works, and where there is a venue, every
  /// symbol has a reading that is young.
  mutating func beat() {
    // By a clock that nobody sets. Without one the heartbeat is silent, which is what it is for.
    guard var heartbeat, let time = start.world.clock()?.bootTimeMilliseconds else { return }
    let isSound = desk?.conductor.pictures.allSatisfy { $0.cover != .unknown } ?? true
    if heartbeat.isDue(at: time, isSound: isSound) { start.alerts?.beat() }
    self.heartbeat = heartbeat
  }
}
