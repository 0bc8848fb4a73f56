public import Trading

/// Something about paper that a person has to know.
public enum PaperNotice: Sendable, Hashable {
  /// The prices of a market are too old to trade at.
  case marketOld(Symbol, milliseconds: Int64)
  /// They are young again.
  case marketBack(Symbol)
  /// The venue lists the instrument otherwise than when the account began.
  case instrumentChanged(Symbol)
  /// The account could not be kept: nothing is taken meanwhile.
  case notKept(String)

  static let marketOldCode = "paper.market-data-old"
  /// Every code there is.
  public static let codes = [
    marketOldCode, "paper.market-data-back", "paper.instrument-changed", "paper.account-not-written",
  ]

  /// Stable: add, never rename.
  public var code: String {
    switch self {
    case .marketOld: Self.marketOldCode
    case .marketBack: "paper.market-data-back"
    case .instrumentChanged: "paper.instrument-changed"
    case .notKept: "paper.account-not-written"
    }
  }

  public var message: String {
    switch self {
    case .marketOld(let symbol, let age):
      "the market data of \(symbol) is \(age) ms old: its paper market is halted, nothing is entered or filled"
    case .marketBack(let symbol): "the market data of \(symbol) is young again, its paper market goes on"
    case .instrumentChanged(let symbol):
      "the venue lists \(symbol) otherwise than the paper account knows it; the next start that finds the account flat "
        + "takes it over"
    case .notKept(let reason): "the paper account could not be written, and takes nothing: \(reason)"
    }
  }
}

/// Why there is no trading on paper.
public struct PaperError: Error, Sendable, Hashable {
  /// Raw values appear in answers and logs: add cases, never rename one.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case accountDamaged = "paper.account-damaged"
    case accountMissing = "paper.account-missing"
    case accountUnusable = "paper.account-not-usable"
    case marketData = "paper.no-market-data"
    case symbol = "paper.symbol"
  }

  public let code: Code
  /// Lower case, no full stop.
  public let message: String
  /// What a person can do about it.
  public let hint: String

  init(_ code: Code, _ message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }
}

extension PaperError: CustomStringConvertible {
  public var description: String { "\(message) [\(code.rawValue)]" }
}
