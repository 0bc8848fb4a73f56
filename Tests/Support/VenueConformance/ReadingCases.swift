import Chronology
import Trading

extension ConformanceCase {
  static let readings: [ConformanceCase] = [
    ConformanceCase("calls a list that is missing incomplete, never flat") { desk in
      try await desk.accepted(.enter(try await desk.entry("0.01")))
      try await desk.world.pass(300)
      try await desk.world.arm(.hidePositions)
      let facts = await desk.venue.refresh(.positions, urgency: .routine)
      try require(!facts.isEmpty && facts.allSatisfy { !$0.isComplete }, "told as \(facts)")
      try await desk.world.arm(.hidePositions)
      let settled = await desk.venue.refresh(.symbol(desk.symbol), urgency: .routine)
      try require(!settled.isEmpty && settled.allSatisfy { !$0.isComplete }, "told as \(settled)")
      try require(try await desk.settled().position != nil, "the position is gone")
    },
    ConformanceCase("tells every part of the world that is asked for") { desk in
      let questions: [(FactScope, @Sendable (VenueFact.Content) -> Bool)] = [
        (.positions, { if case .positions = $0 { true } else { false } }),
        (.orders, { if case .orders = $0 { true } else { false } }),
        (.fills, { if case .fills = $0 { true } else { false } }),
        (.account, { if case .account = $0 { true } else { false } }),
        (.instruments, { if case .instruments = $0 { true } else { false } }),
        (.market(desk.symbol), { if case .market = $0 { true } else { false } }),
        (.symbol(desk.symbol), { if case .settled = $0 { true } else { false } }),
      ]
      for (scope, isAnswer) in questions {
        let facts = await desk.venue.refresh(scope, urgency: .routine)
        try require(facts.contains { isAnswer($0.content) && $0.isComplete }, "\(scope): \(facts)")
      }
    },
    ConformanceCase("puts facts on its stream in the order in which it returned them") { desk in
      let stream = desk.venue.facts
      var expected: [VenueFact] = []
      for scope in [FactScope.positions, .orders, .symbol(desk.symbol), .fills, .positions] {
        expected += await desk.venue.refresh(scope, urgency: .routine)
        try await desk.world.pass(2)
      }
      let times = expected.compactMap(\.venueTime)
      try require(times == times.sorted(), "the venue's times go back: \(times)")
      let wanted = expected
      let missing = await withTaskGroup(of: Int.self) { group in
        group.addTask {
          var rest = wanted[...]
          for await fact in stream {
            if fact == rest.first { rest.removeFirst() }
            if rest.isEmpty { break }
          }
          return rest.count
        }
        group.addTask {
          try? await ContinuousClock().sleep(for: .seconds(20))
          return -1
        }
        let first = await group.next() ?? -1
        group.cancelAll()
        return first
      }
      try require(missing == 0, "facts are missing from the stream, or in another order")
    },
  ]
}
