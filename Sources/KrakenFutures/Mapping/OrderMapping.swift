public import Cryptography

/// The whole of what this adapter asks a venue to do: each intent with the exact bytes of its request, and the parameters
/// that are never sent with it. Made by running ``WireRequest/command(_:)`` over every intent, so that it cannot differ
/// from what is traded; its digest stands in evidence and in the engine's identity.
public enum OrderMapping {
  /// One intent.
  public struct Row: Sendable, Hashable {
    /// Such as `protect.stop-loss.long.mark`.
    public let intent: String
    public let request: WireRequest
    /// The endpoint's documented parameters that are not sent, in the documentation's order.
    public let absent: [String]
  }

  /// Every intent, in a fixed order.
  public static let rows: [Row] = OrderIntents.all.compactMap { intent in
    guard let request = try? WireRequest.command(intent.command) else { return nil }
    let sent = Set(request.parameters.map(\.name))
    let known = documentedParameters[request.path] ?? []
    return Row(intent: intent.name, request: request, absent: known.filter { !sent.contains($0) })
  }

  /// The bytes that are hashed: ASCII, one line for each intent, fields separated by a tab, each line ended by a line
  /// feed.
  public static let canonicalBytes: [UInt8] = {
    var text = "order-mapping v1\t\(KrakenFutures.adapterName)\n"
    text += "headers\tContent-Type: application/x-www-form-urlencoded\tAPIKey\tAuthent\tno Nonce\n"
    for row in rows {
      text += "\(row.intent)\t\(row.request.method.rawValue) \(row.request.path)\t"
      text += "\(row.request.encodedParameters)\tabsent: \(row.absent.joined(separator: ","))\n"
    }
    return Array(text.utf8)
  }()

  /// Of ``canonicalBytes``.
  public static let sha256: SHA256Digest = SHA256.digest(of: canonicalBytes)

  /// Every parameter that the venue documents for an endpoint. Source: docs.kraken.com, read 2026-11-23.
  static let documentedParameters: [String: [String]] = [
    KrakenFutures.tradingPath + "sendorder": [
      "orderType", "symbol", "side", "size", "limitPrice", "stopPrice", "triggerSignal", "reduceOnly",
      "cliOrdId",
      "processBefore", "limitPriceOffsetValue", "limitPriceOffsetUnit", "trailingStopMaxDeviation",
      "trailingStopDeviationUnit", "broker",
    ],
    KrakenFutures.tradingPath + "editorder": [
      "orderId", "cliOrdId", "size", "qtyMode", "limitPrice", "stopPrice", "trailingStopMaxDeviation",
      "trailingStopDeviationUnit", "processBefore",
    ],
    KrakenFutures.tradingPath + "cancelorder": ["order_id", "cliOrdId", "processBefore"],
  ]
}
