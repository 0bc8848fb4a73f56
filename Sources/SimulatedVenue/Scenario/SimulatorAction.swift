/// One thing done to the simulation from outside, by a scenario or a control request.
public enum SimulatorAction: Sendable, Hashable {
  case control(VenueControl)
  case arm(ArmedOrderFault)
  case armOnWire(ArmedWireFault)
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
      }
    }
    return outputs
  }
}
