import KrakenFutures
import SimulatedVenue
import Testing
import Trading
import TradingSimulation

@Suite("The simulation's table of refusals") struct RefusalClassTests {
  private static let words: [CommandStatus] = [
    .placed, .partiallyFilled, .filled, .cancelled, .edited, .notFound, .noOrdersToCancel, .marketSuspended,
    .marketInactive, .marketIsPostOnly, .invalidPrice, .invalidSize, .tooManySmallOrders, .outsidePriceCollar,
    .insufficientAvailableFunds, .maxPositionViolation, .tooManyOrders, .clientOrderIdAlreadyExist,
    .clientOrderIdTooBig, .clientOrderIdInvalid, .postWouldExecute, .iocWouldNotExecute, .selfFill,
    .wouldNotReducePosition, .orderForEditNotFound, .orderForEditNotAStop,
    .cannotEditTriggerPriceOfTrailingStop, .cannotEditLimitPriceOfTrailingStop,
    .wouldProcessAfterSpecifiedTime, .requiredArgumentMissing,
  ]

  @Test("is the client's", arguments: words)
  func table(word: CommandStatus) {
    #expect(VenueRefusal.Class(word) == VenueRefusal.Class(orderStatus: word.rawValue))
  }
}
