import ExactDecimal
import Trading

/// What a transcript shows of the venue's behaviours: *yes* only where it was seen, and never seen otherwise; *no* as
/// soon as it was seen otherwise once.
struct BehaviourObservation {
  let timeline: Timeline
  let cases: [CaseJudgement]

  typealias Observation = CertifiedBehaviour.Observation

  var all: [CertifiedBehaviour: Observation] {
    var all: [CertifiedBehaviour: Observation] = [:]
    for behaviour in CertifiedBehaviour.allCases { all[behaviour] = joined(observations(of: behaviour)) }
    return all
  }

  private func joined(_ observations: [Observation]) -> Observation {
    if observations.contains(.no) { return .no }
    return observations.contains(.yes) ? .yes : .notObserved
  }

  private func observations(of behaviour: CertifiedBehaviour) -> [Observation] {
    switch behaviour {
    case .orderIDKeptWhenFired:
      return cases.filter { $0.verdict == .pass }.map {
        switch $0.attribution {
        case .orderID: .yes
        case .clientID: .no
        case .circumstances, nil: .notObserved
        }
      }
    case .siblingCancelledAfterFill:
      return cases.filter { $0.verdict == .pass }.map {
        $0.isSiblingKept.map { $0 ? .no : .yes } ?? .notObserved
      }
    case .overlappingReduceOnlyStopsAccepted:
      return timeline.windows.map(overlap)
    case .reduceOnlyTriggerAcceptedWhileFlat, .oversizedReduceOnlyCappedWhenFired, .orderIDKeptWhenAmended,
      .crossedTriggerFiresAtOnce:
      return timeline.windows.compactMap { window in
        guard case .behaviour(let symbol, behaviour) = window.episode, window.hasEnded else { return nil }
        let scene = BehaviourScene(symbol: symbol, events: timeline.events[window.events])
        guard scene.isWhole else { return .notObserved }
        return switch behaviour {
        case .reduceOnlyTriggerAcceptedWhileFlat: scene.whileFlat
        case .oversizedReduceOnlyCappedWhenFired: scene.oversized
        case .orderIDKeptWhenAmended: scene.amended
        default: scene.crossed
        }
      }
    }
  }

  /// Two stops of ours, together larger than the position, shown at once; or the second one refused.
  private func overlap(_ window: Timeline.Window) -> Observation {
    let symbol: Symbol
    switch window.episode {
    case .certificationCase(let market, _), .behaviour(let market, _): symbol = market
    case .preparation, .cleanUp: return .notObserved
    }
    let scene = BehaviourScene(symbol: symbol, events: timeline.events[window.events])
    return scene.isWhole ? scene.overlapping : .notObserved
  }
}

/// One window, and what of the behaviours can be read from it.
struct BehaviourScene {
  let symbol: Symbol
  let events: ArraySlice<Timeline.Event>

  typealias Command = (event: Timeline.Event, sent: Timeline.SentCommand)
  typealias Observation = CertifiedBehaviour.Observation

  private var settled: [SettledReadingInTime] { events.settledReadings(of: symbol) }

  private var commands: [Command] {
    events.compactMap { event in
      if case .command(let sent) = event.content { (event, sent) } else { nil }
    }
  }

  /// Every command was announced and is the order mapping's, every list complete.
  var isWhole: Bool {
    events.allSatisfy { event in
      switch event.content {
      case .unannounced, .incomplete: false
      case .command(let sent): sent.isExact
      default: true
      }
    }
  }

  private var tested: (command: Command, order: ProtectiveOrder)? {
    for command in commands where command.sent.role == .tested {
      if case .protect(let order) = command.sent.command { return (command, order) }
    }
    return nil
  }

  private var entry: (command: Command, order: EntryOrder)? {
    for command in commands where command.sent.role == .entry {
      if case .enter(let order) = command.sent.command { return (command, order) }
    }
    return nil
  }

  private func reading(after command: Command) -> SettledReadingInTime? {
    settled.first { $0.beganMicroseconds >= command.event.receivedMicroseconds }
  }

  var whileFlat: Observation {
    guard let (command, order) = tested, entry == nil,
      let before = settled.last(where: { $0.endedMicroseconds <= command.event.sentMicroseconds }),
      before.position == nil
    else { return .notObserved }
    switch command.sent.outcome {
    case .refused(let refusal): return refusal.isAboutTheOrder ? .no : .notObserved
    case .unknown: return .notObserved
    case .accepted(let acceptance):
      guard let after = reading(after: command), after.position == nil else { return .notObserved }
      guard let shown = after.order(order.id, or: acceptance.venueOrderID) else { return .no }
      return shown.deviations(from: order).isEmpty ? .yes : .no
    }
  }

  var amended: Observation {
    guard let (command, order) = tested, let acceptance = command.sent.acceptance else { return .notObserved }
    let amendment = commands.first { candidate in
      guard case .amend(let amendment) = candidate.sent.command else { return false }
      return amendment.order == .client(order.id)
    }
    guard let amendment, amendment.sent.acceptance != nil,
      case .amend(let change) = amendment.sent.command, let after = reading(after: amendment)
    else { return .notObserved }
    guard let shown = after.order(order.id, or: acceptance.venueOrderID) else { return .no }
    var expected = order
    expected.size = change.totalSize ?? order.size
    expected.triggerPrice = change.triggerPrice ?? order.triggerPrice
    return shown.venueOrderID == acceptance.venueOrderID && shown.deviations(from: expected).isEmpty
      ? .yes : .no
  }

  /// A stop larger than the position fired: the position closed, or turned round.
  var oversized: Observation {
    guard let (command, order) = tested, let entry, command.sent.acceptance != nil,
      let size = opened(entry.order, before: command), order.size > size
    else { return .notObserved }
    let after = settled.filter {
      $0.beganMicroseconds >= command.event.receivedMicroseconds && $0.endedMicroseconds <= limit
    }
    if after.contains(where: { $0.position?.side == order.position.opposite }) { return .no }
    let flat = after.filter {
      $0.position == nil && $0.order(order.id, or: command.sent.acceptance?.venueOrderID) == nil
    }
    return flat.count >= 2 && traded(order, command) == size ? .yes : .notObserved
  }

  /// A stop whose price lay beyond the market when it was sent: it closed the position at once, or it did not.
  var crossed: Observation {
    guard let (command, order) = tested, let entry, let size = opened(entry.order, before: command),
      let price = lastPrice(of: order.signal, before: command), order.isReached(by: price)
    else { return .notObserved }
    switch command.sent.outcome {
    case .refused(let refusal): return refusal.isAboutTheOrder ? .no : .notObserved
    case .unknown: return .notObserved
    case .accepted(let acceptance):
      let after = settled.filter {
        $0.beganMicroseconds >= command.event.receivedMicroseconds && $0.endedMicroseconds <= limit
      }
      if after.count(where: { $0.position == nil }) >= 2 {
        return traded(order, command) == size ? .yes : .notObserved
      }
      let patience = command.event.receivedMicroseconds + CaseExamination.firingPatienceMicroseconds
      return after.contains {
        $0.beganMicroseconds >= patience && $0.order(order.id, or: acceptance.venueOrderID) != nil
      } ? .no : .notObserved
    }
  }

  var overlapping: Observation {
    for reading in settled {
      guard let position = reading.position else { continue }
      let stops = reading.orders.filter { order in
        order.family == .stop && order.isReduceOnly == true && order.side == position.side.exitSide
          && order.clientID.flatMap { ClientOrderID($0) } != nil
      }
      let sum = stops.reduce(ExactDecimal?.some(.zero)) { sum, order in
        sum.flatMap { try? $0 + order.unfilledSize }
      }
      if stops.count >= 2, let sum, sum > position.size { return .yes }
    }
    return .notObserved
  }

  /// What fills tell that the order under test itself traded; another one may have closed the position.
  private func traded(_ order: ProtectiveOrder, _ command: Command) -> ExactDecimal? {
    var known: Set<String> = []
    var sum = ExactDecimal.zero
    for event in events {
      guard case .fills(let fills) = event.content else { continue }
      for fill in fills where fill.symbol == symbol && known.insert(fill.id).inserted {
        let isOwn =
          fill.venueOrderID == command.sent.acceptance?.venueOrderID
          || fill.clientID.flatMap { ClientOrderID($0) } == order.id
        guard isOwn else { continue }
        guard let next = try? sum + fill.size else { return nil }
        sum = next
      }
    }
    return sum
  }

  /// When the run itself began to close the position.
  private var limit: Int64 {
    commands.first { if case .exit = $0.sent.command { true } else { false } }?.event.sentMicroseconds ?? .max
  }

  /// The size of the position that the entry opened, as it was shown before the order under test was sent.
  private func opened(_ entry: EntryOrder, before command: Command) -> ExactDecimal? {
    let shown = settled.last { $0.endedMicroseconds <= command.event.sentMicroseconds }?.position
    return shown?.side == entry.position && shown?.size == entry.size ? shown?.size : nil
  }

  private func lastPrice(of signal: TriggerSignal, before command: Command) -> ExactDecimal? {
    for event in events.reversed() where event.receivedMicroseconds <= command.event.sentMicroseconds {
      if case .market(let market) = event.content, market.symbol == symbol { return market.price(of: signal) }
    }
    return nil
  }
}

extension VenueRefusal {
  /// Whether the venue refused the order for what it is, and not for limits, access or the market's state.
  fileprivate var isAboutTheOrder: Bool {
    switch meaning {
    case .couldNotTrade, .nothingToReduce, .badNumbers: true
    case .limits, .venueState, .duplicateID, .notFound, .tooLate, .access, .rateLimit, .request, .local: false
    }
  }
}
