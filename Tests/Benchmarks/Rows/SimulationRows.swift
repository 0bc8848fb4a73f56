import Glibc
import TradingSimulation

/// Sessions of the trading core against the simulated venue, with faults, a crash, and every rule looked at in every step:
/// one after the other, on one core.
struct SimulationRows {
  /// The same ones in each round.
  private static let seeds: ClosedRange<UInt64> = 1...128
  private let rounds: Int

  init(_ rounds: Int) { self.rounds = rounds }

  func tables() throws -> [Table] {
    let simulation = Simulation()
    var events = 0
    var broken = 0
    let ours = Contestant(name: "Simulation.run") {
      events = 0
      broken = 0
      let (start, processor) = (Launch.now(), Self.processorNow())
      for seed in Self.seeds {
        guard let result = simulation.run(seed: seed) else {
          throw Launch.Failure(description: "seed \(seed) has no session")
        }
        events += result.venueEventCount
        if result.violation != nil { broken += 1 }
      }
      let count = Double(Self.seeds.count)
      return Sample(
        wallMicroseconds: (Launch.now() - start) / count,
        processorMicroseconds: (Self.processorNow() - processor) / count)
    }
    let series = try alternate(rounds: rounds, [ours])[0]
    var table = Table(
      "tier 1: one simulated session, mean of seeds \(Self.seeds.lowerBound) to \(Self.seeds.upperBound), "
        + "\(events / Self.seeds.count) venue events each",
      budget: "at most 2 ms, which is 500 sessions per second and core")
    table.add("ours", series)
    if let median = series.processor?.median, median > 0 {
      table.add(note: "\(Int(1e6 / median)) sessions per second and core, by the processor's time")
    }
    if broken > 0 { table.add(note: "\(broken) sessions broke a rule") }
    return [table]
  }

  /// CLOCK_THREAD_CPUTIME_ID in microseconds: others who use the machine do not count.
  private static func processorNow() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}
