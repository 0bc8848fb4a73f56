import CertificationEvidence
import Chronology
import ExactDecimal
import Trading
import VenueAccess

extension CertificationRunner {
  /// An open position with its guard.
  struct OpenPosition {
    let market: CertificationMarket
    let side: PositionSide
    let size: ExactDecimal
    let guardStop: ProtectiveOrder
    let distances: ProtectiveDistances
    var symbol: Symbol { market.symbol }
  }

  /// Opens the smallest position, under a guard that rests before it where the venue accepts that.
  mutating func open(
    _ side: PositionSide, _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) -> OpenPosition {
    let symbol = episode.symbol
    try await awaitRoom()
    guard await desk.fills() != nil else { throw .episode("fills could not be read") }
    let start = try await reading(symbol)
    if let position = start.position {
      throw .foreign("a position on \(symbol) before the entry: \(position.side.rawValue) \(position.size)")
    }
    let scene = try await scene(side, episode)
    let restsBefore = acceptsTriggersWhileFlat == true
    if restsBefore { try await placeGuard(scene, shownBeside: nil) }
    try charge(episode)
    try await enter(scene, side)
    let opened = try await awaitPosition(scene)
    if !restsBefore { try await placeGuard(scene, shownBeside: opened) }
    return scene
  }

  /// An entry is refused rather than late when the rate budget is spent, so it waits before it begins.
  private func awaitRoom() async throws(CertificationStop) {
    let end = uptime + 2 * venue.reducing.capabilities.rateBudget.window.count
    while !hasRoomForEntry() {
      try requireWatched()
      guard uptime < end else { throw .episode("the rate budget has no room for an entry") }
      try await wait(plan.pacing.settlingPoll)
    }
  }

  private mutating func scene(
    _ side: PositionSide, _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) -> OpenPosition {
    guard var market = plan.markets.first(where: { $0.symbol == episode.symbol }),
      let prices = await desk.market(episode.symbol), let last = prices.last
    else { throw .episode("the venue tells no price of \(episode.symbol)") }
    market.prices = prices
    let id = try id(.guardStop)
    do throws(DecimalError) {
      let distances = try ProtectiveDistances(market, at: last, pacing: plan.pacing)
      let trigger = try Self.trigger(.stopLoss, side, last, distances.guardStop, market.instrument)
      return OpenPosition(
        market: market, side: side, size: episode.size,
        guardStop: ProtectiveOrder(
          id: id, symbol: episode.symbol, role: .stopLoss, position: side, size: episode.size,
          triggerPrice: trigger, signal: .last), distances: distances)
    } catch { throw .episode("the prices of \(episode.symbol) cannot be calculated with") }
  }

  private mutating func placeGuard(
    _ scene: OpenPosition, shownBeside position: VenuePosition?
  ) async throws(CertificationStop) {
    try await place(scene.guardStop, as: .guardStop)
    let reading = try await reading(scene.symbol)
    guard reading.position?.size == position?.size,
      reading.orders.contains(where: {
        $0.ownID(owner) == scene.guardStop.id && $0.deviations(from: scene.guardStop).isEmpty
      })
    else { throw .episode("the guard is not shown as it was sent") }
  }

  private mutating func enter(
    _ scene: OpenPosition, _ side: PositionSide
  ) async throws(CertificationStop) {
    let clock = venue.reducing.clock
    let now = clock.venueNow() ?? clock.now()
    let order = EntryOrder(
      id: try id(.entry), symbol: scene.symbol, position: side, size: scene.size, price: .market,
      processBefore: now.advanced(byMilliseconds: 5_000))
    let approved: Approved<EntryOrder>
    do throws(EntryRefusal) {
      approved = try review.review(
        order, on: scene.market.instrument, market: scene.market.prices, position: nil, now: now)
    } catch {
      throw .run(
        "the entry is not permitted: expected \(error.expected), found \(error.found) [\(error.code.rawValue)]"
      )
    }
    try requireWatched()
    try requirePermitted()
    switch await desk.announcing(.entry, .enter(order), { await venue.enter(approved) }) {
    case .accepted(let acceptance):
      if let venueOrderID = acceptance.venueOrderID { knownOrderIDs.insert(venueOrderID) }
    case .refused(let refusal): throw .episode("the entry was refused: \(refusal.word)")
    case .unknown(let unknown): throw .episode("nobody knows whether the entry was taken: \(unknown.reason)")
    }
  }

  private mutating func awaitPosition(_ scene: OpenPosition) async throws(CertificationStop) -> VenuePosition
  {
    let end = uptime + plan.pacing.settling.count
    while true {
      let reading = try await reading(scene.symbol)
      if let position = reading.position {
        guard position.side == scene.side, position.size == scene.size else {
          throw .episode("the position is \(position.side.rawValue) \(position.size)")
        }
        return position
      }
      guard uptime < end else { throw .episode("the entry was accepted and no position is shown") }
      try await wait(plan.pacing.settlingPoll)
    }
  }

  /// Sends a protective order, which has to be accepted.
  ///
  /// - Returns: the venue's id of it, where the answer told it.
  @discardableResult mutating func place(
    _ order: ProtectiveOrder, as role: TranscriptMarker.CommandRole
  ) async throws(CertificationStop) -> String? {
    try requireWatched()
    switch await desk.protect(order, as: role) {
    case .accepted(let acceptance):
      if let venueOrderID = acceptance.venueOrderID { knownOrderIDs.insert(venueOrderID) }
      return acceptance.venueOrderID
    case .refused(let refusal): throw .episode("the \(role.rawValue) order was refused: \(refusal.word)")
    case .unknown(let unknown):
      throw .episode("nobody knows whether the \(role.rawValue) order was taken: \(unknown.reason)")
    }
  }

  mutating func id(_ role: ClientOrderID.Role) throws(CertificationStop) -> ClientOrderID {
    guard let id = intents.id(role) else { throw .run("no number is left for an order") }
    return id
  }

  /// So far from the price, on the side on which the order fires.
  static func trigger(
    _ role: ProtectiveRole, _ side: PositionSide, _ price: ExactDecimal, _ distance: ExactDecimal,
    _ instrument: Instrument
  ) throws(DecimalError) -> ExactDecimal {
    let away = role.firesBelow(protecting: side) ? try price - distance : try price + distance
    return try instrument.roundedTrigger(away, of: role, protecting: side)
  }
}
