public import SimulatedVenue
public import Trading

extension VenueRefusal.Class {
  /// The table by which the venue's client classifies the words of `sendStatus` and its relatives, written down a second
  /// time: a session has no bytes to decode. A test compares the two.
  public init?(_ status: CommandStatus) {
    switch status {
    case .iocWouldNotExecute, .postWouldExecute, .selfFill: self = .couldNotTrade
    case .wouldNotReducePosition: self = .nothingToReduce
    case .invalidPrice, .invalidSize, .tooManySmallOrders, .outsidePriceCollar, .clientOrderIdTooBig,
      .clientOrderIdInvalid:
      self = .badNumbers
    case .insufficientAvailableFunds, .maxPositionViolation, .tooManyOrders: self = .limits
    case .marketSuspended, .marketInactive, .marketIsPostOnly: self = .venueState
    case .clientOrderIdAlreadyExist: self = .duplicateID
    case .notFound, .orderForEditNotFound, .noOrdersToCancel: self = .notFound
    case .wouldProcessAfterSpecifiedTime: self = .tooLate
    case .orderForEditNotAStop, .cannotEditTriggerPriceOfTrailingStop, .cannotEditLimitPriceOfTrailingStop,
      .requiredArgumentMissing:
      self = .request
    case .placed, .partiallyFilled, .filled, .cancelled, .edited: return nil
    }
  }
}
