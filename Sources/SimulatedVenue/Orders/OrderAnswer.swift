public import Chronology

/// The venue's word on a command: the text of `sendStatus.status` and its relatives.
public enum CommandStatus: String, Sendable, Hashable {
  case placed, partiallyFilled, filled, cancelled, edited, notFound
  case noOrdersToCancel
  case marketSuspended, marketInactive, marketIsPostOnly
  case invalidPrice, invalidSize, tooManySmallOrders, outsidePriceCollar
  case insufficientAvailableFunds, maxPositionViolation, tooManyOrders
  case clientOrderIdAlreadyExist, clientOrderIdTooBig, clientOrderIdInvalid
  case postWouldExecute, iocWouldNotExecute, selfFill, wouldNotReducePosition
  case orderForEditNotFound, orderForEditNotAStop
  case cannotEditTriggerPriceOfTrailingStop, cannotEditLimitPriceOfTrailingStop
  case wouldProcessAfterSpecifiedTime
  case requiredArgumentMissing
}

/// The reason inside a REJECT event.
public enum RejectReason: String, Sendable, Hashable {
  case marketSuspended = "MARKET_SUSPENDED"
  case marketInactive = "MARKET_INACTIVE"
  case marketIsPostOnly = "MARKET_IS_POST_ONLY"
  case invalidPrice = "INVALID_PRICE"
  case invalidQuantity = "INVALID_QUANTITY"
  case smallOrder = "SMALL_ORDER_LIMIT_EXCEEDED"
  case insufficientMargin = "INSUFFICIENT_MARGIN"
  case clientOrderIDInUse = "CLIENT_ORDER_ID_IN_USE"
  case clientOrderIDTooLong = "CLIENT_ORDER_ID_TOO_LONG"
  case maximumPosition = "MAX_POSITION_EXCEEDED"
  case priceCollar = "PRICE_COLLAR"
  case postWouldExecute = "POST_WOULD_EXECUTE"
  case iocWouldNotExecute = "IOC_WOULD_NOT_EXECUTE"
  case wouldExecuteSelf = "WOULD_EXECUTE_SELF"
  case wouldNotReducePosition = "WOULD_NOT_REDUCE_POSITION"
  case orderLimit = "ORDER_LIMIT_EXCEEDED"
  case processAfter = "WOULD_PROCESS_AFTER_SPECIFIED_TIME"
  case limitPriceTwice = "LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE"
  case activationFailed = "REJECTED_AFTER_EXECUTION"
}

/// One match.
public struct Execution: Sendable, Hashable {
  public let id: String
  public let price: Fixed
  public let amount: Fixed
}

/// What happened to an order, in the order of happening.
public enum OrderEvent: Sendable, Hashable {
  /// - reduced: by how much a reduce-only order was cut down.
  case place(Order, reduced: Fixed?)
  case execution(Execution, prior: Order, reduced: Fixed?)
  case cancel(Order)
  case reject(Order, RejectReason)
  case edit(old: Order, new: Order)
}

/// What a command on one order gets.
public struct OrderAnswer: Sendable, Hashable {
  public var status: CommandStatus
  public var orderID: String?
  public var clientOrderID: String?
  public var received: Timestamp
  public var events: [OrderEvent] = []
  /// The caller's own mark of a batch item.
  public var tag: String?
}
