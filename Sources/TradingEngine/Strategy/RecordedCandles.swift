import BundledStrategy
import KrakenFutures

/// Candles that somebody has kept: the venue's own chart, or one candle a line.
enum RecordedCandles {
  /// 64 MiB hold some hundred thousand.
  static let longest = 64 << 20

  /// - Returns: oldest first.
  static func bars(_ bytes: [UInt8]) throws(EngineError) -> [Bar] {
    let chart = WireAnswer(status: 200, body: bytes)
    let answer = holdsChart(bytes) ? chart : WireAnswer(status: 200, body: chartOfLines(bytes))
    do throws(WireError) {
      let reading = try answer.candles()
      if let unreadable = reading.unreadable.first { throw unreadable }
      return reading.value.candles.map { Bar($0) }
    } catch {
      throw EngineError(
        .strategyCandles,
        "the candles cannot be read: expected \(error.expected), found \(error.found)"
          + (error.place.isEmpty ? "" : ", at \(error.place)"), hint: Self.hint)
    }
  }

  static let hint =
    #"one {"time":MILLISECONDS,"open":"…","high":"…","low":"…","close":"…"} a line, or a chart as the venue answers it"#

  private static func holdsChart(_ bytes: [UInt8]) -> Bool {
    let key = Array("\"candles\"".utf8)
    // Within the first line, since a line of its own is a candle.
    let beginning = bytes.prefix(256)
    return beginning.indices.contains { beginning[$0...].starts(with: key) }
  }

  private static func chartOfLines(_ bytes: [UInt8]) -> [UInt8] {
    let lines = bytes.split(separator: 0x0A).filter { line in line.contains { $0 != 0x20 && $0 != 0x0D } }
    return Array("{\"candles\":[".utf8) + Array(lines.joined(separator: [0x2C])) + Array("]}".utf8)
  }
}
