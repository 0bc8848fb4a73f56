public import Chronology
public import ExactDecimal

/// An open order as the venue shows it, every field that protection is judged by. What the venue does not say, or says
/// in a word that we do not know, is nil or `other`: different from what was sent, and never taken for absent.
public struct VenueOrder: Sendable, Hashable {
  public enum Family: Sendable, Hashable {
    case limit
    case stop
    case takeProfit
    case trailingStop
    case other(String)
  }

  public enum Signal: Sendable, Hashable {
    case known(TriggerSignal)
    case other(String)
  }

  public var venueOrderID: String
  /// As shown; read it with ``OrderOrigin``.
  public var clientID: String?
  public var symbol: Symbol
  public var side: OrderSide
  public var family: Family
  public var unfilledSize: ExactDecimal
  public var filledSize: ExactDecimal
  /// For a trigger order also its worst price after firing; nil for one that becomes a market order.
  public var limitPrice: ExactDecimal?
  public var triggerPrice: ExactDecimal?
  public var signal: Signal?
  public var isReduceOnly: Bool?
  /// The venue's word, such as `untouched`.
  public var status: String
  public var lastUpdate: Timestamp?

  public init(
    venueOrderID: String, clientID: String?, symbol: Symbol, side: OrderSide, family: Family,
    unfilledSize: ExactDecimal, filledSize: ExactDecimal, limitPrice: ExactDecimal? = nil,
    triggerPrice: ExactDecimal? = nil, signal: Signal? = nil, isReduceOnly: Bool?, status: String,
    lastUpdate: Timestamp? = nil
  ) {
    self.venueOrderID = venueOrderID
    self.clientID = clientID
    self.symbol = symbol
    self.side = side
    self.family = family
    self.unfilledSize = unfilledSize
    self.filledSize = filledSize
    self.limitPrice = limitPrice
    self.triggerPrice = triggerPrice
    self.signal = signal
    self.isReduceOnly = isReduceOnly
    self.status = status
    self.lastUpdate = lastUpdate
  }
}

/// An answer to "what became of this order?".
public struct VenueOrderStatus: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    case triggerResting
    case inBook
    case executed
    case cancelled
    case rejected
    /// The trigger fired and its order was refused: there is no fill and no stop any more.
    case activationFailed
    /// The venue does not know the id, or no longer: **not** evidence that the order does not exist.
    case notKnown
    case other(String)
  }

  public var order: OrderReference
  public var venueOrderID: String?
  public var state: State
  /// The venue's word for why, such as `STOP_ORDER_TRIGGERED`.
  public var reason: String?

  public init(order: OrderReference, venueOrderID: String?, state: State, reason: String? = nil) {
    self.order = order
    self.venueOrderID = venueOrderID
    self.state = state
    self.reason = reason
  }
}

/// A field of a resting protective order that the venue shows otherwise than it was sent.
public struct ProtectionDeviation: Sendable, Hashable, CustomStringConvertible {
  public var field: String
  public var sent: String
  public var shown: String

  public init(field: String, sent: String, shown: String) {
    self.field = field
    self.sent = sent
    self.shown = shown
  }

  public var description: String { "\(field): sent \(sent), shown \(shown)" }
}

extension VenueOrder {
  /// Compares what the venue shows with what was sent, field by field.
  ///
  /// - Returns: nothing when the order shown is exactly the order sent.
  public func deviations(from sent: ProtectiveOrder) -> [ProtectionDeviation] {
    var found: [ProtectionDeviation] = []
    // Text is made only of what differs: every reading of every stop comes through here.
    func compare(
      _ field: String, _ isSame: Bool, _ sent: @autoclosure () -> String, _ shown: @autoclosure () -> String
    ) {
      if !isSame { found.append(ProtectionDeviation(field: field, sent: sent(), shown: shown())) }
    }
    let family: Family = sent.role == .stopLoss ? .stop : .takeProfit
    compare("type", family == self.family, "\(family)", "\(self.family)")
    compare("symbol", sent.symbol == symbol, sent.symbol.folded, symbol.folded)
    compare("side", sent.position.exitSide == side, sent.position.exitSide.rawValue, side.rawValue)
    compare("size", sent.size == unfilledSize, sent.size.description, unfilledSize.description)
    compare(
      "trigger price", sent.triggerPrice == triggerPrice, sent.triggerPrice.description,
      triggerPrice?.description ?? "none")
    compare(
      "trigger signal", .known(sent.signal) == signal, "\(Signal.known(sent.signal))",
      signal.map { "\($0)" } ?? "none")
    compare("reduce-only", isReduceOnly == true, "true", isReduceOnly.map { "\($0)" } ?? "not said")
    compare("limit price", limitPrice == nil, "none", limitPrice?.description ?? "none")
    return found
  }
}
