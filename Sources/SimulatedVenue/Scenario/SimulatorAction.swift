import Chronology

/// One thing done to the simulation from outside, by a scenario or a control request.
public enum SimulatorAction: Sendable, Hashable {
  case control(VenueControl)
  case arm(ArmedOrderFault)
  case armOnWire(ArmedWireFault)
  /// Some time after the others.
  case later(milliseconds: Int64, [SimulatorAction])
}

extension SimulatedKraken {
  /// What the actions change happens now; answers that they release come back.
  public mutating func apply(_ actions: [SimulatorAction]) -> [WireOutput] {
    var outputs: [WireOutput] = []
    for action in actions {
      switch action {
      case .control(let control): outputs += finish(venue.step(.control(control), at: venue.now))
      case .arm(let fault): venue.faults.arm(fault)
      case .armOnWire(let fault): faults.arm(fault)
      case .later(let milliseconds, let actions):
        let plan = PlannedActions(actions: actions, time: venue.now.advanced(byMilliseconds: milliseconds))
        planned.insert(plan, at: planned.firstIndex { $0.time > plan.time } ?? planned.endIndex)
      }
    }
    return outputs
  }
}

/// Actions whose time is still to come.
struct PlannedActions: Sendable {
  let actions: [SimulatorAction]
  let time: Timestamp
}
