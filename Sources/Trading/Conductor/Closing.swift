import ExactDecimal

/// A position that is being closed.
struct Closing: Sendable {
  enum Reason: Sendable, Hashable {
    /// Until nothing of ours is left, whatever it takes.
    case flatten
    /// By an intent, down to what is to be left.
    case exit(intent: String, leaving: ExactDecimal)
  }

  var reason: Reason
  /// The exit whose place a flatten took, until it is told.
  var replacedExit: String?
  /// Since when, by uptime.
  let since: Int64
  var rounds = 0
  var roundsWithoutProgress = 0
  var lastSize: ExactDecimal?
  var nextAt: Int64
  var alertedAt: Int64

  /// The intent that waits to be told how it ends.
  var exit: String? { if case .exit(let intent, _) = reason { intent } else { replacedExit } }
}

extension SymbolDesk {
  mutating func startFlattening(at uptime: Int64) {
    if case .flatten = closing?.reason { return }
    closing = Closing(
      reason: .flatten, replacedExit: closing?.exit, since: uptime, nextAt: uptime, alertedAt: uptime)
  }
}
