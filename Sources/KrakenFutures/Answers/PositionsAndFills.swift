import Chronology
import ExactDecimal
import StrictJSON
public import Trading

extension WireAnswer {
  /// The answer to `openpositions`: every open position, flat ones left out.
  public func openPositions() throws(WireError) -> VenueReading<[VenuePosition]> {
    let (object, serverTime) = try successful()
    var symbols: Set<Symbol> = []
    let (rows, unreadable) = try object.rows("openPositions") { (row) throws(WireError) -> VenuePosition? in
      let symbol = try row.symbol("symbol")
      guard symbols.insert(symbol).inserted else {
        throw WireError(.duplicate, at: "symbol", expected: "each market once", found: symbol.spelling)
      }
      let size = try row.size("size")
      guard size.signum > 0 else { return nil }
      let word = try row.text("side")
      guard let side = PositionSide(rawValue: word) else {
        throw WireError(.word, at: "side", expected: "long or short", found: VenueWord.shown(word))
      }
      return VenuePosition(
        symbol: symbol, side: side, size: size, price: try row.optionalNumber("price", excessDigits: .cut),
        // The venue gives isolated positions alone a leverage of their own.
        isIsolated: row.has("maxFixedLeverage"))
    }
    return VenueReading(value: rows, serverTime: serverTime, unreadable: unreadable)
  }

  /// The answer to `fills`, oldest first: at most 100, so that older ones may be missing.
  public func fills() throws(WireError) -> VenueReading<[VenueFill]> {
    let (object, serverTime) = try successful()
    let (rows, unreadable) = try object.rows("fills") { (row) throws(WireError) -> VenueFill? in
      VenueFill(
        id: try row.text("fill_id"), venueOrderID: try row.text("order_id"),
        clientID: try row.optionalText("cliOrdId", or: "cli_ord_id"), symbol: try row.symbol("symbol"),
        side: try row.orderSide(), size: try row.positiveNumber("size"),
        price: try row.positiveNumber("price", excessDigits: .cut), at: try row.time("fillTime"),
        kind: VenueWord.shown(try row.optionalText("fillType") ?? ""))
    }
    // The venue's newest is first; equal times keep its order, turned round.
    let oldestFirst = rows.enumerated().sorted { left, right in
      left.element.at == right.element.at ? left.offset > right.offset : left.element.at < right.element.at
    }
    return VenueReading(value: oldestFirst.map(\.element), serverTime: serverTime, unreadable: unreadable)
  }
}
