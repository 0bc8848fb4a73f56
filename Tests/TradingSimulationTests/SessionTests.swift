import GateScene
import Processes
import Testing
import TradingSimulation

@Suite("A simulated session") struct SessionTests {
  @Test("keeps every rule", arguments: [1...60, 10_000...10_060] as [ClosedRange<UInt64>])
  func clean(seeds: ClosedRange<UInt64>) throws {
    var entries = 0
    for seed in seeds {
      let result = try #require(Simulation().run(seed: seed))
      #expect(result.violation == nil, "seed \(seed): \(String(describing: result.violation))")
      #expect(result.faultCount >= 3 && result.crashCount >= 1, "seed \(seed)")
      #expect(result.venueEventCount >= 300, "seed \(seed)")
      entries += result.entryCount
    }
    #expect(entries >= seeds.count)
  }

  @Test("is decided by its seed, in another process as here, and with acts left out")
  func digests() throws {
    let scene = try GateScene()
    let program = "\(BuiltPrograms.folder)/trading-simulation"
    func digests() -> [String] {
      let result = scene.shell("'\(program)' --seeds 1..40 --jobs 2 --digests --keep-going")
      return result.output.split(separator: "\n").map(String.init).filter { $0.first?.isNumber ?? false }
    }
    let first = digests()
    #expect(first.count == 41)
    #expect(first.dropLast() == digests().dropLast())
    let here = try #require(Simulation().run(seed: 1))
    #expect(first.first == "1 \(String(here.digest, radix: 16))")
  }
}
