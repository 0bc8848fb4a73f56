public import StrictJSON

/// What a venue says of an instrument, as it bears on orders: tick size, contract size, margin schedule, type.
///
/// Names and values are the venue adapter's, values as texts (numbers in plain decimal notation), so that two
/// specifications are the same exactly when nothing in them differs.
public struct InstrumentSpecification: Sendable, Hashable {
  public let symbol: String
  public let values: [String: String]

  public init(symbol: String, values: [String: String]) {
    self.symbol = symbol
    self.values = values
  }

  /// `{"symbol":"…","specification":{"…":"…"}}`, names sorted by their bytes.
  public var json: JSON {
    let members = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { JSONMember($0.key, .string($0.value)) }
    return ["symbol": .string(symbol), "specification": .object(members)]
  }

  public init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    symbol = try object.string("symbol")
    values = Dictionary(try object.stringMembers("specification").map { ($0.key, $0.value) }) { first, _ in
      first
    }
    try object.finish()
  }

  /// The names whose values differ, sorted; empty when nothing does.
  public func differences(from other: InstrumentSpecification) -> [String] {
    Set(values.keys).union(other.values.keys).filter { values[$0] != other.values[$0] }.sorted()
  }
}
