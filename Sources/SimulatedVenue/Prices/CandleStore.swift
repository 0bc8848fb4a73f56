import Chronology

/// One minute of prices.
public struct Candle: Sendable, Hashable {
  /// The beginning, in milliseconds since 1970.
  public let time: Int64
  public var open: Fixed
  public var high: Fixed
  public var low: Fixed
  public var close: Fixed
  public var volume: Fixed

  mutating func note(_ price: Fixed, _ size: Fixed) {
    high = max(high, price)
    low = min(low, price)
    close = price
    volume += size
  }
}

/// The last two hours of trades and mark prices by the minute.
public struct CandleStore: Sendable, Hashable {
  public private(set) var trades: [Candle] = []
  public private(set) var marks: [Candle] = []

  mutating func note(_ last: Fixed, _ mark: Fixed, _ size: Fixed, at now: Timestamp) {
    let minute = now.unixMilliseconds / 60_000 * 60_000
    CandleStore.note(last, size, minute, in: &trades)
    CandleStore.note(mark, .zero, minute, in: &marks)
  }

  private static func note(_ price: Fixed, _ size: Fixed, _ minute: Int64, in candles: inout [Candle]) {
    if candles.last?.time == minute {
      candles[candles.count - 1].note(price, size)
    } else {
      candles.append(
        Candle(time: minute, open: price, high: price, low: price, close: price, volume: size))
      if candles.count > 240 { candles.removeFirst(120) }
    }
  }
}
