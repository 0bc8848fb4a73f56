import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// How the simulated venue shows itself, as the values that its client would decode.
enum VenueShapes {
  static func position(_ position: Position, _ symbol: Symbol, _ instrument: SimulatedVenue.Instrument)
    -> VenuePosition
  {
    VenuePosition(
      symbol: symbol, side: position.size.isNegative ? .short : .long, size: position.size.magnitude.exact,
      price: position.entryPrice(instrument).truncated(places: 8).exact)
  }

  /// - Returns: nil for an order that a fault hides.
  static func order(_ order: Order, _ symbol: Symbol) -> VenueOrder? {
    guard let shown = order.shown else { return nil }
    let family: VenueOrder.Family =
      if shown.trigger == nil {
        .limit
      } else {
        switch shown.type {
        case .stop: .stop
        case .takeProfit: .takeProfit
        case .trailingStop: .trailingStop
        default: .other(shown.type.rawValue)
        }
      }
    return VenueOrder(
      venueOrderID: shown.id, clientID: shown.clientOrderID, symbol: symbol, side: OrderSide(shown.side),
      family: family, unfilledSize: (shown.quantity - order.filled).exact, filledSize: order.filled.exact,
      limitPrice: shown.limitPrice?.exact, triggerPrice: shown.trigger?.price.exact,
      signal: (shown.trigger?.signal).map { .known(Trading.TriggerSignal($0)) },
      isReduceOnly: shown.reduceOnly, status: order.filled.isZero ? "untouched" : "partiallyFilled",
      lastUpdate: order.updated)
  }

  static func fill(_ fill: Fill, _ symbol: Symbol, isNamed: Bool) -> VenueFill {
    VenueFill(
      id: fill.id, venueOrderID: fill.orderID, clientID: isNamed ? fill.clientOrderID : nil, symbol: symbol,
      side: OrderSide(fill.side), size: fill.size.exact, price: fill.price.exact, at: fill.time,
      kind: fill.kind.rawValue)
  }

  static func status(_ standing: OrderStanding?, of reference: Trading.OrderReference) -> VenueOrderStatus {
    guard let standing else {
      return VenueOrderStatus(order: reference, venueOrderID: nil, state: .notKnown)
    }
    let state: VenueOrderStatus.State =
      switch standing.state {
      case .triggerPlaced: .triggerResting
      case .enteredBook: .inBook
      case .ended(.fullyExecuted): .executed
      case .ended(.cancelled): .cancelled
      case .ended(.rejected): .rejected
      case .ended(.triggerActivationFailure): .activationFailed
      }
    return VenueOrderStatus(
      order: reference, venueOrderID: standing.orderID, state: state, reason: standing.reason?.rawValue)
  }

  static func market(_ market: Market, _ symbol: Symbol) -> Trading.MarketState {
    Trading.MarketState(
      symbol: symbol, last: market.last.exact, mark: market.mark.exact, index: market.index.exact,
      bid: market.bid.exact, ask: market.ask.exact, isSuspended: market.state.isSuspended,
      isPostOnly: market.state.isPostOnly)
  }

  static func instrument(_ market: Market, _ symbol: Symbol) -> Trading.Instrument {
    let instrument = market.instrument
    return Trading.Instrument(
      symbol: symbol, kind: .linearPerpetual, tickSize: instrument.tickSize.exact,
      sizeStep: instrument.sizeStep.exact, contractSize: ExactDecimal(1),
      isTradeable: market.state.isTradeable,
      isPostOnly: market.state.isPostOnly, maximumPositionSize: instrument.maximumPosition.exact,
      marginLevels: instrument.marginLevels.map { level in
        Trading.Instrument.MarginLevel(
          fromSize: level.threshold.divided(by: instrument.startPrice).truncated(places: 4).exact,
          initialRate: level.initial.exact, maintenanceRate: level.maintenance.exact)
      }, makerProtection: instrument.makerProtection)
  }
}
