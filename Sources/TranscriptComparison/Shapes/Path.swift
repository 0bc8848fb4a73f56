/// Where in an answer, as text; and what its last part says about the value there.
struct Path {
  private(set) var text = "$"
  private var key = ""

  func member(_ key: String) -> Path {
    var path = self
    path.text = text == "$" ? key : "\(text).\(key)"
    path.key = key
    return path
  }

  /// All elements of the array.
  var element: Path {
    var path = self
    path.text = text == "$" ? "[]" : "\(text)[]"
    return path
  }

  /// Whether the text is one of a few that mean something to a program, and not a value.
  var isWord: Bool { Self.words.contains(key) }

  /// Whether the members are named after what they are about, such as currencies, and not by the API.
  var isMap: Bool { Self.maps.contains(key) }

  /// Whether the member stands only where there is more than one page, which is a matter of how much there is.
  var isPaging: Bool { Self.paging.contains(key) }

  private static let paging: Set<String> = ["continuationToken"]
  private static let words: Set<String> = [
    "cancelOnly", "code", "currency", "direction", "error", "fee_currency", "fillType", "message",
    "orderType", "pair", "pnlCurrency", "priceDislocationDirection", "quote", "reason", "result", "side",
    "status", "strategy", "symbol", "tag", "tradeable", "triggerSide", "triggerSignal", "type",
    "updateReason",
  ]
  private static let maps: Set<String> = ["accounts", "balances", "currencies"]
}
