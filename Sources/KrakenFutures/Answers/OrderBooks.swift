public import ExactDecimal
import StrictJSON
public import Trading

/// Resting sizes by price, the best first on either side.
public struct OrderBook: Sendable, Hashable {
  public struct Level: Sendable, Hashable {
    public var price: ExactDecimal
    public var size: ExactDecimal
  }

  public var bids: [Level]
  public var asks: [Level]
}

extension WireAnswer {
  /// The answer to `orderbook`: each level is `[price, size]`. A side that is empty is a market that nobody makes; a level
  /// that cannot be read leaves its side incomplete.
  public func orderBook() throws(WireError) -> VenueReading<OrderBook> {
    let (object, serverTime) = try successful()
    let book = try object.object("orderBook")
    do throws(WireError) {
      var unreadable: [WireError] = []
      let bids = try book.levels("bids", &unreadable).sorted { $0.price > $1.price }
      let asks = try book.levels("asks", &unreadable).sorted { $0.price < $1.price }
      return VenueReading(
        value: OrderBook(bids: bids, asks: asks), serverTime: serverTime, unreadable: unreadable)
    } catch { throw error.within("orderBook") }
  }
}

extension WireRequest {
  /// What rests on both sides of a market.
  public static func orderBook(_ symbol: Symbol) -> WireRequest {
    WireRequest(
      .get, path: KrakenFutures.tradingPath + "orderbook",
      parameters: [WireParameter("symbol", symbol.spelling)], isSigned: false, cost: KrakenFutures.Cost.open)
  }
}

extension WireObject {
  fileprivate func levels(
    _ key: String, _ unreadable: inout [WireError]
  ) throws(WireError) -> [OrderBook.Level] {
    var levels: [OrderBook.Level] = []
    for (index, item) in try list(key).enumerated() {
      let numbers = (item.arrayValue ?? []).map { number -> ExactDecimal? in
        switch number {
        case .number(let text), .string(let text): ExactDecimal(jsonNumber: text, excessDigits: .cut)
        default: nil
        }
      }
      guard numbers.count == 2, let price = numbers[0], let size = numbers[1], price.signum > 0,
        size.signum > 0
      else {
        unreadable.append(
          WireError(
            .number, at: "\(key)[\(index)]", expected: "[price, size], both above zero",
            found: "another level"))
        continue
      }
      levels.append(OrderBook.Level(price: price, size: size))
    }
    return levels
  }
}
