import CertificationEvidence
import Chronology
import ExactDecimal
import Trading
import VenueAccess

extension CertificationRunner {
  /// One case: a position, the order under test close to the price and its sibling far away, and what becomes of them.
  ///
  /// - Returns: whether the order fired.
  mutating func certify(
    _ certificationCase: CertificationCase, _ episode: CertificationPlan.Episode
  ) async throws(CertificationStop) -> Bool {
    let scene = try await open(certificationCase.position, episode)
    var moves = 0
    // The order under test last: the less time passes until it is read back, the less it can fire unseen.
    try await placeSibling(of: certificationCase.order, scene)
    var tested = try await placeTested(certificationCase, scene, size: scene.size, moves: moves)
    try await requireShown(tested, scene)
    while true {
      switch try await awaitTrigger(tested, scene) {
      case .reached(let lastOff, let otherAlone):
        guard let filled = try await awaitEnd(of: tested, scene) else {
          say("\(episode.episode.id): the position is flat, and not by the order alone")
          return false
        }
        if let otherAlone, filled <= otherAlone {
          say("\(episode.episode.id): the order acted while another signal was at its trigger")
          return false
        }
        guard let lastOff, filled < lastOff.advanced(byMilliseconds: -Self.tickerLag.count) else {
          return true
        }
        say("\(episode.episode.id): the order acted before the price was seen at its trigger")
        return false
      case .actedUnseen:
        _ = try await awaitEnd(of: tested, scene)
        say("\(episode.episode.id): the order acted between two looks at the price")
        return false
      case .waited:
        guard moves < plan.pacing.moves else {
          say("\(episode.episode.id): the price did not come to the trigger")
          return false
        }
        moves += 1
        try await withdraw(tested, scene)
        tested = try await placeTested(certificationCase, scene, size: scene.size, moves: moves)
        try await requireShown(tested, scene)
      }
    }
  }

  /// How much older than its answer a price may be, as the judge has it: a fill before that proves nothing, and the
  /// case is worth another attempt.
  private static var tickerLag: Milliseconds { .seconds(1) }

  /// Longer than the judge's least look at something that should not be.
  private static var oldestList: Milliseconds { .seconds(4) }

  enum Waiting {
    /// With the venue's time when the price was last seen off the trigger; nil when it was there at the first look. And
    /// with the end of that look if another signal was at the trigger in it.
    case reached(lastOff: Timestamp?, otherAlone: Timestamp?)
    /// It is gone, and no price was seen at its trigger.
    case actedUnseen
    case waited
  }

  mutating func placeTested(
    _ certificationCase: CertificationCase, _ scene: OpenPosition, size: ExactDecimal, moves: Int
  ) async throws(CertificationStop) -> ProtectiveOrder {
    let price = try await price(scene.symbol, certificationCase.trigger)
    let instrument = scene.market.instrument
    let trigger: ExactDecimal
    do {
      trigger = try Self.trigger(
        certificationCase.order, scene.side, price,
        try scene.distances.near(afterMoves: moves, tick: instrument.tickSize), instrument)
    } catch { throw .episode("the trigger price cannot be calculated") }
    let order = ProtectiveOrder(
      id: try id(certificationCase.order.idRole), symbol: scene.symbol, role: certificationCase.order,
      position: scene.side, size: size, triggerPrice: trigger, signal: certificationCase.trigger)
    testedOrderID = try await place(order, as: .tested)
    return order
  }

  /// The other half of the protection, far away: what becomes of it when the position is gone is observed.
  private mutating func placeSibling(
    of tested: ProtectiveRole, _ scene: OpenPosition
  ) async throws(CertificationStop) {
    let role: ProtectiveRole = tested == .stopLoss ? .takeProfit : .stopLoss
    guard let last = scene.market.prices.last,
      let trigger = try? Self.trigger(role, scene.side, last, scene.distances.far, scene.market.instrument)
    else { throw .episode("the sibling's price cannot be calculated") }
    let order = ProtectiveOrder(
      id: try id(role.idRole), symbol: scene.symbol, role: role, position: scene.side, size: scene.size,
      triggerPrice: trigger, signal: .last)
    try await place(order, as: .sibling)
  }

  func requireShown(_ order: ProtectiveOrder, _ scene: OpenPosition) async throws(CertificationStop) {
    let end = uptime + Self.oldestList.count
    var reading = try await reading(scene.symbol)
    // One list may be old; the judge calls an order missing only after a longer look.
    while !reading.orders.contains(where: { $0.ownID(owner) == order.id }), reading.position != nil,
      uptime < end
    {
      try await wait(plan.pacing.settlingPoll)
      reading = try await self.reading(scene.symbol)
    }
    guard let shown = reading.orders.first(where: { $0.ownID(owner) == order.id }) else {
      // It may have fired at once: the price and the fills that come now tell of it.
      _ = try await price(scene.symbol, order.signal)
      _ = await desk.fills()
      throw .episode("the order under test is not shown")
    }
    let deviations = shown.deviations(from: order)
    guard deviations.isEmpty else {
      throw .episode("the order is shown otherwise: \(deviations.map(\.description).joined(separator: "; "))")
    }
  }

  /// Looks at the price until it is at the trigger, or the order has acted, or the patience for it is at its end.
  func awaitTrigger(
    _ order: ProtectiveOrder, _ scene: OpenPosition
  ) async throws(CertificationStop) -> Waiting {
    let end = uptime + plan.pacing.wait.count
    var nextReading = uptime + plan.pacing.readingPoll.count
    var lastOff: Timestamp?
    var otherAlone: Timestamp?
    while true {
      try requireWatched()
      let look = venue.reducing.clock.venueNow()
      guard let market = await desk.market(scene.symbol), let price = market.price(of: order.signal) else {
        throw .episode("the venue tells no \(order.signal.rawValue) price of \(scene.symbol)")
      }
      if order.isReached(by: price) { return .reached(lastOff: lastOff, otherAlone: otherAlone) }
      lastOff = look
      let isOtherThere = TriggerSignal.allCases.contains {
        market.price(of: $0).map(order.isReached) ?? false
      }
      otherAlone = isOtherThere ? venue.reducing.clock.venueNow() : nil
      if uptime >= nextReading {
        let reading = try await reading(scene.symbol)
        let isShown = reading.orders.contains { $0.ownID(owner) == order.id }
        guard isShown, reading.position?.size == scene.size else {
          // It acted between two looks: the price that comes at once still tells of it.
          let isThere = order.isReached(by: try await self.price(scene.symbol, order.signal))
          return isThere && !isOtherThere ? .reached(lastOff: lastOff, otherAlone: nil) : .actedUnseen
        }
        nextReading = uptime + plan.pacing.readingPoll.count
      }
      guard uptime < end else { return .waited }
      try await wait(plan.pacing.pricePoll)
    }
  }

  /// Takes an order back so that one nearer to the price can take its place; the guard covers meanwhile.
  private mutating func withdraw(
    _ order: ProtectiveOrder, _ scene: OpenPosition
  ) async throws(CertificationStop) {
    let reading = try await reading(scene.symbol)
    guard
      let proof = try? CoverProof(cancelling: .client(order.id), keeping: [scene.guardStop], in: reading)
    else { throw .episode("the guard does not cover the position, so that the order has to stay") }
    guard case .accepted = await desk.cancel(order.id, scene.symbol, proof, as: .tested) else {
      throw .episode("the order could not be taken back")
    }
    let after = try await self.reading(scene.symbol)
    guard after.position?.size == scene.size, !after.orders.contains(where: { $0.ownID(owner) == order.id })
    else { throw .episode("the order acted while it was taken back") }
  }

  /// Reads until the position is flat, the order gone, the fills are there, and once more.
  ///
  /// - Returns: when the order first filled; nil while its fills do not make up the position.
  func awaitEnd(
    of order: ProtectiveOrder, _ scene: OpenPosition
  ) async throws(CertificationStop) -> Timestamp? {
    let end = uptime + plan.pacing.settling.count
    while true {
      let reading = try await reading(scene.symbol)
      let isShown = reading.orders.contains { $0.ownID(owner) == order.id }
      if reading.position == nil, !isShown || uptime >= end { break }
      guard uptime < end else {
        _ = await desk.fills()
        throw .episode("the position is not flat after the trigger")
      }
      try await wait(plan.pacing.settlingPoll)
    }
    var own: [VenueFill] = []
    var isWhole = false
    while true {
      own = (await desk.fills() ?? []).filter {
        $0.side == order.position.exitSide
          && ($0.clientID.flatMap { ClientOrderID($0) } == order.id
            || $0.venueOrderID == testedOrderID)
      }
      let sum = own.reduce(ExactDecimal?.some(.zero)) { sum, fill in sum.flatMap { try? $0 + fill.size } }
      isWhole = sum.map { $0 >= scene.size } ?? false
      if isWhole || uptime >= end { break }
      try await wait(plan.pacing.settlingPoll)
    }
    _ = try await reading(scene.symbol)
    return isWhole ? own.map(\.at).min() : nil
  }
}

extension ProtectiveRole {
  var idRole: ClientOrderID.Role { self == .stopLoss ? .stopLoss : .takeProfit }
}
