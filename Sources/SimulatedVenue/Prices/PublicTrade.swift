public import Chronology
import StrictJSON

/// A trade of anybody, as the public streams show it.
public struct PublicTrade: Sendable, Hashable {
  public let time: Timestamp
  public let price: Fixed
  public let size: Fixed
  public let takerSide: Side
  /// Counted from 1 in each market.
  public let number: Int
  public let mark: Fixed
}

extension PublicTrade {
  var row: JSON {
    .members([
      ("time", .time(time)), ("trade_id", .integer(number)), ("price", price.json), ("size", size.json),
      ("side", .string(takerSide.rawValue)), ("type", "fill"), ("uid", .string(uid)),
    ])
  }

  /// In the form of a UUID.
  private var uid: String {
    let digits = String(number, radix: 16)
    let padded = String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    return "00000000-0000-4000-8000-\(padded)"
  }

  func element(_ symbol: JSON) -> JSON {
    func order(_ side: Side, _ type: String) -> JSON {
      .members([
        ("uid", .string(uid)), ("tradeable", symbol), ("direction", .string(side == .buy ? "Buy" : "Sell")),
        ("quantity", size.jsonText), ("timestamp", .integer(time.unixMilliseconds)),
        ("limitPrice", price.jsonText), ("orderType", .string(type)), ("reduceOnly", false),
        ("lastUpdateTimestamp", .integer(time.unixMilliseconds)),
      ])
    }
    let execution: [(String, JSON?)] = [
      ("uid", .string(uid)), ("makerOrder", order(takerSide.opposite, "Post")),
      ("takerOrder", order(takerSide, "Market")), ("timestamp", .integer(time.unixMilliseconds)),
      ("quantity", size.jsonText), ("price", price.jsonText), ("markPrice", mark.jsonText),
      ("limitFilled", false), ("usdValue", (size * price).truncated(places: 2).jsonText),
    ]
    return .members([
      ("uid", .string(uid)), ("timestamp", .integer(time.unixMilliseconds)),
      (
        "event",
        .members([
          (
            "Execution",
            .members([("execution", .members(execution)), ("takerReducedQuantity", "")])
          )
        ])
      ),
    ])
  }
}
