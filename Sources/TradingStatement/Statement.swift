import Chronology
public import ExactDecimal
public import Trading

/// Trades and days out of the journal's records alone. What the records do not tell stays unknown: times are those at
/// which the engine learned of something, fees are in no record, and what was before the first record is not guessed.
public struct Statement: Sendable {
  private static let dayLength: Int64 = 86_400_000

  /// In the order in which they were opened.
  public private(set) var trades: [StatementTrade] = []
  /// In their order; the last one may go on.
  public private(set) var days: [StatementDay] = []
  /// Where the open trade of a symbol stands.
  private var open: [Symbol: Int] = [:]
  /// Own nets as far as they are known.
  private var nets: [Symbol: ExactDecimal] = [:]
  private var triggers: [ClientOrderID: ExactDecimal] = [:]
  private var fillIDs: Set<String> = []
  private let isFromBeginning: Bool
  /// As the core has said, and not only a record's date.
  private var declaredDay: Timestamp?

  /// - Parameter isFromBeginning: whether the first record is the journal's first, so that nothing was before it.
  public init(isFromBeginning: Bool) { self.isFromBeginning = isFromBeginning }

  public mutating func apply(_ record: TradeRecord) throws(DecimalError) {
    let time = record.at
    switch record.content {
    case .dayBegan(let day): begin(day)
    case .opened(let trade):
      noteDay(time)
      // An entry goes out only while the symbol is shown flat.
      nets[trade.symbol] = net(trade.symbol) ?? .zero
      open[trade.symbol] = trades.endIndex
      trades.append(StatementTrade(trade, at: time, adoptedAt: nil))
    case .ordered(let order):
      if case .protective(let order) = order, order.role == .stopLoss {
        triggers[order.id] = order.triggerPrice
      }
    case .filled(let fill): try take(fill, at: time)
    case .answered(let intent, let answer): take(answer, to: intent, at: time)
    case .closed(let symbol):
      noteDay(time)
      nets[symbol] = .zero
      end(symbol, at: time)
    case .adopted(let symbol, let net, let price, let trade):
      try adopt(symbol, net: net, price: price, trade, at: time)
    case .named, .ended, .adjusted, .quarantined: break
    }
  }

  private func net(_ symbol: Symbol) -> ExactDecimal? { nets[symbol] ?? (isFromBeginning ? .zero : nil) }

  // MARK: Days

  /// A record before the first word of a day belongs to its own date.
  private mutating func noteDay(_ time: Timestamp) {
    guard days.isEmpty else { return }
    let begins = Timestamp(clamping: time.unixMilliseconds / Self.dayLength * Self.dayLength)
    days.append(StatementDay(begins: begins, isWhole: isFromBeginning))
  }

  private mutating func begin(_ day: TradingDay) {
    defer { declaredDay = day.begins }
    let isKnown = declaredDay == day.begins || (declaredDay == nil && days.last?.begins == day.begins)
    if isKnown, let last = days.indices.last {
      days[last].baselineUSD = day.baselineUSD
      return
    }
    func mark(_ symbol: Symbol) -> ExactDecimal? { day.marks.first { $0.symbol == symbol }?.price }
    if let last = days.indices.last {
      days[last].isOver = true
      for place in days[last].symbols.indices {
        days[last].symbols[place].endMark = mark(days[last].symbols[place].symbol)
      }
    }
    // The first word of a day after another one is its beginning; alone it may be a later one of the same day.
    var new = StatementDay(begins: day.begins, isWhole: isFromBeginning || !days.isEmpty)
    new.baselineUSD = day.baselineUSD
    for (symbol, net) in nets.sorted(by: { $0.key < $1.key }) where net.signum != 0 {
      var totals = StatementDay.SymbolTotals(symbol: symbol)
      (totals.startNet, totals.endNet, totals.startMark) = (net, net, mark(symbol))
      new.symbols.append(totals)
    }
    days.append(new)
  }

  private mutating func count(
    _ symbol: Symbol, at time: Timestamp, before: ExactDecimal?,
    _ change: (inout StatementDay.SymbolTotals) throws(DecimalError) -> Void
  ) throws(DecimalError) {
    noteDay(time)
    guard let last = days.indices.last else { return }
    let isNew = !days[last].symbols.contains { $0.symbol == symbol }
    let after = net(symbol)
    try days[last].change(symbol) { (totals) throws(DecimalError) in
      if isNew { totals.startNet = before }
      totals.endNet = after
      try change(&totals)
    }
  }

  // MARK: Trades

  private mutating func take(_ fill: OwnFill, at time: Timestamp) throws(DecimalError) {
    guard fillIDs.insert(fill.id).inserted else { return }
    let before = net(fill.symbol)
    if let before { nets[fill.symbol] = try before + fill.signedSize }
    let value = try fill.size * fill.price
    try count(fill.symbol, at: time, before: before) { (totals) throws(DecimalError) in
      totals.fills += 1
      totals.cash = try fill.side == .buy ? totals.cash - value : totals.cash + value
      totals.turnover = try totals.turnover + value
    }
    guard let place = open[fill.symbol] else {
      if let last = days.indices.last { days[last].strayFills += 1 }
      return
    }
    try book(fill, value, to: place, at: time)
  }

  private mutating func book(
    _ fill: OwnFill, _ value: ExactDecimal, to place: Int, at time: Timestamp
  ) throws(DecimalError) {
    if trades[place].enteredAt == nil { trades[place].enteredAt = time }
    if fill.side == trades[place].trade.side.entrySide {
      trades[place].enteredSize = try trades[place].enteredSize + fill.size
      trades[place].enteredValue = try trades[place].enteredValue + value
    } else {
      trades[place].leftSize = try trades[place].leftSize + fill.size
      trades[place].leftValue = try trades[place].leftValue + value
      if !trades[place].leftBy.contains(fill.order.role) { trades[place].leftBy.append(fill.order.role) }
      if [.stopLoss, .guardStop].contains(fill.order.role) { try bookStop(fill, value, to: place) }
    }
    let isFlat = net(fill.symbol)?.signum == 0
    trades[place].flatAt = isFlat ? time : nil
    trades[place].endedOn = isFlat ? days.last?.begins : nil
  }

  private mutating func bookStop(
    _ fill: OwnFill, _ value: ExactDecimal, to place: Int
  ) throws(DecimalError) {
    let known = trades[place].stops.firstIndex { $0.order == fill.order }
    let stop = known ?? trades[place].stops.endIndex
    if known == nil {
      trades[place].stops.append(StatementTrade.Stop(order: fill.order, price: triggers[fill.order]))
    }
    trades[place].stops[stop].size = try trades[place].stops[stop].size + fill.size
    trades[place].stops[stop].value = try trades[place].stops[stop].value + value
  }

  private mutating func take(_ answer: IntentAnswer, to intent: String, at time: Timestamp) {
    guard let place = trades.lastIndex(where: { $0.trade.intent == intent }) else { return }
    switch answer {
    case .protected: if trades[place].protectedAt == nil { trades[place].protectedAt = time }
    case .closed(let profit): trades[place].toldUSD = profit
    case .accepted, .refused, .notExecuted, .entered, .done: break
    }
  }

  private mutating func end(_ symbol: Symbol, at time: Timestamp) {
    guard let place = open.removeValue(forKey: symbol) else { return }
    trades[place].closedAt = time
    if trades[place].endedOn == nil { trades[place].endedOn = days.last?.begins }
  }

  private mutating func adopt(
    _ symbol: Symbol, net: ExactDecimal, price: ExactDecimal, _ trade: Trade?, at time: Timestamp
  ) throws(DecimalError) {
    let before = self.net(symbol)
    nets[symbol] = net
    // What the difference was worth is taken as traded at the price, as the core does.
    let gone: ExactDecimal? = if let before { try before - net } else { nil }
    try count(symbol, at: time, before: before) { (totals) throws(DecimalError) in
      if let gone { totals.cash = try totals.cash + gone * price }
    }
    if let place = open[symbol] {
      trades[place].isAdoptedAway = true
      end(symbol, at: time)
    }
    guard let trade else { return }
    var adopted = StatementTrade(trade, at: time, adoptedAt: price)
    adopted.enteredAt = time
    adopted.enteredSize = net.magnitude
    adopted.enteredValue = try net.magnitude * price
    open[symbol] = trades.endIndex
    trades.append(adopted)
  }
}
