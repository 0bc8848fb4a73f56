public import Chronology
import ExactDecimal
import StrictJSON
public import Trading

/// What the venue says of one order in its answer to a command: `sendStatus`, `editStatus`, `cancelStatus`, or a row of
/// `batchStatus`. Nothing is judged here; ``WireAnswer/outcome(of:)`` does that.
public struct OrderAnswer: Sendable, Hashable {
  public enum Event: Sendable, Hashable {
    /// `isTrigger`: the order rests until a signal fires it.
    case placed(venueOrderID: String?, clientID: String?, isTrigger: Bool)
    /// One match; `venueOrderID` is nil where the event does not say whose.
    case executed(venueOrderID: String?, VenueOutcome.AnsweredFill)
    case cancelled(venueOrderID: String?)
    case rejected(venueOrderID: String?, reason: String)
    case edited(venueOrderID: String?)
    /// An event of a type that we do not know.
    case other(String)
  }

  /// The venue's word.
  public var status: String
  public var venueOrderID: String?
  public var clientID: String?
  /// In a batch, the tag that was sent.
  public var tag: String?
  public var events: [Event]
  public var serverTime: Timestamp?

  /// Matches of this order, in the answer's order: those that name another order are left out.
  public var fills: [VenueOutcome.AnsweredFill] {
    events.compactMap { event in
      guard case .executed(let id, let fill) = event else { return nil }
      return id == nil || venueOrderID == nil || id == venueOrderID ? fill : nil
    }
  }

  /// The client ids that the answer names, in itself and in what was placed.
  var namedClientIDs: [String] {
    let placed: [String] = events.compactMap { event in
      if case .placed(_, let clientID, _) = event { clientID } else { nil }
    }
    return (clientID.map { [$0] } ?? []) + placed
  }

  /// Why the order was rejected, where an event says so.
  public var rejectReason: String? {
    for case .rejected(_, let reason) in events { return reason }
    return nil
  }
}

extension WireAnswer {
  /// The answer to `sendorder`.
  public func sentOrder() throws(WireError) -> OrderAnswer { try orderAnswer("sendStatus") }
  /// The answer to `editorder`.
  public func editedOrder() throws(WireError) -> OrderAnswer { try orderAnswer("editStatus") }
  /// The answer to `cancelorder`.
  public func cancelledOrder() throws(WireError) -> OrderAnswer { try orderAnswer("cancelStatus") }

  /// The answer to `batchorder`, one for each item, in the answer's order. A row that cannot be read fails the whole.
  public func batchedOrders() throws(WireError) -> [OrderAnswer] {
    let (object, serverTime) = try successful()
    var answers: [OrderAnswer] = []
    for (index, item) in try object.list("batchStatus").enumerated() {
      do throws(WireError) {
        answers.append(try OrderAnswer(WireObject(item), serverTime: serverTime))
      } catch { throw error.within("batchStatus[\(index)]") }
    }
    return answers
  }

  private func orderAnswer(_ member: String) throws(WireError) -> OrderAnswer {
    let (object, serverTime) = try successful()
    let status = try object.object(member)
    do throws(WireError) {
      return try OrderAnswer(status, serverTime: serverTime)
    } catch { throw error.within(member) }
  }
}

extension OrderAnswer {
  init(_ object: WireObject, serverTime: Timestamp?) throws(WireError) {
    status = try object.text("status")
    venueOrderID = try object.optionalText("order_id", or: "orderId")
    clientID = try object.optionalText("cliOrdId", or: "cli_ord_id")
    tag = try object.optionalText("order_tag")
    events = []
    self.serverTime = serverTime
    for (index, item) in (try object.optionalList("orderEvents") ?? []).enumerated() {
      do throws(WireError) {
        events.append(try Event(WireObject(item)))
      } catch { throw error.within("orderEvents[\(index)]") }
    }
  }
}

extension OrderAnswer.Event {
  /// Only what decides is demanded: price and amount of a match. The rest describes an order that is read back anyway.
  init(_ object: WireObject) throws(WireError) {
    let type = try object.text("type")
    switch type {
    case "PLACE":
      let trigger = try object.optionalObject("orderTrigger")
      let order = try object.optionalObject("order")
      let shown = trigger ?? order
      self = .placed(
        venueOrderID: try shown?.venueOrderID(),
        clientID: try shown?.optionalText("cliOrdId", or: "clientId"), isTrigger: trigger != nil)
    case "EXECUTION":
      let order = try object.optionalObject("orderPriorExecution")
      self = .executed(
        venueOrderID: try order?.venueOrderID(),
        VenueOutcome.AnsweredFill(
          price: try object.positiveNumber("price", excessDigits: .cut),
          size: try object.positiveNumber("amount")))
    case "CANCEL":
      self = .cancelled(venueOrderID: try object.optionalText("uid"))
    case "REJECT":
      self = .rejected(
        venueOrderID: try object.optionalText("uid"),
        reason: VenueWord.shown(try object.optionalText("reason") ?? ""))
    case "EDIT":
      let order = try object.optionalObject("new")
      self = .edited(venueOrderID: try order?.venueOrderID())
    default: self = .other(VenueWord.shown(type))
    }
  }
}

extension WireObject {
  /// `orderId` of an order, `uid` of a trigger.
  func venueOrderID() throws(WireError) -> String? { try optionalText("orderId", or: "uid") }
}
