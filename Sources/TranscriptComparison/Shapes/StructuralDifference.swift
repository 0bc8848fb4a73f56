/// One way in which two answers to one request have other shapes.
public struct StructuralDifference: Sendable, Hashable {
  /// Raw values appear in output and scripts: add cases, never rename one.
  public enum Kind: String, Sendable, CaseIterable {
    case status = "status"
    /// One of the bodies is no JSON.
    case body = "body"
    case onlyVenue = "only-venue"
    case onlySimulator = "only-simulator"
    case type = "type"
    case word = "word"
  }

  public let kind: Kind
  /// Such as `openOrders[].stopPrice`; `$` is the whole answer.
  public let path: String
  /// What the venue's answer has there, in a fixed order.
  public let venue: [String]
  public let simulator: [String]
}
