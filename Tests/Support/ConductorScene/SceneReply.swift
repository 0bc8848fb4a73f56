import Chronology
public import ExactDecimal
public import Trading

/// How the venue treats a command, when not as an honest one would.
public enum SceneReply: Sendable {
  /// Taken, and answered only after so many milliseconds.
  case late(Int64)
  /// Taken, and the answer is lost.
  case answerLost
  /// Held back on the way for so many milliseconds, and then taken and answered.
  case slow(Int64)
  /// Lost on the way there, and nobody can say.
  case requestLost
  case refused(String, VenueRefusal.Class)
  /// Held back on the way, with an unknown outcome at once, and taken so many milliseconds later.
  case arrivesLater(Int64)
}

/// A kind of command, for scripts and counts.
public enum SceneCommand: Sendable, Hashable {
  case entry, stop, takeProfit, exit, amend, cancel, uncover

  init(_ command: ConductorCommand) {
    self =
      switch command {
      case .enter: .entry
      case .protect(let order): order.role == .stopLoss ? .stop : .takeProfit
      case .exit: .exit
      case .amend: .amend
      case .cancel: .cancel
      case .uncover: .uncover
      }
  }
}

/// What a reading is of, for tests in which it fails.
public enum SceneReading: Sendable, Hashable {
  case symbol, market, fills, account, instruments, status

  init(_ scope: FactScope) {
    self =
      switch scope {
      case .positions, .orders, .symbol: .symbol
      case .order: .status
      case .fills, .fillsBefore: .fills
      case .market: .market
      case .account: .account
      case .instruments: .instruments
      }
  }
}

extension ExactDecimal: ExpressibleByStringLiteral {
  /// For tests, whose numbers are literals: a mistake in one is a mistake of the test.
  public init(stringLiteral value: String) {
    guard let decimal = ExactDecimal(value) else { preconditionFailure("'\(value)' is no decimal") }
    self = decimal
  }
}
