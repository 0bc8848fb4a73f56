public import Chronology

/// What an adapter can do and what it costs, as values: the engine never asks which adapter it has.
public struct VenueCapabilities: Sendable, Hashable {
  /// Signals on which a trigger order can fire.
  public var triggerSignals: Set<TriggerSignal>
  /// Whether size and trigger price of a resting protective order can be changed in place.
  public var amendsTriggerPrice: Bool
  public var amendsSize: Bool
  /// Whether a command can carry the time after which the venue drops it.
  public var dropsLateCommands: Bool
  /// Longest client order id, in characters.
  public var longestClientID: Int
  /// Whether facts arrive by themselves; else only what is refreshed becomes known.
  public var pushesFacts: Bool
  /// Points that one command costs, and the budget that refills within the window.
  public var rateBudget: RateBudget
  /// How many fills one answer holds at most; one that is as long may lack older ones.
  public var longestFillList: Int
  /// When the venue switches this interface off, with the source; nil: nothing announced.
  public var endsAt: AnnouncedEnd?

  public struct RateBudget: Sendable, Hashable {
    public var points: Int
    public var window: Milliseconds
    public var sendCost: Int
    public var readCost: Int
    /// Points that reads and entries leave to protection and exits.
    public var protectiveReserve: Int

    public init(points: Int, window: Milliseconds, sendCost: Int, readCost: Int, protectiveReserve: Int) {
      self.points = points
      self.window = window
      self.sendCost = sendCost
      self.readCost = readCost
      self.protectiveReserve = protectiveReserve
    }
  }

  public struct AnnouncedEnd: Sendable, Hashable {
    public var at: Timestamp
    /// Page and date on which it was read.
    public var source: String

    public init(at: Timestamp, source: String) {
      self.at = at
      self.source = source
    }
  }

  public init(
    triggerSignals: Set<TriggerSignal>, amendsTriggerPrice: Bool, amendsSize: Bool, dropsLateCommands: Bool,
    longestClientID: Int, pushesFacts: Bool, rateBudget: RateBudget, longestFillList: Int,
    endsAt: AnnouncedEnd? = nil
  ) {
    self.triggerSignals = triggerSignals
    self.amendsTriggerPrice = amendsTriggerPrice
    self.amendsSize = amendsSize
    self.dropsLateCommands = dropsLateCommands
    self.longestClientID = longestClientID
    self.pushesFacts = pushesFacts
    self.rateBudget = rateBudget
    self.longestFillList = longestFillList
    self.endsAt = endsAt
  }
}
