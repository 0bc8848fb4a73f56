public import Chronology

/// The venue's time as a function of the machine's: the same, shifted, or stopped.
public struct SimulatedClock: Sendable, Hashable {
  private var offsetMilliseconds: Int64 = 0
  private var stoppedAt: Timestamp?

  public init() {}

  public var isStopped: Bool { stoppedAt != nil }

  public func now(_ machine: Timestamp) -> Timestamp {
    stoppedAt ?? machine.advanced(byMilliseconds: offsetMilliseconds)
  }

  /// From here on time passes only by ``advance(byMilliseconds:)``.
  public mutating func stop(at machine: Timestamp) { stoppedAt = now(machine) }

  /// Goes on from where the venue's time is.
  public mutating func run(at machine: Timestamp) {
    guard let stopped = stoppedAt else { return }
    offsetMilliseconds = stopped.milliseconds(since: machine)
    stoppedAt = nil
  }

  public mutating func advance(byMilliseconds milliseconds: Int64) {
    if let stopped = stoppedAt {
      stoppedAt = stopped.advanced(byMilliseconds: milliseconds)
    } else {
      offsetMilliseconds += milliseconds
    }
  }
}
