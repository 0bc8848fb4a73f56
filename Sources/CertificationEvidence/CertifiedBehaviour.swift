/// How the venue behaves where its documentation is silent or disputed; observed once per run.
///
/// The raw value is the name in evidence and Grants, ``id`` the name of the observation in a run. Neither is ever
/// renamed.
public enum CertifiedBehaviour: String, Sendable, Hashable, CaseIterable {
  /// A reduce-only trigger order is accepted while the position is flat.
  case reduceOnlyTriggerAcceptedWhileFlat
  /// A reduce-only order larger than the position is cut down to it when it fires, and does not reverse it.
  case oversizedReduceOnlyCappedWhenFired
  /// A trigger order that fires keeps its id.
  case orderIDKeptWhenFired
  /// Amending an order keeps its id.
  case orderIDKeptWhenAmended
  /// Two reduce-only stops whose sizes sum to more than the position may rest at once.
  case overlappingReduceOnlyStopsAccepted
  /// After one of stop and take-profit has closed the position, the other is cancelled by the venue.
  case siblingCancelledAfterFill
  /// A trigger order whose price has been crossed already fires at once, and is not refused.
  case crossedTriggerFiresAtOnce

  public enum Observation: String, Sendable, Hashable, CaseIterable {
    case yes, no
    case notObserved = "not-observed"
  }

  /// `OBS-…`.
  public var id: String {
    switch self {
    case .reduceOnlyTriggerAcceptedWhileFlat: "OBS-TRIGGER-WHILE-FLAT"
    case .oversizedReduceOnlyCappedWhenFired: "OBS-OVERSIZED-CAPPED"
    case .orderIDKeptWhenFired: "OBS-ID-AFTER-FIRING"
    case .orderIDKeptWhenAmended: "OBS-ID-AFTER-AMENDING"
    case .overlappingReduceOnlyStopsAccepted: "OBS-OVERLAPPING-STOPS"
    case .siblingCancelledAfterFill: "OBS-SIBLING-AFTER-FILL"
    case .crossedTriggerFiresAtOnce: "OBS-CROSSED-TRIGGER"
    }
  }
}
