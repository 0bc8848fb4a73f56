import CertificationEvidence
import Chronology
import ExactDecimal
import Trading
import VenueAccess

extension CertificationRunner {
  mutating func observe(
    _ behaviour: CertifiedBehaviour, _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) {
    switch behaviour {
    case .reduceOnlyTriggerAcceptedWhileFlat: try await observeWhileFlat(episode)
    case .orderIDKeptWhenAmended: try await observeAmendment(episode)
    case .oversizedReduceOnlyCappedWhenFired: try await observeOversized(episode)
    case .crossedTriggerFiresAtOnce: try await observeCrossed(episode)
    // Seen in the cases.
    case .orderIDKeptWhenFired, .overlappingReduceOnlyStopsAccepted, .siblingCancelledAfterFill: break
    }
  }

  private mutating func observeWhileFlat(
    _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) {
    try await requireFlat(episode.symbol)
    let order = try await farStop(episode)
    acceptsTriggersWhileFlat = false
    try await place(order, as: .tested)
    let after = try await reading(episode.symbol)
    acceptsTriggersWhileFlat = after.orders.contains { $0.ownID(owner) == order.id }
  }

  private mutating func observeAmendment(
    _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) {
    guard acceptsTriggersWhileFlat == true else { return }
    try await requireFlat(episode.symbol)
    let order = try await farStop(episode)
    try await place(order, as: .tested)
    _ = try await reading(episode.symbol)
    guard let market = plan.markets.first(where: { $0.symbol == episode.symbol }),
      let price = try? order.triggerPrice + market.instrument.tickSize
    else { return }
    _ = await desk.amend(
      OrderAmendment(order: .client(order.id), symbol: episode.symbol, triggerPrice: price), as: .tested)
    _ = try await reading(episode.symbol)
  }

  private mutating func observeOversized(
    _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) {
    let scene = try await open(.long, episode)
    guard let size = try? scene.size + scene.size else { return }
    let order = try await placeTested(
      CertificationCase(.stopLoss, .long, .last), scene, size: size, moves: plan.pacing.moves)
    if case .waited = try await awaitTrigger(order, scene) { return }
    try await awaitReadings(scene)
  }

  /// A stop whose price the market has passed already.
  private mutating func observeCrossed(
    _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) {
    let scene = try await open(.long, episode)
    let last = try await price(scene.symbol, .last)
    guard let trigger = try? last + scene.distances.near else { return }
    let order = ProtectiveOrder(
      id: try id(.stopLoss), symbol: scene.symbol, role: .stopLoss, position: .long, size: scene.size,
      triggerPrice: trigger, signal: .last)
    try await place(order, as: .tested)
    try await awaitReadings(scene)
  }

  /// Reads until the position is flat twice or turned round, or the patience is at its end.
  private func awaitReadings(_ scene: OpenPosition) async throws(CertificationStop) {
    let end = uptime + plan.pacing.settling.count
    var flat = 0
    while flat < 2, uptime < end {
      let reading = try await reading(scene.symbol)
      if reading.position == nil { flat += 1 } else { flat = 0 }
      if reading.position?.side == .short { return }
      if flat == 0 { try await wait(plan.pacing.settlingPoll) }
    }
  }

  private func requireFlat(_ symbol: Symbol) async throws(CertificationStop) {
    if let position = try await reading(symbol).position {
      throw .foreign("a position on \(symbol): \(position.side.rawValue) \(position.size)")
    }
  }

  /// A stop so far from the price that it will not fire.
  private mutating func farStop(
    _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) -> ProtectiveOrder {
    let last = try await price(episode.symbol, .last)
    guard let market = plan.markets.first(where: { $0.symbol == episode.symbol }),
      let distances = try? ProtectiveDistances(market, at: last, pacing: plan.pacing),
      let far = try? distances.guardStop * ExactDecimal(4),
      let trigger = try? Self.trigger(.stopLoss, .long, last, far, market.instrument),
      let size = try? market.size(worth: plan.pacing.leastNotionalUSD, at: last)
    else { throw .episode("the stop's price cannot be calculated") }
    return ProtectiveOrder(
      id: try id(.stopLoss), symbol: episode.symbol, role: .stopLoss, position: .long, size: size,
      triggerPrice: trigger, signal: .last)
  }
}
