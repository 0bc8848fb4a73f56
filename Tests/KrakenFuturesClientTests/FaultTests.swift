import Chronology
import ExactDecimal
import KrakenFuturesClient
import KrakenWorld
import Testing
import Trading

@Suite("When the venue misbehaves, the client") struct FaultTests {
  /// After each of these nobody can say whether the order was taken.
  static let unclear: [(fault: String, isTaken: Bool)] = [
    ("{fault: lose-reply, endpoint: sendorder}", true),
    ("{fault: disconnect, endpoint: sendorder}", false),
    ("{fault: delay, by: 30s, endpoint: sendorder}", true),
    ("{fault: accept-late, by: 8s, endpoint: sendorder}", true),
    ("{fault: refuse, status: 503, endpoint: sendorder}", false),
    ("{fault: refuse, status: 500, endpoint: sendorder}", false),
    ("{fault: fail-after, status: 502, endpoint: sendorder}", true),
    ("{fault: truncate, bytes: 40, endpoint: sendorder}", true),
    ("{fault: reset, bytes: 40, endpoint: sendorder}", true),
    ("{fault: replace, text: '{\"result\":\"success\"}', endpoint: sendorder}", true),
    ("{fault: replace, text: '<html>', endpoint: sendorder}", true),
    ("{fault: omit, text: sendStatus, endpoint: sendorder}", true),
  ]

  @Test("calls a stop's outcome unknown, sends it once, and finds out by its id", arguments: unclear)
  func stops(_ fault: String, _ isTaken: Bool) async throws {
    let scene = try await ClientScene()
    scene.fault(fault)
    let stop = try scene.stop(1)
    let outcome = await scene.venue.send(.protect(stop))
    #expect(unknownReason(outcome) != nil, "\(outcome)")
    #expect(scene.sent("sendorder") == 1)
    scene.world.pass(10_000)
    let facts = await scene.venue.refresh(.order(.client(stop.id)), urgency: .protective)
    let isShown = facts.contains { fact in
      switch fact.content {
      case .orderStatus(let status): status.state == .triggerResting
      case .orders(let orders): orders.contains { $0.clientID == stop.id.description }
      default: false
      }
    }
    #expect(isShown == isTaken)
    #expect(facts.allSatisfy { $0.isComplete })
    #expect(scene.sent("sendorder") == 1)
  }

  @Test("finds an entry that was taken late, after its answer was given up")
  func lateAcceptance() async throws {
    let scene = try await ClientScene()
    scene.fault("{fault: accept-late, by: 6s, endpoint: sendorder}")
    let entry = try scene.entry(1, lifeMilliseconds: 20_000)
    let sentAt = scene.world.now
    let outcome = await scene.venue.send(.enter(entry))
    guard case .unknown(let unknown) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    // The market's own Maker Protection comes on top of the entry's life.
    let settlesAt = try #require(unknown.settlesAt)
    #expect((20...100).contains(settlesAt.milliseconds(since: entry.processBefore)))
    let proof = ProofOfAbsence(
      entry: entry.id, symbol: scene.symbol, sentAt: sentAt, processBefore: entry.processBefore,
      makerProtection: Milliseconds(100), positionBefore: nil)
    var facts = await scene.venue.refresh(.order(.client(entry.id)), urgency: .protective)
    guard case .undecided = proof.verdict(on: facts) else {
      Issue.record("decided while it could still be taken: \(proof.verdict(on: facts))")
      return
    }
    scene.world.pass(3_000)
    facts += await scene.venue.refresh(.order(.client(entry.id)), urgency: .protective)
    guard case .shown = proof.verdict(on: facts) else {
      Issue.record("\(proof.verdict(on: facts))")
      return
    }
    #expect(await scene.position()?.size == entry.size)
  }

  @Test("does not call a position flat in a storm of errors, and protects through it")
  func serverErrors() async throws {
    let scene = try await ClientScene()
    #expect(isAccepted(await scene.venue.send(.enter(try scene.entry(1)))))
    scene.fault("{fault: refuse, status: 503, endpoint: openpositions, always: true}")
    scene.fault("{fault: refuse, status: 502, endpoint: openorders, always: true}")
    for _ in 0..<20 {
      let fact = try #require(await scene.settled())
      #expect(!fact.isComplete)
      #expect(await scene.venue.refresh(.orders, urgency: .protective).allSatisfy { !$0.isComplete })
    }
    #expect(isAccepted(await scene.venue.send(.protect(try scene.stop(2)))))
    #expect(isAccepted(await scene.venue.send(.exit(try scene.exit(3)))))
  }

  @Test("slows down when the venue says too many, but never its protection")
  func rateStorm() async throws {
    let scene = try await ClientScene()
    #expect(isAccepted(await scene.venue.send(.enter(try scene.entry(1)))))
    scene.fault("{fault: limit, endpoint: openpositions, always: true}")
    let began = scene.world.now
    for _ in 0..<6 { await scene.venue.refresh(.positions, urgency: .routine) }
    #expect(scene.sent("openpositions") == 6)
    #expect(scene.world.now.milliseconds(since: began) >= 500 + 1_000 + 2_000 + 4_000 + 8_000)
    #expect(localWord(await scene.venue.send(.enter(try scene.resting(2)))) == "rate-limit")
    let before = scene.world.now
    #expect(isAccepted(await scene.venue.send(.protect(try scene.stop(3)))))
    #expect(scene.world.now.milliseconds(since: before) < 500)
    scene.fault("{fault: limit, endpoint: sendorder}")
    let refused = await scene.venue.send(.protect(try scene.stop(4)))
    guard case .refused(let refusal) = refused, refusal.meaning == .rateLimit else {
      Issue.record("\(refused)")
      return
    }
    #expect(isAccepted(await scene.venue.send(.protect(try scene.stop(4)))))
  }

  @Test("leaves the reserve alone however much is read and entered")
  func reserve() async throws {
    let scene = try await ClientScene(deadlines: ClientDeadlines(budgetWait: Milliseconds(1)))
    var refused = 0
    for intent in 1...40 {
      if localWord(await scene.venue.send(.enter(try scene.resting(UInt64(intent))))) == "rate-limit" {
        refused += 1
      }
      await scene.venue.refresh(.fills, urgency: .routine)
      await scene.venue.refresh(.fills, urgency: .routine)
    }
    #expect(refused > 10)
    for intent in 1...12 {
      #expect(isAccepted(await scene.venue.send(.protect(try scene.stop(UInt64(100 + intent))))))
    }
  }

  @Test("does not believe one stale list that an entry is absent")
  func staleOrders() async throws {
    let scene = try await ClientScene()
    scene.world.pass(5_000)
    let entry = try scene.resting(1)
    let sentAt = scene.world.now
    scene.fault("{fault: lose-reply, endpoint: sendorder}")
    #expect(unknownReason(await scene.venue.send(.enter(entry))) != nil)
    let proof = ProofOfAbsence(
      entry: entry.id, symbol: scene.symbol, sentAt: sentAt, processBefore: entry.processBefore,
      makerProtection: Milliseconds(100), positionBefore: nil)
    scene.world.pass(6_000)
    scene.fault("{fault: stale, by: 9s, endpoint: openorders}")
    var facts = await scene.venue.refresh(.orders, urgency: .protective)
    if case .orders(let orders) = facts[0].content { #expect(orders.isEmpty) }
    facts += await scene.venue.refresh(.positions, urgency: .protective)
    facts += await scene.venue.refresh(.fills, urgency: .protective)
    if case .absent = proof.verdict(on: facts) { Issue.record("absent by one stale list") }
    scene.world.pass(1_100)
    facts += await scene.venue.refresh(.order(.client(entry.id)), urgency: .protective)
    guard case .shown = proof.verdict(on: facts) else {
      Issue.record("\(proof.verdict(on: facts))")
      return
    }
  }

  @Test("says when the link is lost and found, in order with everything else")
  func link() async throws {
    let scene = try await ClientScene()
    var facts = scene.venue.facts.makeAsyncIterator()
    await scene.venue.refresh(.positions, urgency: .routine)
    scene.fault("{fault: lose-reply, endpoint: openpositions}")
    await scene.venue.refresh(.positions, urgency: .routine)
    await scene.venue.refresh(.positions, urgency: .routine)
    var told: [String] = []
    for _ in 0..<5 {
      guard let fact = await facts.next() else { break }
      switch fact.content {
      case .link(let state): told.append("\(state)")
      case .positions: told.append(fact.isComplete ? "complete" : "incomplete")
      default: told.append("other")
      }
    }
    #expect(told == ["complete", "down(\"transport.reset\")", "incomplete", "up", "complete"])
  }
}
