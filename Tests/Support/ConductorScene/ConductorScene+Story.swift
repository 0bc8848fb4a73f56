public import Chronology
public import ExactDecimal
public import Trading

/// The words in which tests tell their stories.
extension ConductorScene {
  public var entries: [EntryOrder] {
    commands.compactMap { if case .enter(let approved) = $0.command { approved.order } else { nil } }
  }

  public var stops: [ProtectiveOrder] { protective(.stopLoss) }

  public var takeProfits: [ProtectiveOrder] { protective(.takeProfit) }

  public var exits: [ExitOrder] {
    commands.compactMap { if case .exit(let order) = $0.command { order } else { nil } }
  }

  public var cancelled: [ClientOrderID] {
    commands.compactMap { if case .cancel(let id, _) = $0.command { id } else { nil } }
  }

  /// Protective orders that were taken away.
  public var uncovered: [ClientOrderID] {
    commands.compactMap { if case .uncover(let id, _, _) = $0.command { id } else { nil } }
  }

  public var amended: [OrderAmendment] {
    commands.compactMap { if case .amend(let amendment) = $0.command { amendment } else { nil } }
  }

  private func protective(_ role: ProtectiveRole) -> [ProtectiveOrder] {
    commands.compactMap { sent -> ProtectiveOrder? in
      guard case .protect(let order) = sent.command, order.role == role else { return nil }
      return order
    }
  }

  /// When a kind of command was first sent.
  public func firstSent(_ kind: SceneCommand) -> Int64? {
    commands.first { SceneCommand($0.command) == kind }?.at
  }

  public func sent(_ kind: SceneCommand) -> Int { commands.count { SceneCommand($0.command) == kind } }

  /// What was said about an intent, in words, so that a test reads as it was heard.
  public func told(_ intent: String = "e-1") -> [String] {
    answers.filter { $0.intent == intent }.map { $0.answer.word }
  }

  public var isFlat: Bool { venue.position.signum == 0 }

  /// Nothing of ours is open there, and the memory has closed its books.
  public var isClean: Bool {
    isFlat && venue.orders.isEmpty && conductor.memory.book(symbol)?.trade == nil
      && (conductor.memory.book(symbol)?.orders ?? []).isEmpty
  }

  /// The venue's position is exactly what own stops would close.
  public var isCovered: Bool {
    var sum = ExactDecimal.zero
    for order in venue.own(.stopLoss) { sum = (try? sum + order.unfilledSize) ?? sum }
    return venue.position.signum != 0 && sum == venue.position.magnitude
  }

  // MARK: Doing

  /// Lets the first readings arrive.
  public mutating func settle() { run(2_000) }

  public mutating func enter(
    _ id: String = "e-1", _ side: PositionSide = .long, size: ExactDecimal = "0.1",
    _ price: EnterIntent.Price = .market, stop: ExactDecimal? = nil, takeProfit: ExactDecimal? = nil
  ) {
    let intent = EnterIntent(
      id: id, symbol: symbol, side: side, size: size, price: price,
      stopLoss: stop ?? (side == .long ? "64000" : "66000"), takeProfit: takeProfit)
    deliver(.intent(.enter(intent)))
  }

  /// An open long position of 0.1 at 65000 with its stop at 64000, and nothing left to do.
  public mutating func openLong(takeProfit: ExactDecimal? = nil) {
    settle()
    enter(takeProfit: takeProfit)
    run(5_000)
  }

  /// A limit entry that rests at 64900.
  public mutating func restEntry(goodFor: Milliseconds = .minutes(30)) {
    settle()
    enter(.limit("64900", isPostOnly: true, goodFor: goodFor))
    run(2_000)
  }

  public mutating func enter(_ price: EnterIntent.Price) { enter("e-1", .long, price) }

  /// A part of the entry that rests trades.
  public mutating func fillEntry(_ size: ExactDecimal) {
    guard let entry = venue.own(.entry).first else { return }
    venue.fill(entry, size, at: moment.venue)
  }

  /// The entry that rests fills, and the lists of positions and orders do not say so until ``stale`` is nil: the entry is
  /// gone, the position is as it was, and fills alone tell.
  public mutating func fillEntryBehindLists(_ size: ExactDecimal, showing position: ExactDecimal? = nil) {
    var behind = venue
    behind.orders = venue.own(.stopLoss)
    fillEntry(size)
    behind.fills = venue.fills
    behind.position = position ?? behind.position
    stale = behind
  }

  public mutating func fireStop(filling size: ExactDecimal, as state: VenueOrderStatus.State = .executed) {
    guard let stop = venue.own(.stopLoss).first else { return }
    venue.fire(stop, filling: size, as: state, at: moment.venue)
  }

  /// Somebody else trades on the account.
  public mutating func strangerTrades(_ side: OrderSide, _ size: ExactDecimal) {
    venue.trade(side, size, nil, "stranger-\(venue.fills.count)", at: moment.venue)
  }

  /// Somebody else's order rests.
  public mutating func strangerRests(clientID: String? = nil, venueID: String = "stranger") {
    venue.orders.append(
      VenueOrder(
        venueOrderID: venueID, clientID: clientID, symbol: symbol, side: .buy, family: .limit,
        unfilledSize: "0.5", filledSize: .zero, limitPrice: "60000", isReduceOnly: false, status: "untouched")
    )
  }
}

extension IntentAnswer {
  /// The answer's word; for a refusal its code.
  public var word: String {
    switch self {
    case .accepted: "accepted"
    case .refused(let refusal): refusal.code
    case .notExecuted: "not-executed"
    case .entered: "entered"
    case .protected: "protected"
    case .done: "done"
    case .closed: "closed"
    }
  }
}
