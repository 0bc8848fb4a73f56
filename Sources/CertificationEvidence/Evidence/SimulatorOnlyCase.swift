/// What nobody can provoke at a venue, so that a simulated one alone proves it: evidence never claims it, and no policy
/// can ask for it of a venue. Raw values appear in plans and in documentation.
public enum SimulatorOnlyCase: String, Sendable, Hashable, CaseIterable {
  /// The price jumps over the trigger: the order fires and fills at what is left.
  case gap = "SIM-GAP"
  /// The order fires and fills in part: the case fails, and the guard covers the rest.
  case partialFill = "SIM-PARTIAL-FILL"
  /// The order fires and is not activated: the case fails, and the guard covers the position.
  case activationFailure = "SIM-ACTIVATION-FAILURE"
}
