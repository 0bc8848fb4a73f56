/// How the session with a venue is doing, for people.
public struct VenueHealth: Sendable, Hashable {
  /// Nil before the first answer or failure.
  public var isUp: Bool?
  /// A stable code; nil while the link is up.
  public var downBecause: String?
  /// Milliseconds since the last answer to anything; nil before the first.
  public var lastAnswerAge: Int64?
  /// Points of the rate budget that were spent within its window, and how many it has.
  public var spentPoints: Int
  public var budgetPoints: Int
  public var budgetWindowMilliseconds: Int64
  /// Venue time less wall clock, with what it may be wrong by; nil before the venue told its time.
  public var clockOffset: Int64?
  public var clockUncertainty: Int64?
  /// Whether the venue has said that its dead-man's switch is off, since the link was last lost.
  public var isDeadMansSwitchOff: Bool

  public init(
    isUp: Bool?, downBecause: String?, lastAnswerAge: Int64?, spentPoints: Int, budgetPoints: Int,
    budgetWindowMilliseconds: Int64, clockOffset: Int64?, clockUncertainty: Int64?, isDeadMansSwitchOff: Bool
  ) {
    self.isUp = isUp
    self.downBecause = downBecause
    self.lastAnswerAge = lastAnswerAge
    self.spentPoints = spentPoints
    self.budgetPoints = budgetPoints
    self.budgetWindowMilliseconds = budgetWindowMilliseconds
    self.clockOffset = clockOffset
    self.clockUncertainty = clockUncertainty
    self.isDeadMansSwitchOff = isDeadMansSwitchOff
  }
}
