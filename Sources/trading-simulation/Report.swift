import ArgumentParser
import TradingSimulation

/// What is printed, and the exit status.
struct Report {
  let isJSON: Bool
  let showsDigests: Bool

  func replay(_ seed: UInt64, _ simulation: Simulation) -> ExitCode {
    var simulation = simulation
    simulation.isTraced = true
    guard let result = simulation.run(seed: seed) else { return .failure }
    for act in result.acts { print("act \(act)") }
    for line in result.trace { print(line) }
    print("digest \(String(result.digest, radix: 16))")
    if let violation = result.violation { print(text(violation, seed)) }
    return result.violation == nil ? .success : .failure
  }

  func shrink(_ seed: UInt64, _ simulation: Simulation) -> ExitCode {
    guard let dropped = simulation.shrunk(seed: seed) else {
      print("seed \(seed) breaks no rule")
      return .success
    }
    var simulation = simulation
    simulation.dropped = dropped
    simulation.isTraced = true
    guard let result = simulation.run(seed: seed), let violation = result.violation else { return .failure }
    for act in result.acts { print("needs act \(act)") }
    print(text(violation, seed))
    print(command(seed, dropped))
    return .failure
  }

  func sweep(_ sweep: Sweep, _ seeds: ClosedRange<UInt64>) async -> ExitCode {
    let summary = await sweep.run(seeds) { result in
      if showsDigests { print("\(result.seed) \(String(result.digest, radix: 16))") }
      guard let violation = result.violation else { return }
      if isJSON {
        print(
          "{\"seed\":\(result.seed),\"rule\":\"\(violation.rule.rawValue)\",\"milliseconds\":\(violation.time)}"
        )
      } else {
        print(text(violation, result.seed))
        print("  " + command(result.seed, sweep.simulation.dropped))
      }
    }
    let rate = summary.milliseconds > 0 ? Int64(summary.sessions) * 1_000 / summary.milliseconds : 0
    if isJSON {
      print(
        "{\"sessions\":\(summary.sessions),\"faults\":\(summary.faults),\"crashes\":\(summary.crashes),"
          + "\"venueEvents\":\(summary.venueEvents),\"entries\":\(summary.entries),"
          + "\"violations\":\(summary.violations),\"sessionsPerSecond\":\(rate)}")
    } else {
      print(
        "\(summary.sessions) sessions, \(summary.faults) faults, \(summary.crashes) crashes, "
          + "\(summary.venueEvents) venue events, \(summary.entries) entries, \(summary.violations) violations, "
          + "\(rate) sessions/s")
    }
    return summary.violations == 0 ? .success : .failure
  }

  private func text(_ violation: Violation, _ seed: UInt64) -> String {
    "VIOLATION seed \(seed) \(violation.rule.rawValue) (\(violation.rule)) at \(violation.time) ms: \(violation.detail)"
  }

  private func command(_ seed: UInt64, _ dropped: [Int]) -> String {
    let drop = dropped.isEmpty ? "" : " --drop-faults " + dropped.map(String.init).joined(separator: ",")
    return "trading-simulation --replay \(seed)\(drop)"
  }
}
