import Chronology
import ExactDecimal
import Trading

extension CaseExamination {
  struct Firing {
    /// The first price seen at or beyond the trigger.
    let price: ExactDecimal
    let at: Timestamp
    let seenMicroseconds: Int64
    /// When the order was first seen to be gone, or its fill or its effect was seen.
    let evidenceMicroseconds: Int64
  }

  /// An accepted order that no settled reading showed: either it fired before there was one, or it was never there.
  func notShown(_ tested: Tested, _ readings: [SettledReadingInTime]) -> CaseObjection {
    let sent = tested.command.event
    let first = readings.first
    if let reached = firstReached(tested.order, after: sent.receivedMicroseconds),
      reached < first?.endedMicroseconds ?? .max
    {
      return CaseObjection(.firedBeforeShown, "the trigger was reached before the order was shown")
    }
    let prices = prices(of: tested.order.signal)
    // A fill that is younger than the list leaves the question why the list did not have the order.
    guard let filled = fills(of: tested).fills.map(\.at).min(),
      first?.listedAt.map({ filled <= $0 }) ?? false,
      let before = prices.last(where: { $0.event.receivedMicroseconds <= sent.sentMicroseconds })
    else {
      let isMissing = readings.filter { $0.endedMicroseconds <= tested.limitMicroseconds }.persistence {
        $0.position != nil && $0.order(tested.order.id, or: tested.venueOrderID) == nil
      }
      return isMissing == .lasting
        ? CaseObjection(.orderNotShown, "no settled reading shows the accepted order beside the position")
        : CaseObjection(.readingsUndecided, "the accepted order is missing, in readings of a moment only")
    }
    let acted = actedUnseen(
      tested, before, prices.filter { $0.event.sentMicroseconds >= sent.sentMicroseconds })
    return acted.code == .triggerNotSeen ? CaseObjection(.firedBeforeShown, acted.detail) : acted
  }

  /// The trigger was not reached, then it was, and only then the order acted.
  mutating func firing(of tested: Tested) throws(CaseObjection) -> Firing {
    let prices = prices(of: tested.order.signal)
    let sent = tested.command.event.sentMicroseconds
    guard let before = prices.last(where: { $0.event.receivedMicroseconds <= sent }) else {
      throw CaseObjection(
        .triggerNotRead, "no \(tested.order.signal.rawValue) price before the order was sent")
    }
    guard !tested.order.isReached(by: before.price) else {
      throw CaseObjection(
        .triggerAlreadyReached, "\(before.price) is at or beyond \(tested.order.triggerPrice) already")
    }
    let later = prices.filter { $0.event.sentMicroseconds >= sent }
    let reached = later.first { tested.order.isReached(by: $0.price) }
    let evidence = firingEvidence(of: tested)
    try requireAlone(tested, reached)
    guard let reached, reached.event.receivedMicroseconds <= tested.limitMicroseconds else {
      guard evidence == nil else { throw actedUnseen(tested, before, later) }
      throw CaseObjection(
        .triggerNotReached,
        "\(tested.order.signal.rawValue) stayed off \(tested.order.triggerPrice), last \(later.last?.price ?? before.price)"
      )
    }
    note {
      $0.record.trigger = .init(
        price: reached.price, at: reached.event.receivedAt,
        signals: TriggerSignal.allCases.filter { reached.hasReached(tested.order, $0) })
    }
    guard let evidence else { throw didNotAct(tested, reached) }
    let last =
      later.last {
        $0.event.receivedMicroseconds <= min(reached.event.sentMicroseconds, evidence)
      } ?? before
    guard reached.event.receivedMicroseconds <= evidence || isInTime(reached, evidence, last, tested) else {
      throw actedUnseen(tested, before, later)
    }
    // A fill that is older than the last price off the trigger, less the ticker's lag, is not of the trigger that was seen.
    if let asked = last.event.venueTime, let filled = fills(of: tested).fills.map(\.at).min(),
      filled < asked.advanced(byMilliseconds: -Self.tickerLagMilliseconds)
    {
      throw actedUnseen(tested, before, later)
    }
    try requireOwnSignal(tested, reached, last, evidence)
    return Firing(
      price: reached.price, at: reached.event.receivedAt,
      seenMicroseconds: min(reached.event.receivedMicroseconds, evidence),
      evidenceMicroseconds: evidence)
  }

  /// The order did not act while another signal was at the trigger and the tested one was off it. That both get there
  /// between two reads is nothing that prices can tell apart; the record says which were there.
  private func requireOwnSignal(
    _ tested: Tested, _ reached: PriceRead, _ last: PriceRead, _ evidence: Int64
  ) throws(CaseObjection) {
    let others = TriggerSignal.allCases.filter {
      $0 != tested.order.signal && last.hasReached(tested.order, $0)
    }
    guard !others.isEmpty else { return }
    let filled = fills(of: tested).fills.map(\.at).min()
    let isBefore = filled.flatMap { filled in last.event.venueTime.map { filled <= $0 } } ?? false
    guard isBefore || evidence < reached.event.receivedMicroseconds else { return }
    throw CaseObjection(
      .triggerSignalAmbiguous,
      "\(others.map(\.rawValue).joined(separator: " and ")) at the trigger, "
        + "\(tested.order.signal.rawValue) at \(last.price), in the last read before the order acted")
  }

  /// No other order of this run has traded: after a jump over two of them the position is not the tested order's doing,
  /// and neither is that it has no fill.
  private func requireAlone(_ tested: Tested, _ reached: PriceRead?) throws(CaseObjection) {
    let start = tested.command.event.receivedMicroseconds
    let isReversed = positionReads.contains {
      $0.event.sentMicroseconds >= start && $0.position?.side == tested.order.position.opposite
    }
    let own = try exact { () throws(DecimalError) in
      var sum = ExactDecimal.zero
      for fill in fills(of: tested).fills { sum = try sum + fill.size }
      return sum
    }
    // Those are failures whoever trades besides.
    guard !isReversed, own <= tested.order.size, let other = otherFills(than: tested).first else { return }
    if let reached {
      let patience = reached.event.receivedMicroseconds + Self.firingPatienceMicroseconds
      let rests = settled.contains {
        $0.beganMicroseconds >= patience && $0.endedMicroseconds <= tested.limitMicroseconds
          && $0.position?.size == tested.order.size
          && $0.order(tested.order.id, or: tested.venueOrderID) != nil
      }
      if rests { throw didNotAct(tested, reached) }
    }
    throw CaseObjection(
      .orderOtherTraded, "\(other.side.rawValue) \(other.size) at \(other.price), order \(other.venueOrderID)"
    )
  }

  /// When complete lists began to lack the order, a fill of it was first read, or the position began to be another; nil
  /// while the run left it alone. What a later list or position takes back was old, and no evidence.
  func firingEvidence(of tested: Tested) -> Int64? {
    let (start, end) = (tested.command.event.receivedMicroseconds, tested.limitMicroseconds)
    var (gone, changed, filled): (Int64?, Int64?, Int64?)
    for event in events where event.sentMicroseconds >= start && event.receivedMicroseconds <= end {
      switch event.content {
      case .orders(let orders):
        let isShown = orders.contains {
          $0.venueOrderID == tested.venueOrderID
            || $0.clientID.flatMap { ClientOrderID($0) } == tested.order.id
        }
        gone = isShown ? nil : gone ?? event.sentMicroseconds
      case .positions(let positions):
        let position = positions.first { $0.symbol == symbol }
        let isSame = position?.side == tested.order.position && position?.size == tested.order.size
        changed = isSame ? nil : changed ?? event.sentMicroseconds
      case .fills(let fills):
        let isFilled = fills.contains {
          $0.symbol == symbol && !baseline.contains($0.id)
            && ($0.venueOrderID == tested.venueOrderID
              || $0.clientID.flatMap { ClientOrderID($0) } == tested.order.id)
        }
        if isFilled { filled = filled ?? event.sentMicroseconds }
      default: break
      }
    }
    return [gone, changed, filled].compactMap(\.self).min()
  }

  /// The trigger was reached and the order still rests.
  private func didNotAct(_ tested: Tested, _ reached: PriceRead) -> CaseObjection {
    let patience = reached.event.receivedMicroseconds + Self.firingPatienceMicroseconds
    let isWaited = orderLists.contains {
      $0.event.sentMicroseconds >= patience && $0.event.receivedMicroseconds <= tested.limitMicroseconds
    }
    guard isWaited else {
      return CaseObjection(.triggerNoTime, "the run ended before the order had time to fire")
    }
    let isSuspended = prices(of: tested.order.signal).contains {
      $0.market.isSuspended && $0.event.receivedMicroseconds >= tested.command.event.sentMicroseconds
    }
    return isSuspended
      ? CaseObjection(.marketSuspended, "the market was suspended while the order waited")
      : CaseObjection(
        .orderNotFired, "\(reached.price) was seen at \(reached.event.receivedAt), and the order still rests")
  }
}
