/// Many sessions, on several threads, told of in the order of their seeds.
public struct Sweep: Sendable {
  public struct Summary: Sendable {
    public var sessions = 0
    public var faults = 0
    public var crashes = 0
    public var venueEvents = 0
    public var entries = 0
    public var violations = 0
    public var milliseconds: Int64 = 0
  }

  public let simulation: Simulation
  public let jobs: Int
  public let seconds: Int?
  public let keepsGoing: Bool

  public init(simulation: Simulation, jobs: Int, seconds: Int?, keepsGoing: Bool) {
    self.simulation = simulation
    self.jobs = jobs
    self.seconds = seconds
    self.keepsGoing = keepsGoing
  }

  public func run(_ seeds: ClosedRange<UInt64>, tell: (SessionResult) -> Void) -> Summary {
    let clock = ContinuousClock()
    let began = clock.now
    var summary = Summary()
    var seed = seeds.lowerBound
    while seed <= seeds.upperBound {
      if let seconds, began.duration(to: clock.now) >= .seconds(seconds) { break }
      guard let result = simulation.run(seed: seed) else { break }
      summary.sessions += 1
      summary.faults += result.faultCount
      summary.crashes += result.crashCount
      summary.venueEvents += result.venueEventCount
      summary.entries += result.entryCount
      if result.violation != nil { summary.violations += 1 }
      tell(result)
      if result.violation != nil, !keepsGoing { break }
      seed += 1
    }
    let elapsed = began.duration(to: clock.now).components
    summary.milliseconds = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
    return summary
  }
}
