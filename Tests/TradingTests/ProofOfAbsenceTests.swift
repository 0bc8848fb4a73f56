import Chronology
import ExactDecimal
import Testing
import Trading

/// An entry sent at second 0 with two seconds to live and 100 ms of Maker Protection: its last moment is 3.1 s.
private struct Course {
  let entry: ClientOrderID
  let symbol: Symbol
  let proof: ProofOfAbsence

  init(positionBefore: VenuePosition? = nil) throws {
    let owner = try #require(ClientOrderID.Owner(environment: 1, scope: 0, instance: 1))
    entry = try #require(ClientOrderID(owner: owner, role: .entry, intent: 1))
    symbol = try #require(Symbol("PF_XBTUSD"))
    proof = ProofOfAbsence(
      entry: entry, symbol: symbol, sentAt: Self.at(0), processBefore: Self.at(2_000),
      makerProtection: Milliseconds(100), positionBefore: positionBefore)
  }

  static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(clamping: 1_000_000 + milliseconds) }

  func fact(_ milliseconds: Int64?, _ content: VenueFact.Content, isComplete: Bool = true) -> VenueFact {
    VenueFact(
      venueTime: milliseconds.map(Self.at), receivedAt: Self.at(milliseconds ?? 0), source: .read,
      isComplete: isComplete, content: content)
  }

  func status(_ milliseconds: Int64, _ state: VenueOrderStatus.State) -> VenueFact {
    fact(milliseconds, .orderStatus(VenueOrderStatus(order: .client(entry), venueOrderID: nil, state: state)))
  }

  func order(_ clientID: String?) -> VenueOrder {
    VenueOrder(
      venueOrderID: "v1", clientID: clientID, symbol: symbol, side: .buy, family: .limit,
      unfilledSize: ExactDecimal(1), filledSize: .zero, isReduceOnly: false, status: "untouched")
  }

  func fill(_ milliseconds: Int64, _ clientID: String?) -> VenueFill {
    VenueFill(
      id: "f\(milliseconds)", venueOrderID: "v1", clientID: clientID, symbol: symbol, side: .buy,
      size: ExactDecimal(1), price: ExactDecimal(70_000), at: Self.at(milliseconds), kind: "taker")
  }

  func position(_ size: Int64, _ side: PositionSide = .long) -> VenuePosition {
    VenuePosition(symbol: symbol, side: side, size: ExactDecimal(size))
  }

  /// Everything that proves absence.
  var proving: [VenueFact] {
    [
      status(3_200, .notKnown), fact(3_300, .orders([])), fact(3_400, .fills([])),
      fact(3_500, .positions([])), fact(4_300, .orders([])),
    ]
  }

  func verdict(_ facts: [VenueFact]) -> ProofOfAbsence.Verdict { proof.verdict(on: facts) }
}

@Suite("An entry that nobody answered for") struct ProofOfAbsenceTests {
  @Test("is absent when everything was asked late enough, and showed nothing")
  func absent() throws {
    let course = try Course()
    #expect(course.proof.lastMoment == Course.at(3_100))
    #expect(course.verdict(course.proving) == .absent)
    let settled = SettledReading(symbol: course.symbol, position: nil, orders: [])
    #expect(
      course.verdict([
        course.fact(3_200, .settled(settled)), course.status(3_300, .notKnown),
        course.fact(3_400, .fills([])),
        course.fact(4_200, .settled(settled)),
      ]) == .absent)
  }

  @Test("is not absent while any one of these is missing", arguments: 0..<5)
  func oneMissing(_ index: Int) throws {
    let course = try Course()
    var facts = course.proving
    facts.remove(at: index)
    let missing: [ProofOfAbsence.Missing] = [.status, .openOrders, .fills, .position, .openOrders]
    #expect(course.verdict(facts) == .undecided([missing[index]]))
  }

  @Test("is not absent by what is early, incomplete, or without the venue's time", arguments: 0..<5)
  func oneSpoiled(_ index: Int) throws {
    let course = try Course()
    let spoilers: [(inout VenueFact) -> Void] = [
      { $0.venueTime = Course.at(3_100) }, { $0.isComplete = false }, { $0.venueTime = nil },
    ]
    for spoil in spoilers {
      var facts = course.proving
      spoil(&facts[index])
      guard case .undecided(let missing) = course.verdict(facts) else {
        Issue.record("decided: \(course.verdict(facts))")
        continue
      }
      #expect(missing.count == 1)
    }
  }

  @Test("needs two lists of open orders a second apart")
  func distance() throws {
    let course = try Course()
    var facts = course.proving
    facts[4].venueTime = Course.at(4_299)
    #expect(course.verdict(facts) == .undecided([.openOrders]))
    facts[4].venueTime = Course.at(4_300)
    #expect(course.verdict(facts) == .absent)
  }

  @Test("is there as soon as anything shows it, also what is early, incomplete, or one of many")
  func shown() throws {
    let course = try Course()
    let name = course.entry.description
    let evidence: [VenueFact] = [
      course.fact(10, .orders([course.order(nil), course.order(name.uppercased())])),
      course.fact(10, .orders([course.order(name)]), isComplete: false),
      course.fact(
        nil, .settled(SettledReading(symbol: course.symbol, position: nil, orders: [course.order(name)]))),
      course.fact(10, .fills([course.fill(5, nil), course.fill(6, name)])),
    ]
    for fact in evidence {
      guard case .shown = course.verdict(course.proving + [fact]) else {
        Issue.record("not shown by \(fact)")
        continue
      }
    }
    for state in [
      VenueOrderStatus.State.inBook, .executed, .cancelled, .rejected, .triggerResting, .activationFailed,
    ] {
      guard case .shown(.status(let status)) = course.verdict(course.proving + [course.status(10, state)])
      else {
        Issue.record("not shown by \(state)")
        continue
      }
      #expect(status.state == state)
    }
  }

  @Test("stays undecided by a status that nobody understands")
  func unclear() throws {
    let course = try Course()
    #expect(
      course.verdict(course.proving + [course.status(4_000, .other("HELD"))]) == .undecided([.clearStatus]))
    #expect(
      course.verdict([course.status(3_150, .other("HELD"))] + course.proving) == .absent)
  }

  @Test("stays undecided while fills may be missing, or one has no name")
  func fills() throws {
    let course = try Course()
    var facts = course.proving
    let other = "54524445-0000-8000-8000-000000000000"
    facts[2].content = .fills((0..<100).map { course.fill(Int64($0), other) })
    #expect(course.verdict(facts) == .undecided([.fills]))
    facts[2].content = .fills((-1..<99).map { course.fill(Int64($0), other) })
    #expect(course.verdict(facts) == .absent)
    facts[2].content = .fills([course.fill(5, nil)])
    #expect(course.verdict(facts) == .undecided([.attributedFills]))
    facts[2].content = .fills([course.fill(-5, nil)])
    #expect(course.verdict(facts) == .absent)
  }

  @Test("stays undecided when the position changed, in any late fact")
  func positions() throws {
    let course = try Course(positionBefore: Course().position(2))
    var facts = course.proving
    #expect(course.verdict(facts) == .undecided([.samePosition]))
    facts[3].content = .positions([course.position(2)])
    #expect(course.verdict(facts) == .absent)
    for changed in [course.position(3), course.position(2, .short)] {
      facts[3].content = .positions([changed])
      #expect(course.verdict(facts) == .undecided([.samePosition]))
      #expect(
        course.verdict(facts + [course.fact(5_000, .positions([course.position(2)]))])
          == .undecided([.samePosition]))
    }
  }

  @Test("names all that is missing, in one order")
  func nothing() throws {
    #expect(try Course().verdict([]) == .undecided([.openOrders, .status, .fills, .position]))
  }
}
