public import Chronology
public import Trading

/// The names of the strategy's intents: `donchian:PF_XBTUSD:20261128T0910Z:enter`.
///
/// They follow from the symbol and from when the bar began that they are about, so that a strategy that starts again
/// repeats a name, which the engine answers with what it said before, and never an order. An exit that has to be asked for
/// once more at the same bar's end counts on: `…:exit:2`.
public struct DonchianIntentID: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, CaseIterable { case enter, adjust, exit }

  public let symbol: Symbol
  /// When the bar began, to the minute.
  public let bar: Timestamp
  public let kind: Kind
  /// Which of its kind at that bar, counted from 1.
  public let attempt: Int

  init(_ symbol: Symbol, _ bar: Timestamp, _ kind: Kind, attempt: Int = 1) {
    (self.symbol, self.bar, self.kind, self.attempt) = (symbol, bar, kind, attempt)
  }

  /// The same once more, under a name that nobody has answered to.
  var again: DonchianIntentID { DonchianIntentID(symbol, bar, kind, attempt: attempt + 1) }

  /// Reads what ``description`` writes; nil for anybody else's.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (4...5).contains(parts.count), parts[0] == Self.name, let symbol = Symbol(parts[1]),
      let kind = Kind(rawValue: parts[3]), let bar = Self.bar(parts[2])
    else { return nil }
    var attempt = 1
    if parts.count == 5 {
      guard kind == .exit, let number = Int(parts[4]), number > 1 else { return nil }
      attempt = number
    }
    self.init(symbol, bar, kind, attempt: attempt)
    guard description == text else { return nil }
  }

  public var description: String {
    "\(Self.name):\(symbol.spelling):\(Self.text(bar)):\(kind.rawValue)"
      + (attempt > 1 ? ":\(attempt)" : "")
  }

  private static let name = "donchian"

  /// `20261128T0910Z`.
  private static func text(_ bar: Timestamp) -> String {
    let text = bar.description
    return text.prefix(16).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func bar(_ text: String) -> Timestamp? {
    let digits = Array(text)
    guard digits.count == 14 else { return nil }
    let date = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
    return Timestamp(rfc3339: "\(date)T\(String(digits[9..<11])):\(String(digits[11..<13])):00Z")
  }
}
