public import Chronology

/// What a trigger order watches.
public enum TriggerSignal: String, Sendable, Hashable, CaseIterable { case last, mark, index }

/// Whether and how a market trades.
public struct MarketState: Sendable, Hashable {
  public var isTradeable = true
  public var isSuspended = false
  /// Orders may rest and be cancelled, nothing matches.
  public var isPostOnly = false

  public init() {}
}

/// One contract and its prices.
public struct Market: Sendable, Hashable {
  public let instrument: Instrument
  public internal(set) var state = MarketState()
  public internal(set) var path: PricePath
  public internal(set) var last: Fixed
  public internal(set) var mark: Fixed
  public internal(set) var index: Fixed
  public internal(set) var bid: Fixed
  public internal(set) var ask: Fixed
  public internal(set) var lastSize: Fixed
  public internal(set) var lastTime: Timestamp
  public internal(set) var day: DayStatistics
  /// One step of the synthetic book holds this many times the size step.
  public internal(set) var levelSize: Fixed
  /// Absolute, in the settlement currency for one unit of size and hour.
  public internal(set) var fundingRate: Fixed
  public internal(set) var candles = CandleStore()
  /// The last ones, at least a hundred once there were so many.
  public private(set) var trades: [PublicTrade] = []

  init(_ instrument: Instrument, path: PricePath, at now: Timestamp) {
    self.instrument = instrument
    self.path = path
    let start = instrument.startPrice.rounded(.nearest, to: instrument.tickSize)
    (last, mark, index) = (start, start, start)
    bid = start
    ask = start + instrument.tickSize
    lastSize = instrument.sizeStep
    lastTime = now
    day = DayStatistics(open: start, high: start, low: start, volume: .zero)
    levelSize = (instrument.impactMidSize * 10).rounded(.up, to: instrument.sizeStep)
    fundingRate =
      instrument.kind == .linear
      ? (start * Fixed(5, scale: 6)).truncated(places: 8) : Fixed(units: 72)
    note(start, size: instrument.sizeStep, at: now)
  }

  public func price(of signal: TriggerSignal) -> Fixed {
    switch signal {
    case .last: last
    case .mark: mark
    case .index: index
    }
  }
}

/// The figures of the ticker that look back a day; here since the venue began.
public struct DayStatistics: Sendable, Hashable {
  public var open: Fixed
  public var high: Fixed
  public var low: Fixed
  public var volume: Fixed

  mutating func note(_ price: Fixed, size: Fixed) {
    high = max(high, price)
    low = min(low, price)
    volume += size
  }
}

extension Market {
  /// One tick of the path. The same seed and times give the same prices.
  mutating func tick(at now: Timestamp, _ random: inout SeededGenerator) {
    switch path {
    case .held: return
    case .flicker: trade(at: random.chance(1, in: 2) ? bid : ask, random.within(1...20), now)
    case .walk(let step):
      let factor = Fixed(1_000_000 + random.within(-step...step), scale: 6)
      let range = instrument.startPrice.divided(by: 20)...instrument.startPrice * 20
      index = min(max(index * factor, range.lowerBound), range.upperBound).truncated(places: indexPlaces)
      let basis = Fixed(1_000_000 + random.within(-30...30), scale: 6)
      mark = ((index + index * basis).divided(by: 2)).truncated(places: indexPlaces)
      bid = max(index.rounded(.down, to: instrument.tickSize), instrument.tickSize)
      ask = bid + instrument.tickSize
      trade(at: random.chance(1, in: 2) ? bid : ask, random.within(1...20), now)
    case .ramp(let from, let to, let began, let ends):
      let length = max(1, ends.milliseconds(since: began))
      let elapsed = min(max(0, now.milliseconds(since: began)), length)
      move(to: from + (to - from).scaled(by: Fixed(Int(elapsed)), over: Fixed(Int(length))), at: now)
      if elapsed == length { path = .held }
    }
  }

  /// All prices at or next to one price, as one trade.
  mutating func move(to price: Fixed, at now: Timestamp) {
    let price = max(price, instrument.tickSize)
    (mark, index) = (price.truncated(places: indexPlaces), price.truncated(places: indexPlaces))
    bid = price.rounded(.down, to: instrument.tickSize)
    ask = bid + instrument.tickSize
    trade(at: bid, 1, now)
  }

  mutating func set(_ prices: PriceSetting, at now: Timestamp) {
    if let value = prices.mark { mark = value }
    if let value = prices.index { index = value }
    if let value = prices.bid {
      bid = value
      if ask <= bid { ask = bid + instrument.tickSize }
    }
    if let value = prices.ask {
      ask = value
      if bid >= ask { bid = max(ask - instrument.tickSize, instrument.tickSize) }
    }
    if let value = prices.last { trade(at: value, 1, now) }
  }

  /// An order has taken everything up to its limit, and what is left of it rests there: the other side of the book
  /// begins beyond it.
  mutating func recede(before side: Side, from limit: Fixed) {
    if side == .buy {
      ask = max(ask, limit + instrument.tickSize)
    } else {
      bid = min(bid, max(limit - instrument.tickSize, instrument.tickSize))
    }
  }

  private mutating func trade(at price: Fixed, _ steps: Int, _ now: Timestamp) {
    note(price, size: instrument.sizeStep * Fixed(steps), at: now)
  }

  /// Books a trade of somebody in the public figures.
  mutating func note(_ price: Fixed, size: Fixed, at now: Timestamp) {
    if trades.count >= 200 { trades.removeFirst(100) }
    trades.append(
      PublicTrade(
        time: now, price: price, size: size, takerSide: price >= ask ? .buy : .sell,
        number: (trades.last?.number ?? 0) + 1, mark: mark))
    last = price
    lastSize = size
    lastTime = now
    day.note(price, size: size)
    candles.note(price, mark, size, at: now)
  }

  private var indexPlaces: Int {
    // Two digits finer than the tick, as the venue's own index and mark prices are.
    var places = 0
    var step = Fixed.one
    while step > instrument.tickSize, places < 10 {
      places += 1
      step = Fixed(units: step.units / 10)
    }
    return min(places + 2, Fixed.places)
  }
}
