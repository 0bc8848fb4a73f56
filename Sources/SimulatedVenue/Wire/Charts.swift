import Chronology
import StrictJSON

/// `/api/charts/v1/{tick_type}/{symbol}/{resolution}`.
enum Charts {
  private static let minutes: [(word: String, count: Int64)] = [
    ("1m", 1), ("5m", 5), ("15m", 15), ("30m", 30), ("1h", 60), ("4h", 240), ("12h", 720), ("1d", 1_440),
    ("1w", 10_080),
  ]
  private static let most: Int64 = 2_000

  static func reply(_ venue: Venue, _ call: Call) throws(WireRefusal) -> WireReply {
    let (kind, symbol, word) = (call.segments[0], call.segments[1], call.segments[2])
    guard ["trade", "mark", "spot"].contains(kind) else { throw .plainText("Unknown tick type: \(kind)") }
    guard let place = venue.market(named: symbol) else { throw .plainText("Unknown symbol: \(symbol)") }
    guard let resolution = minutes.first(where: { $0.word == word })?.count else {
      throw .plainText("Unknown resolution: \(word)")
    }
    let width = resolution * 60_000
    let end = (try seconds("to", call)).map { $0 * 1_000 } ?? venue.now.unixMilliseconds
    let count = min(max(try seconds("count", call) ?? most, 1), most)
    let from = (try seconds("from", call)).map { $0 * 1_000 } ?? end - width * count
    let first = max(from, 0) / width * width + (from % width == 0 ? 0 : width)
    let last = min(end, venue.now.unixMilliseconds) / width * width
    var candles: [JSON] = []
    var time = first
    while time <= last, candles.count < Int(count) {
      candles.append(candle(venue, place, kind, time, width).json(hasVolume: kind == "trade"))
      time += width
    }
    return WireReply(
      status: 200,
      body: JSON.members([("candles", .array(candles)), ("more_candles", .bool(time <= last))]).encoded())
  }

  private static func seconds(_ key: String, _ call: Call) throws(WireRefusal) -> Int64? {
    guard let text = call.value(key) else { return nil }
    guard let number = Int64(text), (0...99_999_999_999).contains(number) else {
      throw .plainText("Bad \(key): \(text.prefix(20))")
    }
    return number
  }

  /// From the recorded minutes where there are any, and for the time before the venue began from a walk that depends on
  /// nothing but the symbol and the time.
  private static func candle(_ venue: Venue, _ place: Int, _ kind: String, _ time: Int64, _ width: Int64)
    -> Candle
  {
    let market = venue.markets[place]
    let minutes = (kind == "trade" ? market.candles.trades : market.candles.marks)
      .filter { $0.time >= time && $0.time < time + width }
    if let first = minutes.first, let last = minutes.last {
      return Candle(
        time: time, open: first.open, high: minutes.map(\.high).max() ?? first.high,
        low: minutes.map(\.low).min() ?? first.low, close: last.close,
        volume: minutes.reduce(.zero) { $0 + $1.volume })
    }
    let before = price(market, at: time)
    let after = price(market, at: time + width)
    return Candle(
      time: time, open: before, high: max(before, after) + market.instrument.tickSize,
      low: max(min(before, after) - market.instrument.tickSize, market.instrument.tickSize), close: after,
      volume: market.levelSize)
  }

  private static func price(_ market: Market, at time: Int64) -> Fixed {
    var random = SeededGenerator(
      seed: UInt64(bitPattern: time / 60_000) &+ UInt64(market.instrument.symbol.utf8.count))
    let factor = Fixed(1_000_000 + random.within(-3_000...3_000), scale: 6)
    return (market.instrument.startPrice * factor).rounded(.nearest, to: market.instrument.tickSize)
  }
}

extension Candle {
  fileprivate func json(hasVolume: Bool) -> JSON {
    .members([
      ("time", .integer(time)), ("open", open.jsonText), ("high", high.jsonText), ("low", low.jsonText),
      ("close", close.jsonText), ("volume", hasVolume ? volume.jsonText : "0"),
    ])
  }
}
