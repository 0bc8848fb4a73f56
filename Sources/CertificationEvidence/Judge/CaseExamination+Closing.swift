import Chronology
import ExactDecimal
import Trading

extension CaseExamination {
  /// The order left, its fills close the position exactly, and the position was shown flat twice.
  mutating func closing(_ tested: Tested, _ firing: Firing) throws(CaseObjection) {
    let (fills, attribution) = fills(of: tested)
    note {
      $0.attribution = attribution
      $0.record.fills = fills.map { .init(price: $0.price, size: $0.size, at: $0.at) }
    }
    let positions = positionReads.filter { $0.event.sentMicroseconds >= firing.seenMicroseconds }
    if let reversed = positions.first(where: { $0.position?.side == tested.order.position.opposite }) {
      throw CaseObjection(
        .positionReversed, "\(reversed.position?.side.rawValue ?? "") \(reversed.position?.size ?? .zero)")
    }
    let filled = try exact { () throws(DecimalError) in
      var sum = ExactDecimal.zero
      for fill in fills { sum = try sum + fill.size }
      return sum
    }
    try requireFilled(filled, tested, firing)
    try requireFlat(tested, firing)
    try noteMeasures(fills, filled, tested, firing)
  }

  private func requireFilled(
    _ filled: ExactDecimal, _ tested: Tested, _ firing: Firing
  ) throws(CaseObjection) {
    let isRead = events.contains {
      guard case .fills = $0.content else { return false }
      return $0.sentMicroseconds >= firing.evidenceMicroseconds
    }
    guard isRead else { throw CaseObjection(.fillsNotRead, "fills were not read after the order left") }
    let size = tested.order.size
    guard filled != size else { return }
    guard filled < size else { throw CaseObjection(.fillExcess, "expected \(size), filled \(filled)") }
    let readings = readings(of: tested, after: firing)
    guard let ownEnd = readings.last else {
      throw CaseObjection(.fillsNotRead, "nothing was read after the order left")
    }
    guard areFillsRead(longAfter: firing.evidenceMicroseconds),
      ownEnd.position == nil || readings.persistence(of: { $0.position != nil }) == .lasting
    else {
      throw CaseObjection(
        .readingsUndecided,
        "expected \(size), filled \(filled), the position is \(shown(ownEnd.position)), in readings of a moment only"
      )
    }
    guard filled.signum == 0 else {
      throw CaseObjection(
        .fillPartial, "expected \(size), filled \(filled), the position is \(shown(ownEnd.position))")
    }
    throw ownEnd.position == nil
      ? CaseObjection(.fillNotFound, "the position is flat, and no fill is the order's")
      : CaseObjection(
        .fillNone, "the order left without a fill, the position is \(shown(ownEnd.position))")
  }

  private mutating func requireFlat(_ tested: Tested, _ firing: Firing) throws(CaseObjection) {
    let readings = readings(of: tested, after: firing)
    guard let last = readings.last else {
      throw CaseObjection(.flatNotShownTwice, "nothing was read after the order left")
    }
    let flat = readings.filter { $0.position == nil }
    let isOpen = readings.persistence { $0.position != nil }
    guard let first = flat.first else {
      throw CaseObjection(
        isOpen == .lasting ? .positionNotFlat : .readingsUndecided,
        "the position is \(shown(last.position))")
    }
    let later = readings.filter { $0.beganMicroseconds >= first.endedMicroseconds }
    try requirePassing(
      later.persistence { $0.position != nil }, .positionNotFlat,
      "shown flat, and then \(shown(later.last { $0.position != nil }?.position))")
    try requirePassing(
      flat.persistence { $0.order(tested.order.id, or: tested.venueOrderID) != nil }, .orderStillShown,
      "the position is flat and the order is still shown")
    guard flat.count >= 2 else { throw CaseObjection(.flatNotShownTwice, "shown flat once") }
    let isKept = isSiblingKept(in: flat)
    note {
      $0.record.latencyMilliseconds = max(0, (first.endedMicroseconds - firing.seenMicroseconds) / 1_000)
      $0.isSiblingKept = isKept
    }
  }

  /// What one old list said does not fail an order; where nothing later takes it back, it leaves a doubt.
  private func requirePassing(
    _ persistence: Persistence, _ code: JudgementCode, _ detail: String
  ) throws(CaseObjection) {
    switch persistence {
    case .never, .passing: break
    case .recent: throw CaseObjection(.readingsUndecided, "\(detail), in readings of a moment only")
    case .lasting: throw CaseObjection(code, detail)
    }
  }

  private func readings(of tested: Tested, after firing: Firing) -> [SettledReadingInTime] {
    settled.filter {
      $0.beganMicroseconds >= firing.seenMicroseconds && $0.endedMicroseconds <= tested.limitMicroseconds
    }
  }

  /// What the protection cost: positive when the fill was worse than the trigger price.
  private mutating func noteMeasures(
    _ fills: [VenueFill], _ filled: ExactDecimal, _ tested: Tested, _ firing: Firing
  ) throws(CaseObjection) {
    let slippage = try exact { () throws(DecimalError) in
      var value = ExactDecimal.zero
      for fill in fills { value = try value + fill.price * fill.size }
      let average = try value.divided(by: filled, fractionDigits: 10, .nearest)
      return tested.order.position == .long
        ? try tested.order.triggerPrice - average : try average - tested.order.triggerPrice
    }
    note { $0.record.slippage = slippage }
  }

  /// Whether the sibling is there in the second flat reading; nil when none rested, or the run cancelled it before.
  private func isSiblingKept(in flat: [SettledReadingInTime]) -> Bool? {
    guard let sibling = commands(as: .sibling).last(where: \.sent.isPlacement),
      let id = sibling.sent.command.clientID,
      let acceptance = sibling.sent.acceptance, let last = flat.dropFirst().first,
      settled.contains(where: { $0.position != nil && $0.order(id, or: acceptance.venueOrderID) != nil })
    else { return nil }
    let isCancelled = commands.contains {
      guard case .cancel(.client(id), _) = $0.sent.command else { return false }
      return $0.event.sentMicroseconds < last.endedMicroseconds
    }
    return isCancelled ? nil : last.order(id, or: acceptance.venueOrderID) != nil
  }

  private func shown(_ position: VenuePosition?) -> String {
    position.map { "\($0.side.rawValue) \($0.size)" } ?? "flat"
  }
}

extension PositionSide {
  var opposite: PositionSide { self == .long ? .short : .long }
}
