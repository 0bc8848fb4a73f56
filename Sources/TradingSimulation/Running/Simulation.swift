#if PLANTED_DEFECTS
  public import Trading
#endif

/// What one session came to.
public struct SessionResult: Sendable {
  public let seed: UInt64
  public let violation: Violation?
  /// Over everything that happened.
  public let digest: UInt64
  /// How many acts the seed has; they are numbered from zero.
  public let actCount: Int
  public let faultCount: Int
  public let crashCount: Int
  public let venueEventCount: Int
  public let stepCount: Int
  /// Entries sent.
  public let entryCount: Int
  /// Empty unless asked for.
  public let trace: [String]
  /// The acts that were not left out, as text; empty unless a trace was asked for.
  public let acts: [String]
}

/// Sessions by their seeds. Equal arguments give equal results, in every process and on every machine.
public struct Simulation: Sendable {
  /// Acts to leave out, by number.
  public var dropped: [Int] = []
  public var isTraced = false
  #if PLANTED_DEFECTS
    public var defect: PlantedDefect?
  #endif

  public init() {}

  public func run(seed: UInt64) -> SessionResult? {
    guard let plan = SessionPlan(seed: seed) else { return nil }
    var session = Session(plan: plan, dropped: dropped, isTraced: isTraced)
    #if PLANTED_DEFECTS
      session.defect = defect
    #endif
    session.run()
    let acts = plan.acts.enumerated().filter { !dropped.contains($0.offset) }
    return SessionResult(
      seed: seed, violation: session.oracle.violation, digest: session.digest.value,
      actCount: plan.acts.count, faultCount: acts.count { $0.element.act.isFault },
      crashCount: acts.count { if case .crash = $0.element.act { true } else { false } },
      venueEventCount: session.venueEventCount, stepCount: session.stepCount,
      entryCount: session.oracle.entriesSent, trace: session.trace?.lines ?? [],
      acts: isTraced ? acts.map { "\($0.offset): \($0.element.at) ms \($0.element.act)" } : [])
  }

  /// Leaves out one act after another for as long as the same rule is still broken.
  ///
  /// - Returns: the acts left out; nil when nothing is broken with all of them.
  public func shrunk(seed: UInt64) -> [Int]? {
    var trial = self
    trial.isTraced = false
    guard let first = trial.run(seed: seed), let rule = first.violation?.rule else { return nil }
    var hasShrunk = true
    while hasShrunk {
      hasShrunk = false
      for act in (0..<first.actCount).reversed() where !trial.dropped.contains(act) {
        trial.dropped.append(act)
        if trial.run(seed: seed)?.violation?.rule == rule {
          hasShrunk = true
        } else {
          trial.dropped.removeLast()
        }
      }
    }
    return trial.dropped.sorted()
  }
}
