import StrictJSON

/// What tells rows of a list apart: about which order or which market they are.
enum RowIdentity: CaseIterable {
  case clientOrderID
  /// `orders/status` has the order one level deeper.
  case clientOrderIDWithin
  case symbol

  func of(_ row: JSON) -> String? {
    switch self {
    case .clientOrderID: row["cliOrdId"]?.stringValue
    case .clientOrderIDWithin: row["order"]?["cliOrdId"]?.stringValue
    case .symbol: row["symbol"]?.stringValue?.lowercased()
    }
  }

  /// The first that both sides have. A member that one side lacks or writes otherwise cannot pair rows, and its absence
  /// has to be seen.
  static func common(_ left: [JSON], _ right: [JSON]) -> RowIdentity? {
    allCases.first { identity in
      left.contains { identity.of($0) != nil } && right.contains { identity.of($0) != nil }
    }
  }
}
