import EngineConfiguration
import StrictYAML
import Testing

/// Documents to read, small ones and the shipped example.
enum Documents {
  /// The least that a simulator needs.
  static let simulator = """
    engine: v1
    environment: simulator
    venue:
      adapter: kraken-futures
      origin: http://127.0.0.1:8080
    symbols: [PF_XBTUSD]
    margin-mode: isolated
    limits:
      max-order-notional-usd: "100"
      max-position-notional-usd: "200"
      max-daily-loss-usd: "50"
      max-orders-per-minute: 10

    """

  /// The least that live needs.
  static let live =
    simulator
    .replacing("environment: simulator", with: "environment: live")
    .replacing(
      "  origin: http://127.0.0.1:8080\n",
      with: "  origin: https://futures.kraken.com\n  credentials: { file: keys }\n  account: a-1\n")

  static func read(_ text: String) -> ConfigurationDocument {
    ConfigurationDocument(Array(text.utf8), file: "engine.yaml")
  }
}

/// A mistake, marked in the text with `»` where the diagnostic has to point.
struct Mistake: Sendable, CustomTestStringConvertible {
  let name: String
  var marked: String
  let code: String

  init(_ name: String, _ code: String, in text: String = Documents.simulator, _ old: String, _ new: String) {
    self.name = name
    self.code = code
    precondition(text.contains(old), "the document has no '\(old)'")
    marked = text.replacing(old, with: new, maxReplacements: 1)
  }

  var testDescription: String { name }
  var text: String { marked.replacing("»", with: "") }

  /// The line and the column of the mark, counted from 1.
  var place: SourcePosition {
    let before = marked[..<(marked.firstIndex(of: "»") ?? marked.startIndex)]
    let line = before.count { $0 == "\n" } + 1
    let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
    return SourcePosition(file: "engine.yaml", line: line, column: column)
  }
}
