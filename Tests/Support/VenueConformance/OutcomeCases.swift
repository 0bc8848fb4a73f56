import Chronology
import Trading

extension ConformanceCase {
  static let outcomes: [ConformanceCase] = [
    ConformanceCase("refuses what the account cannot hold, and nothing is there afterwards") { desk in
      let entry = try await desk.entry("100000", .limit(try desk.decimal("69000")))
      let outcome = await desk.venue.send(.enter(entry))
      guard case .refused(let refusal) = outcome, [.limits, .badNumbers].contains(refusal.meaning) else {
        throw ConformanceFailure("expected a refusal by limits, found \(outcome)")
      }
      try require(!refusal.word.isEmpty, "the refusal has no word")
      try require(try await desk.shown(entry.id) == nil, "the refused entry is shown")
    },
    ConformanceCase("drops an entry that comes after its own time") { desk in
      let entry = try await desk.entry("0.01", lifeMilliseconds: -2_000)
      let outcome = await desk.venue.send(.enter(entry))
      guard case .refused(let refusal) = outcome, refusal.meaning == .tooLate else {
        throw ConformanceFailure("expected a refusal as too late, found \(outcome)")
      }
    },
    ConformanceCase("never takes the same id twice") { desk in
      let entry = try await desk.entry("0.01", .limit(try desk.decimal("60000")))
      try await desk.accepted(.enter(entry))
      let outcome = await desk.venue.send(.enter(entry))
      guard case .refused(let refusal) = outcome, refusal.meaning == .duplicateID else {
        throw ConformanceFailure("expected a refusal of the id, found \(outcome)")
      }
    },
    ConformanceCase("says that nobody knows when the answer is lost, and finds the order by its id") { desk in
      let entry = try await desk.entry("0.01", .limit(try desk.decimal("60000")))
      try await desk.world.arm(.loseAnswer)
      let sentAt = try await desk.world.now()
      let unknown = try await desk.unknown(.enter(entry))
      try require(!unknown.reason.isEmpty, "no reason is given")
      try require(
        unknown.settlesAt.map { $0 >= entry.processBefore } ?? false,
        "it settles at \(String(describing: unknown.settlesAt))")
      try await desk.world.pass(300)
      let facts = await desk.venue.refresh(.order(.client(entry.id)), urgency: .protective)
      let verdict = desk.absence(of: entry, sentAt: sentAt).verdict(on: facts)
      guard case .shown = verdict else { throw ConformanceFailure("expected the order, found \(verdict)") }
      try await desk.accepted(.cancel(.client(entry.id), desk.symbol))
    },
    ConformanceCase("gives an exit no time at which it settles by itself") { desk in
      try await desk.accepted(.enter(try await desk.entry("0.01")))
      try await desk.world.arm(.loseAnswer)
      let unknown = try await desk.unknown(.exit(try desk.exit("0.01")))
      try require(
        unknown.settlesAt == nil, "it settles at \(String(describing: unknown.settlesAt))")
      try require(try await desk.settled().position == nil, "the exit was not done")
    },
    ConformanceCase("lets an entry that never arrived be proved absent, and not before its time") { desk in
      // Long enough for a busy machine to ask the first time before its end.
      let entry = try await desk.entry("0.01", lifeMilliseconds: 3_000)
      try await desk.world.arm(.dropCommand)
      let sentAt = try await desk.world.now()
      _ = try await desk.unknown(.enter(entry))
      let proof = desk.absence(of: entry, sentAt: sentAt)
      var facts = await desk.venue.refresh(.order(.client(entry.id)), urgency: .protective)
      guard case .undecided = proof.verdict(on: facts) else {
        throw ConformanceFailure("decided before the last moment: \(proof.verdict(on: facts))")
      }
      try await desk.world.pass(
        max(0, proof.lastMoment.milliseconds(since: try await desk.world.now())) + 200)
      facts += await desk.venue.refresh(.order(.client(entry.id)), urgency: .protective)
      facts += await desk.venue.refresh(.positions, urgency: .protective)
      guard case .undecided = proof.verdict(on: facts) else {
        throw ConformanceFailure("decided by one list: \(proof.verdict(on: facts))")
      }
      try await desk.world.pass(1_200)
      facts += await desk.venue.refresh(.orders, urgency: .protective)
      try require(proof.verdict(on: facts) == .absent, "\(proof.verdict(on: facts))")
    },
  ]
}

extension ConformanceDesk {
  func absence(of entry: EntryOrder, sentAt: Timestamp) -> ProofOfAbsence {
    ProofOfAbsence(
      entry: entry.id, symbol: entry.symbol, sentAt: sentAt, processBefore: entry.processBefore,
      makerProtection: Milliseconds(100), positionBefore: nil)
  }
}
