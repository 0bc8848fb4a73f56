import Glibc
import Testing

@testable import TradingEngine

/// Tier 2 of design-engine §9. `SHELL_SIMULATION_SEEDS=A..B` runs those seeds instead of the first few dozens.
@Suite("The shell under a seed", .serialized) struct ShellSimulationTests {
  private static let ordinary: ClosedRange<UInt64> = 1...24

  private static var seeds: ClosedRange<UInt64> {
    guard let text = unsafe getenv("SHELL_SIMULATION_SEEDS").map({ unsafe String(cString: $0) }) else {
      return ordinary
    }
    let bounds = text.split(separator: "..").compactMap { UInt64($0) }
    guard bounds.count == 2, bounds[0] <= bounds[1] else { return ordinary }
    return bounds[0]...bounds[1]
  }

  @Test("keeps every rule that can be seen at the venue")
  func sessions() throws {
    var (requests, fills, starts) = (0, 0, 0)
    for seed in Self.seeds {
      let outcome = try ShellSession.run(seed: seed)
      requests += outcome.requests
      fills += outcome.fills
      starts += outcome.starts
      #expect(outcome.violations == [], "seed \(seed)\n\(outcome.log.joined(separator: "\n"))")
    }
    // Sessions in which nothing happens find nothing.
    #expect(requests > 140 * Self.seeds.count && fills > Self.seeds.count && starts > Self.seeds.count)
  }

  @Test("does the same again for the same seed", arguments: [3, 11] as [UInt64])
  func same(seed: UInt64) throws {
    let (first, second) = (try ShellSession.run(seed: seed), try ShellSession.run(seed: seed))
    #expect(first.digest == second.digest && first.answers == second.answers)
    #expect(first.requests == second.requests)
  }

  @Test("ends a trade that a crash left in doubt once nothing of it can be under way any more")
  func doubt() throws {
    #expect(try ShellSession.run(seed: 1_069, settling: ShellPlan.longestSettling).violations == [])
  }

  #if PLANTED_DEFECTS
    @Test("finds a planted mistake", arguments: ShellDefect.allCases)
    func planted(defect: ShellDefect) throws {
      let seed = try Self.ordinary.first { seed in
        let outcome = try ShellSession.run(seed: seed) { $0.defect = defect }
        return !outcome.violations.isEmpty
      }
      #expect(seed != nil, "\(defect)")
    }
  #endif
}
