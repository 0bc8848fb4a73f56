import ExactDecimal
import StrictJSON
import Trading

extension CaseExamination {
  /// The position that the case opened, as it was shown.
  struct Opened {
    let side: PositionSide
    let size: ExactDecimal
    let entry: Command
  }

  /// The order under test after its acceptance.
  struct Tested {
    let order: ProtectiveOrder
    let venueOrderID: String
    let command: Command
    /// When the run itself began to end the case; what comes later is its own doing.
    let limitMicroseconds: Int64
  }

  /// One entry, of the case's side, accepted, and shown as a position of exactly its size before anything protects it.
  func opening() throws(CaseObjection) -> Opened {
    let entries = commands(as: .entry)
    guard let entry = entries.first, case .enter(let order) = entry.sent.command, entries.count == 1 else {
      throw CaseObjection(.entryNotSent, "\(entries.count) entries were sent")
    }
    guard order.position == certificationCase.position, order.symbol == symbol else {
      throw CaseObjection(.entryNotOfCase, "\(order.symbol) \(order.position.rawValue)")
    }
    switch entry.sent.outcome {
    case .accepted: break
    case .refused(let refusal): throw CaseObjection(.entryRefused, refusal.word)
    case .unknown(let unknown): throw CaseObjection(.entryUnknown, unknown.reason)
    }
    // Without an order under test the position is whatever was shown first.
    let tested = commands(as: .tested).first
    let end = tested?.event.sentMicroseconds ?? .max
    let readings = settled.filter {
      $0.beganMicroseconds >= entry.event.receivedMicroseconds && $0.endedMicroseconds <= end
    }
    guard let position = (tested == nil ? readings.first : readings.last)?.position else {
      throw CaseObjection(.positionNotShown, "no settled reading shows a position after the entry")
    }
    guard position.side == order.position else {
      throw CaseObjection(
        .positionWrongSide, "expected \(order.position.rawValue), shown \(position.side.rawValue)")
    }
    guard position.size >= order.size else {
      throw CaseObjection(.positionTooSmall, "expected \(order.size), shown \(position.size)")
    }
    guard position.size == order.size else {
      throw CaseObjection(.positionTooLarge, "expected \(order.size), shown \(position.size)")
    }
    return Opened(side: position.side, size: position.size, entry: entry)
  }

  /// The last order under test, accepted and shown in every field as it was sent; earlier ones cancelled before.
  mutating func placement(of opened: Opened) throws(CaseObjection) -> Tested {
    let orders = commands(as: .tested).filter { $0.sent.isPlacement }
    guard let last = orders.last, case .protect(let order) = last.sent.command else {
      throw CaseObjection(.orderNotSent, "no order under test was sent")
    }
    note {
      $0.record.sent = last.sent.request.json
    }
    for command in orders {
      try requireOfCase(command, opened)
      if command.event.number != last.event.number { try requireCancelled(command) }
    }
    let venueOrderID = try acceptedID(of: last)
    let tested = Tested(
      order: order, venueOrderID: venueOrderID, command: last,
      limitMicroseconds: limitMicroseconds(after: last))
    // What is shown once it has begun to fire is no longer the order that was sent.
    let end = min(tested.limitMicroseconds, firingEvidence(of: tested) ?? .max)
    let objection = try requireShown(order, venueOrderID, after: last, until: end)
    let readings = settled.filter { $0.beganMicroseconds >= last.event.receivedMicroseconds }
    guard !readings.isEmpty else {
      throw CaseObjection(.orderNotRead, "nothing was read after the order was accepted")
    }
    let isShown = readings.contains {
      $0.order(order.id, or: venueOrderID) != nil && $0.position?.side == opened.side
        && $0.position?.size == opened.size
    }
    if let objection {
      throw CaseObjection(.readingsUndecided, "shown once, and otherwise: \(objection.detail)")
    }
    guard isShown else { throw notShown(tested, readings) }
    return tested
  }

  private func requireOfCase(_ command: Command, _ opened: Opened) throws(CaseObjection) {
    guard case .protect(let order) = command.sent.command else { return }
    guard order.role == certificationCase.order, order.position == certificationCase.position,
      order.signal == certificationCase.trigger, order.symbol == symbol, order.size == opened.size
    else {
      throw CaseObjection(
        .orderNotOfCase,
        "\(order.role.rawValue) \(order.position.rawValue) \(order.size) on \(order.signal.rawValue)")
    }
  }

  private func acceptedID(of command: Command) throws(CaseObjection) -> String {
    switch command.sent.outcome {
    case .refused(let refusal): throw CaseObjection(.orderRefused, refusal.word)
    case .unknown(let unknown): throw CaseObjection(.orderUnknown, unknown.reason)
    case .accepted(let acceptance):
      guard let id = acceptance.venueOrderID, !id.isEmpty else {
        throw CaseObjection(.orderWithoutID, "accepted as \(acceptance.word), without an id")
      }
      return id
    }
  }

  /// Readings that show the order show it as it was sent, under the id that accepted it.
  ///
  /// - Returns: what speaks against the only reading that shows it, where that could have been read while it fired.
  private mutating func requireShown(
    _ order: ProtectiveOrder, _ venueOrderID: String, after placed: Command, until end: Int64
  ) throws(CaseObjection) -> CaseObjection? {
    let showing = settled.filter {
      $0.beganMicroseconds >= placed.event.receivedMicroseconds && $0.endedMicroseconds <= end
        && $0.order(order.id, or: venueOrderID) != nil
    }
    let objections = showing.map { objection(to: $0, of: order, venueOrderID) }
    // Of what is wrong, if anything is.
    let wrong = objections.lastIndex { $0 != nil }
    let shown = (wrong ?? showing.indices.last).flatMap { showing[$0].order(order.id, or: venueOrderID) }
    if let shown { note { $0.record.shown = shown.json } }
    guard let wrong, let last = objections[wrong] else { return nil }
    let lasts = showing.persistence { objection(to: $0, of: order, venueOrderID) != nil } == .lasting
    guard lasts || objections.allSatisfy({ $0 != nil }) else { return nil }
    // A list that is too old does not show the order at all, and one from the moment of firing shows it filled, or
    // under another id.
    let couldFire = last.code == .orderIDMismatch || shown?.filledSize.signum != 0
    if showing.count == 1, couldFire { return last }
    throw last
  }

  private func objection(
    to reading: SettledReadingInTime, of order: ProtectiveOrder, _ venueOrderID: String
  ) -> CaseObjection? {
    let shown = reading.orders.filter {
      $0.clientID.flatMap { ClientOrderID($0) } == order.id || $0.venueOrderID == venueOrderID
    }
    guard let one = shown.first else { return nil }
    guard shown.count == 1 else {
      return CaseObjection(.orderIDMismatch, "\(shown.count) orders are shown for the one that was sent")
    }
    guard one.venueOrderID == venueOrderID, one.clientID.flatMap({ ClientOrderID($0) }) == order.id else {
      return CaseObjection(
        .orderIDMismatch,
        "accepted \(order.id) as \(venueOrderID), shown \(one.clientID ?? "none") as \(one.venueOrderID)")
    }
    let isFilled = one.filledSize.signum != 0
    let found =
      one.deviations(from: order).map(\.description) + (isFilled ? ["filled \(one.filledSize)"] : [])
    return found.isEmpty ? nil : CaseObjection(.orderDeviates, found.joined(separator: "; "))
  }

  /// An order that was replaced by one nearer to the price: shown rightly while it was there, cancelled, and gone.
  private mutating func requireCancelled(_ command: Command) throws(CaseObjection) {
    guard case .protect(let order) = command.sent.command else { return }
    let venueOrderID = try acceptedID(of: command)
    let cancel = commands.first {
      guard case .cancel(.client(order.id), _) = $0.sent.command else { return false }
      return $0.sent.acceptance != nil
    }
    guard let cancel else {
      throw CaseObjection(.earlierOrderNotCancelled, "no accepted cancel of \(order.id)")
    }
    if let objection = try requireShown(
      order, venueOrderID, after: command, until: cancel.event.sentMicroseconds)
    {
      throw CaseObjection(.readingsUndecided, "shown once, and otherwise: \(objection.detail)")
    }
    let isGone = settled.contains {
      $0.beganMicroseconds >= cancel.event.receivedMicroseconds && $0.order(order.id, or: venueOrderID) == nil
    }
    guard isGone else {
      throw CaseObjection(.earlierOrderNotCancelled, "\(order.id) is still shown after its cancel")
    }
  }

  /// The first cancel of the order, or exit, that the run itself sent.
  private func limitMicroseconds(after placed: Command) -> Int64 {
    guard case .protect(let order) = placed.sent.command else { return .max }
    let end = commands.first { command in
      guard command.event.number > placed.event.number else { return false }
      switch command.sent.command {
      case .exit: return true
      case .cancel(.client(let id), _): return id == order.id
      default: return false
      }
    }
    return end?.event.sentMicroseconds ?? .max
  }
}

extension Timeline.SentCommand {
  var isPlacement: Bool {
    if case .protect = command { true } else { false }
  }
}
