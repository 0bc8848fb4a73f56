import TradingSimulation

/// Many sessions, on several threads, told of in the order of their seeds.
struct Sweep: Sendable {
  struct Summary: Sendable {
    var sessions = 0
    var faults = 0
    var crashes = 0
    var venueEvents = 0
    var entries = 0
    var violations = 0
    var milliseconds: Int64 = 0

    mutating func note(_ result: SessionResult) {
      sessions += 1
      faults += result.faultCount
      crashes += result.crashCount
      venueEvents += result.venueEventCount
      entries += result.entryCount
      if result.violation != nil { violations += 1 }
    }
  }

  /// How many sessions a thread runs before results are told.
  private static let chunk: UInt64 = 16

  let simulation: Simulation
  let jobs: Int
  /// Ends after the chunk in which so many seconds have passed; nil: with the last seed.
  let seconds: Int?
  let keepsGoing: Bool

  func run(_ seeds: ClosedRange<UInt64>, tell: (SessionResult) -> Void) async -> Summary {
    let clock = ContinuousClock()
    let began = clock.now
    var summary = Summary()
    var next = seeds.lowerBound
    var isOver = false
    while next <= seeds.upperBound, !isOver {
      if let seconds, began.duration(to: clock.now) >= .seconds(seconds) { break }
      for result in await wave(from: next, to: seeds.upperBound) where !isOver {
        summary.note(result)
        tell(result)
        isOver = result.violation != nil && !keepsGoing
      }
      next += Self.chunk * UInt64(jobs)
    }
    let elapsed = began.duration(to: clock.now).components
    summary.milliseconds = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
    return summary
  }

  /// One chunk for each thread; the results in the order of their seeds.
  private func wave(from first: UInt64, to last: UInt64) async -> [SessionResult] {
    await withTaskGroup(of: (Int, [SessionResult]).self) { group in
      for job in 0..<jobs {
        let from = first + UInt64(job) * Self.chunk
        guard from <= last else { break }
        let simulation = simulation
        group.addTask {
          (job, (from...min(last, from + Self.chunk - 1)).compactMap { simulation.run(seed: $0) })
        }
      }
      var chunks: [[SessionResult]] = Array(repeating: [], count: jobs)
      for await (job, results) in group { chunks[job] = results }
      return chunks.flatMap(\.self)
    }
  }
}
