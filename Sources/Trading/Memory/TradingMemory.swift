public import Chronology
public import ExactDecimal

/// What the core knows across crashes: the fold of the journal's records, in their order.
///
/// Nothing else changes it, so that a replay ends where the engine was.
public struct TradingMemory: Sendable, Hashable {
  /// How many answers are kept for intents that come again.
  static let keptAnswers = 512
  /// How many ids of fills are kept to tell which ones are known: twice what the longest row of pages can hold, since one
  /// that is shown again and not known any more is booked twice. A thin market makes hundreds of one order.
  static let keptFills = 4_096

  public internal(set) var books: InPlace<SymbolMemory>
  public internal(set) var nextNumber: UInt64 = 1
  public internal(set) var answers: [RecordedAnswer] = []
  public private(set) var fillIDs: [String] = []
  private(set) var knownFills: Set<String> = []
  public internal(set) var day: TradingDay?
  /// Entries sent, ever.
  public internal(set) var entriesSent: Int64 = 0
  /// When entries of the last minute were sent, by the venue's clock.
  public internal(set) var recentEntries: [Timestamp] = []
  /// The venue's time of the newest record; nil before the first.
  public internal(set) var lastRecordAt: Timestamp?

  public struct RecordedAnswer: Sendable, Hashable {
    public let intent: String
    public var answer: IntentAnswer

    public init(intent: String, answer: IntentAnswer) {
      self.intent = intent
      self.answer = answer
    }
  }

  public init() { books = InPlace([]) }

  public func book(_ symbol: Symbol) -> SymbolMemory? { books.first { $0.symbol == symbol } }

  /// Makes room for symbols that no record has named yet; an empty book says nothing.
  public mutating func expect(_ symbols: [Symbol]) {
    for symbol in symbols { _ = place(symbol) }
  }

  public func answer(to intent: String) -> IntentAnswer? {
    answers.last { $0.intent == intent }?.answer
  }

  /// The order with an id, open or ended, as long as it is known.
  public func order(_ id: ClientOrderID) -> OrderMemory? {
    for book in books { if let order = book.orders.first(where: { $0.id == id }) { return order } }
    return nil
  }
}

/// What is known of an own order.
public struct OrderMemory: Sendable, Hashable {
  public let id: ClientOrderID
  public let order: OwnOrder
  public internal(set) var venueIDs: [String] = []
  public internal(set) var filled = ExactDecimal.zero
  /// Size times price of its fills.
  public internal(set) var value = ExactDecimal.zero
  public internal(set) var end: OrderEnd?

  init(order: OwnOrder) { (id, self.order) = (order.id, order) }
}

extension TradingMemory {
  /// - Throws: for numbers that do not add up; the memory is then as before.
  public mutating func apply(_ record: TradeRecord) throws(DecimalError) {
    switch record.content {
    case .opened(let trade):
      nextNumber = max(nextNumber, trade.number + 1)
      withBook(trade.symbol) { book in
        book.trade = trade
        (book.cash, book.turnover) = (.zero, .zero)
      }
    case .ordered(let order): note(order, at: record.at)
    case .named(let id, let venueID):
      withOrder(id) { if !$0.venueIDs.contains(venueID) { $0.venueIDs.append(venueID) } }
    case .filled(let fill): try take(fill)
    case .ended(let id, let end): withOrder(id) { $0.end = end }
    case .adjusted(let symbol, let stop, let takeProfit):
      withBook(symbol) { book in
        book.trade?.stop = stop
        book.trade?.takeProfit = takeProfit
      }
    case .closed(let symbol):
      withBook(symbol) { book in
        book.trade = nil
        book.changeOrders { $0 = [] }
        (book.cash, book.turnover) = (.zero, .zero)
      }
    case .answered(let intent, let answer):
      if let place = answers.lastIndex(where: { $0.intent == intent }) {
        answers[place].answer = answer
      } else {
        if answers.count >= Self.keptAnswers { answers.removeFirst() }
        answers.append(RecordedAnswer(intent: intent, answer: answer))
      }
    case .quarantined(let symbol, let because): withBook(symbol) { $0.quarantine = because }
    case .adopted(let symbol, let net, let price, let trade):
      if let trade { nextNumber = max(nextNumber, trade.number + 1) }
      let cost = try net * price
      // What the difference was worth is taken as traded at the price, so that the day's loss so far stays.
      let before = book(symbol)
      let gone = try (before?.net ?? .zero) - net
      let dayCash = try (before?.dayCash ?? .zero) + gone * price
      withBook(symbol) { book in
        book.net = net
        book.trade = trade
        book.quarantine = nil
        book.cash = -cost
        book.turnover = .zero
        book.dayCash = dayCash
      }
    case .dayBegan(let day):
      if self.day?.begins != day.begins {
        for place in books.indices {
          (books[place].dayCash, books[place].dayTurnover) = (.zero, .zero)
          books[place].dayStartNet = books[place].net
        }
      }
      self.day = day
    }
    lastRecordAt = max(lastRecordAt ?? record.at, record.at)
  }

  private mutating func note(_ order: OwnOrder, at time: Timestamp) {
    nextNumber = max(nextNumber, order.id.intent + 1)
    var isNew = true
    withBook(order.symbol) { book in
      // The same id may be sent again while its outcome is unknown, or be shown after it was given up.
      book.changeOrders { orders in
        if let place = orders.firstIndex(where: { $0.id == order.id }) {
          orders[place].end = nil
          isNew = false
        } else {
          orders.append(OrderMemory(order: order))
        }
      }
    }
    guard order.id.role == .entry, isNew else { return }
    entriesSent += 1
    recentEntries.removeAll { time.milliseconds(since: $0) >= 60_000 }
    recentEntries.append(time)
  }

  private mutating func take(_ fill: OwnFill) throws(DecimalError) {
    guard !knownFills.contains(fill.id) else { return }
    let value = try fill.size * fill.price
    let place = place(fill.symbol)
    var book = books[place]
    book.net = try book.net + fill.signedSize
    let cash = fill.side == .buy ? -value : value
    book.cash = try book.cash + cash
    book.dayCash = try book.dayCash + cash
    book.turnover = try book.turnover + value
    book.dayTurnover = try book.dayTurnover + value
    try book.changeOrders { (orders) throws(DecimalError) in
      guard let order = orders.firstIndex(where: { $0.id == fill.order }) else { return }
      orders[order].filled = try orders[order].filled + fill.size
      orders[order].value = try orders[order].value + value
    }
    books[place] = book
    if fillIDs.count >= Self.keptFills { knownFills.remove(fillIDs.removeFirst()) }
    fillIDs.append(fill.id)
    knownFills.insert(fill.id)
  }

  mutating func setFills(_ ids: [String]) { (fillIDs, knownFills) = (ids, Set(ids)) }

  private mutating func place(_ symbol: Symbol) -> Int {
    if let place = books.firstIndex(where: { $0.symbol == symbol }) { return place }
    let place = books.firstIndex { symbol < $0.symbol } ?? books.endIndex
    books.elements.insert(SymbolMemory(symbol: symbol), at: place)
    return place
  }

  private mutating func withBook(_ symbol: Symbol, _ change: (inout SymbolMemory) -> Void) {
    change(&books[place(symbol)])
  }

  private mutating func withOrder(_ id: ClientOrderID, _ change: (inout OrderMemory) -> Void) {
    for book in books.indices {
      guard let order = books[book].orders.firstIndex(where: { $0.id == id }) else { continue }
      books[book].changeOrders { change(&$0[order]) }
    }
  }
}
