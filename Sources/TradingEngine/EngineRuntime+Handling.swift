import Admission
import AlertDelivery
import Alerting
import Chronology
import Trading

extension EngineRuntime {
  /// Takes an event and all that follows from it, and shows what has changed.
  mutating func handle(_ event: EngineEvent, in group: inout DiscardingTaskGroup) async {
    if case .tick = event {
      pending += look()
      driveStrategy(in: &group)
      noteDisk()
      if start.world.clock() == nil {
        pending.append(.tripped(.clockLost, reason: "the clocks cannot be read"))
      }
    }
    pending.append(event)
    repeat {
      settle(in: &group)
      permit(in: &group)
    } while !pending.isEmpty
    noteVenue()
    watchProtection()
    settle(in: &group)
    if case .tick = event { beat() }
    session.note(start.alerts?.counters ?? AlertCounters())
    let status = session.status(at: clock.advance(start.world.clock()))
    await board.show(status)
    guard !isEnded, status.line != shownLine else { return }
    shownLine = status.line
    notifier.status(shownLine)
  }

  /// Works off what is pending.
  private mutating func settle(in group: inout DiscardingTaskGroup) {
    while !pending.isEmpty {
      let event = pending.removeFirst()
      // What the core said before it ended, and what follows from that, comes first: a session that has ended hears no
      // alert and no trip.
      if case .finished = event, !pending.isEmpty {
        pending.append(event)
        continue
      }
      let now = clock.advance(start.world.clock())
      if takeForDesk(event, in: &group) { continue }
      for effect in session.step(event, at: now, drift: clock.drift) { perform(effect, at: now) }
    }
  }
}
