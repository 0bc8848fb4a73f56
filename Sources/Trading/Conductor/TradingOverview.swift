public import Chronology
public import ExactDecimal

/// What people are shown of a conductor, as of its last step. Making one changes nothing.
public struct TradingOverview: Sendable, Hashable {
  /// One for each symbol, in the configuration's order.
  public var symbols: [SymbolOverview]
  /// What the day has lost by the worse of two detectors, USD, below zero for a gain; nil while nobody can say.
  public var lossUSD: ExactDecimal?
  /// At which loss the kill switch trips.
  public var maxLossUSD: ExactDecimal
  /// 00:00 UTC of the day that the loss is counted for.
  public var dayBegins: Timestamp?
  public var marginEquityUSD: ExactDecimal?
  /// Entries sent within the last minute, and ever.
  public var entriesInMinute: Int64
  public var entriesInAll: Int64
  /// What keeps entries back and clears by itself.
  public var obstacles: [EntryObstacle]
  /// The newest answers to intents, oldest first.
  public var answers: [TradingMemory.RecordedAnswer]
}

/// Why entries wait although they are permitted. Raw values are labels of metrics: add cases, never rename one.
public enum EntryObstacle: String, Sendable, Hashable, CaseIterable {
  case venueSilent = "venue-silent"
  case journalRoom = "journal-room"
  case marginMode = "margin-mode"
  case coverUnknown = "cover-unknown"
  /// One of the others has passed a moment ago.
  case settling
}

/// How one symbol stands, with prices.
public struct SymbolOverview: Sendable, Hashable {
  public var picture: SymbolPicture
  /// The strategy's id of the open trade.
  public var intent: String?
  /// By own fills of the open trade; nil where there are none, as of a position that was adopted.
  public var ownEntryPrice: ExactDecimal?
  /// The venue's average price of the whole position.
  public var venueEntryPrice: ExactDecimal?
  public var mark: ExactDecimal?
  /// Milliseconds since the reading of ``mark`` began.
  public var markAge: Int64?
  /// What the own part would gain at the mark price against its entry price, before fees; nil where one is not known.
  public var unrealizedUSD: ExactDecimal?
  /// The venue's position at the mark price.
  public var notionalUSD: ExactDecimal?
  /// What the entry that may still fill is worth at its price, or at the last one.
  public var entryNotionalUSD: ExactDecimal?
  /// The take-profit that the open trade is to have.
  public var takeProfit: ExactDecimal?
  /// Own triggers as the venue shows them.
  public var protection: [ShownProtection]
  /// Orders on the symbol that are not ours.
  public var strangeOrders: Int
}

/// A protective order of ours as the venue shows it.
public struct ShownProtection: Sendable, Hashable {
  public var role: ClientOrderID.Role
  public var triggerPrice: ExactDecimal?
  public var unfilledSize: ExactDecimal
  public var signal: VenueOrder.Signal?
  /// Whether every field is shown as it was sent; false where nobody knows what was.
  public var isAsSent: Bool
}

extension Conductor {
  /// - Parameter answerCount: of how many answers at most.
  public func overview(answers answerCount: Int) -> TradingOverview {
    TradingOverview(
      symbols: zip(desks.indices, pictures).map { place, picture in overview(place, picture) },
      lossUSD: shownLossOfDay, maxLossUSD: rules.maxDailyLossUSD, dayBegins: memory.day?.begins,
      marginEquityUSD: accountState?.marginEquityUSD,
      entriesInMinute: Int64(memory.recentEntries.count { now.venue.milliseconds(since: $0) < 60_000 }),
      entriesInAll: memory.entriesSent, obstacles: obstacles, answers: memory.answers.suffix(answerCount))
  }

  private var obstacles: [EntryObstacle] {
    var found: [EntryObstacle] = []
    if !linkIsUp { found.append(.venueSilent) }
    if case .healthy = journal {} else { found.append(.journalRoom) }
    if desks.contains(where: \.marginDiffers) { found.append(.marginMode) }
    if desks.contains(where: \.isCoverUnknown) { found.append(.coverUnknown) }
    if found.isEmpty, soft.map({ $0.until > now.uptime }) ?? false { found.append(.settling) }
    return found
  }

  private func overview(_ place: Int, _ picture: SymbolPicture) -> SymbolOverview {
    let (desk, book) = (desks[place], self[book: place])
    let contract = instruments.instrument(desk.symbol)?.contractSize
    let mark = desk.market?.value.mark
    let entry = entryPrice(of: book)
    var unrealized: ExactDecimal?
    if picture.own.signum != 0, let mark, let contract, let price = entry ?? desk.reading?.position?.price {
      unrealized = try? picture.own * (mark - price) * contract
    }
    var notional: ExactDecimal?
    if let position = picture.position, let contract {
      notional = position.signum == 0 ? .zero : mark.flatMap { try? position.magnitude * $0 * contract }
    }
    return SymbolOverview(
      picture: picture, intent: book.trade?.intent, ownEntryPrice: entry,
      venueEntryPrice: desk.reading?.position?.price, mark: mark,
      markAge: mark == nil ? nil : now.uptime - desk.marketBeganAt, unrealizedUSD: unrealized,
      notionalUSD: notional, entryNotionalUSD: entryNotional(place, contract),
      takeProfit: book.trade?.takeProfit,
      protection: (desk.reading?.orders ?? []).compactMap(shownProtection)
        .sorted { $0.role.rawValue < $1.role.rawValue },
      strangeOrders: desk.reading?.orders.count { !$0.origin.isOurs } ?? 0)
  }

  private func entryPrice(of book: SymbolMemory) -> ExactDecimal? {
    guard let number = book.trade?.number else { return nil }
    var (size, value) = (ExactDecimal.zero, ExactDecimal.zero)
    for order in book.orders where order.id.role == .entry && order.id.intent == number {
      guard let moreSize = try? size + order.filled, let moreValue = try? value + order.value else {
        return nil
      }
      (size, value) = (moreSize, moreValue)
    }
    return size.signum == 0 ? nil : try? value.divided(by: size, fractionDigits: 8, .nearest)
  }

  private func entryNotional(_ place: Int, _ contract: ExactDecimal?) -> ExactDecimal? {
    guard let live = self[book: place].liveEntry, case .entry(let order) = live.order, let contract else {
      return nil
    }
    let price: ExactDecimal? =
      switch order.price {
      case .market: desks[place].market?.value.last
      case .limit(let price), .postOnly(let price), .immediateOrCancel(let price): price
      }
    return price.flatMap { try? (order.size - live.filled) * $0 * contract }
  }

  private func shownProtection(_ shown: ShownOrder) -> ShownProtection? {
    guard case .ours(let id) = shown.origin, id.role != .entry, id.role != .exit else { return nil }
    var isAsSent = false
    if case .protective(let sent) = memory.order(id)?.order {
      isAsSent = shown.order.deviations(from: sent).isEmpty
    }
    return ShownProtection(
      role: id.role, triggerPrice: shown.order.triggerPrice, unfilledSize: shown.order.unfilledSize,
      signal: shown.order.signal, isAsSent: isAsSent)
  }
}
