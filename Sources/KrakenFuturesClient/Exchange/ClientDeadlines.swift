public import Chronology

/// How long requests may take in all, connecting included.
public struct ClientDeadlines: Sendable, Hashable {
  /// Of a stop, an exit, a cancel: short, so that two of them fit into the time that a position may be uncovered.
  public var protective: Milliseconds
  public var entry: Milliseconds
  public var read: Milliseconds
  /// How long a read may wait for points of the rate budget.
  public var budgetWait: Milliseconds

  public init(
    protective: Milliseconds = Milliseconds(2_500), entry: Milliseconds = .seconds(5),
    read: Milliseconds = .seconds(4), budgetWait: Milliseconds = .seconds(10)
  ) {
    self.protective = protective
    self.entry = entry
    self.read = read
    self.budgetWait = budgetWait
  }

  func deadline(_ share: BudgetShare) -> Milliseconds {
    switch share {
    case .protectiveSend: protective
    case .entry: entry
    case .protectiveRead, .routineRead, .background: read
    }
  }
}
