public import Chronology

/// How a client names one of its orders.
public enum OrderReference: Sendable, Hashable {
  case id(String)
  case client(String)
}

/// Changes to an order; what is nil stays.
public struct OrderEdit: Sendable, Hashable {
  public var order: OrderReference
  public var size: Fixed?
  /// Whether `size` is the whole order's; otherwise it counts the open part.
  public var isAbsolute = false
  public var limitPrice: Fixed?
  public var stopPrice: Fixed?
  public var processBefore: Timestamp?

  public init(order: OrderReference) { self.order = order }
}

/// What a client has the venue do.
public enum VenueCommand: Sendable, Hashable {
  case place(OrderTicket)
  case edit(OrderEdit)
  case cancel(OrderReference, processBefore: Timestamp?)
  /// - symbol: nil for all markets.
  case cancelAll(symbol: String?)
  /// - seconds: 0 switches it off.
  case cancelAllAfter(seconds: Int)
  case batch([BatchItem])
  /// - leverage: nil for cross margin.
  case prefer(leverage: Fixed?, symbol: String)
}

/// One part of a batch, with the caller's mark.
public struct BatchItem: Sendable, Hashable {
  public enum Action: Sendable, Hashable {
    case place(OrderTicket)
    case edit(OrderEdit)
    case cancel(OrderReference)
    /// Answered with the status, untouched.
    case refused(CommandStatus)
  }
  public let action: Action
  public let tag: String?

  public init(_ action: Action, tag: String?) { (self.action, self.tag) = (action, tag) }
}

/// What the person, or program, that runs the simulation does to the venue.
public enum VenueControl: Sendable, Hashable {
  case setPrices(symbol: String, PriceSetting)
  case setPath(symbol: String, PricePath)
  case moveTo(symbol: String, Fixed)
  case ramp(symbol: String, to: Fixed, milliseconds: Int64)
  /// - symbol: nil for all markets.
  case setState(symbol: String?, MarketState)
  case setLevelSize(symbol: String, Fixed)
  case setFundingRate(symbol: String, Fixed)
  case transfer(account: Int, Currency, Fixed)
  /// Books a funding payment; below zero the account pays.
  case fund(account: Int, symbol: String, Fixed)
  case setPersonality(VenuePersonality)
  /// Cancels orders as an administrator would.
  case cancelOrders(account: Int, symbol: String?)
}

/// One step of the venue.
public enum VenueInput: Sendable, Hashable {
  /// - token: given back with the answer, which may come at a later step.
  case command(VenueCommand, account: Int, token: Int)
  case control(VenueControl)
  /// Nothing but that time has passed.
  case time
}

/// An answer to a command.
public struct VenueOutput: Sendable, Hashable {
  public let token: Int
  public let answer: VenueAnswer
}

public enum VenueAnswer: Sendable, Hashable {
  case order(OrderAnswer)
  case cancelAll(CommandStatus, cancelled: [Order], received: Timestamp)
  /// - trigger: nil when off.
  case cancelAllAfter(trigger: Timestamp?)
  case batch([OrderAnswer])
  case preferred
  /// There is no such symbol.
  case unknownSymbol
}
