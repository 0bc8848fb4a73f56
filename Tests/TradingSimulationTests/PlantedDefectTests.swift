#if PLANTED_DEFECTS
  import Testing
  import Trading
  import TradingSimulation

  @Suite("A planted defect") struct PlantedDefectTests {
    /// Where each shows; found by `trading-simulation --defect NAME`, which searches from the first seed.
    private static let seeds: [(defect: PlantedDefect, seed: UInt64)] = [
      (.unknownBookedAsRefused, 17), (.latchNotSynced, 7), (.siblingNotCancelled, 4),
      (.entryRestsAfterExpiry, 20), (.stopCancelledBeforeEntryEnds, 186), (.cancelBeforeCreate, 3),
      (.foreignPositionFlattened, 7), (.absenceFromOneRead, 2988), (.stopSizedToFirstFill, 24),
    ]

    @Test("is found, replays exactly, and shrinks", arguments: seeds)
    func found(defect: PlantedDefect, seed: UInt64) throws {
      var simulation = Simulation()
      #expect(try #require(simulation.run(seed: seed)).violation == nil)
      simulation.defect = defect
      let first = try #require(simulation.run(seed: seed))
      let violation = try #require(first.violation)
      let again = try #require(simulation.run(seed: seed))
      #expect(again.violation == violation && again.digest == first.digest)
      simulation.dropped = try #require(simulation.shrunk(seed: seed))
      let shrunk = try #require(simulation.run(seed: seed))
      #expect(shrunk.violation?.rule == violation.rule && simulation.dropped.count <= first.actCount)
    }
  }
#endif
