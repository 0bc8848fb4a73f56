import ExactDecimal
import Testing
import Trading

@Suite("Over HTTP, when the venue misbehaves, the client") struct NetworkFaultTests {
  static let faults: [(fault: String, isTaken: Bool)] = [
    ("{fault: reset, bytes: 40, endpoint: sendorder}", true),
    ("{fault: truncate, bytes: 40, endpoint: sendorder}", true),
    ("{fault: fail-after, status: 502, endpoint: sendorder}", true),
    ("{fault: refuse, status: 503, endpoint: sendorder}", false),
    ("{fault: delay, by: 20s, endpoint: sendorder}", true),
    ("{fault: accept-late, by: 3500ms, endpoint: sendorder}", true),
  ]

  @Test("calls a stop's outcome unknown, and finds out by its id", arguments: faults)
  func stops(_ fault: String, _ isTaken: Bool) async throws {
    let world = try await NetworkWorld()
    try await world.arm(fault: fault)
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1))
    let id = try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: 1))
    let stop = ProtectiveOrder(
      id: id, symbol: world.symbol, role: .stopLoss, position: .long, size: ExactDecimal(1),
      triggerPrice: ExactDecimal(60_000), signal: .last)
    let outcome = await world.venue.send(.protect(stop))
    guard case .unknown = outcome else {
      Issue.record("\(outcome)")
      return
    }
    var isShown = false
    for _ in 0..<8 where !isShown {
      for fact in await world.venue.refresh(.order(.client(id)), urgency: .protective) {
        switch fact.content {
        case .orderStatus(let status): isShown = isShown || status.state == .triggerResting
        case .orders(let orders): isShown = isShown || orders.contains { $0.deviations(from: stop).isEmpty }
        default: break
        }
      }
      try await world.pass(isTaken ? 500 : 100)
    }
    #expect(isShown == isTaken)
    await world.end()
  }

  @Test("protects through a storm of 503 and 429 on everything that is read")
  func storm() async throws {
    let world = try await NetworkWorld()
    try await world.arm(fault: "{fault: refuse, status: 503, endpoint: openpositions, always: true}")
    try await world.arm(fault: "{fault: limit, endpoint: openorders, always: true}")
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1))
    for intent: UInt64 in 1...10 {
      for scope in [FactScope.positions, .orders, .symbol(world.symbol)] {
        let facts = await world.venue.refresh(scope, urgency: .protective)
        #expect(!facts.isEmpty && facts.allSatisfy { !$0.isComplete })
      }
      let id = try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: intent))
      let outcome = await world.venue.send(
        .protect(
          ProtectiveOrder(
            id: id, symbol: world.symbol, role: .stopLoss, position: .long, size: ExactDecimal(1),
            triggerPrice: ExactDecimal(60_000), signal: .last)))
      guard case .accepted = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
    await world.end()
  }
}
