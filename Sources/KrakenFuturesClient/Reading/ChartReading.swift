public import Chronology
public import KrakenFutures
public import Trading

/// Why a chart was not read.
public struct ChartFailure: Error, Sendable, Hashable {
  /// A stable code.
  public let code: String

  init(_ code: String) { self.code = code }
}

extension KrakenFuturesConnection {
  /// Candles of trades that begin at an instant or later, oldest first; the last may not be over.
  ///
  /// Public and unsigned, and with an answer of its own: whatever becomes of it, nothing that protects or enters hears
  /// of it. An answer of which a part cannot be read is none.
  public func candles(
    of symbol: Symbol, _ resolution: CandleResolution, from: Timestamp
  ) async throws(ChartFailure) -> [Candle] {
    let request = WireRequest.candles(symbol, of: .last, resolution: resolution, from: from)
    let answer: WireAnswer
    do throws(WireExchange.Failure) { answer = try await exchange.perform(request, .background).answer } catch
    {
      throw ChartFailure(error.code)
    }
    do throws(WireError) {
      let reading = try answer.candles()
      if let unreadable = reading.unreadable.first { throw unreadable }
      return reading.value.candles
    } catch { throw ChartFailure(error.code.rawValue) }
  }
}
