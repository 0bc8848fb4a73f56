import ExactDecimal
import Trading

/// Events and effects as one line each, for traces.
enum EventText {
  static func text(_ event: ConductorEvent) -> String {
    switch event {
    case .time: "time"
    case .sent(let id, let outcome): "sent \(id.number): \(text(outcome))"
    case .read(let id, let facts):
      "read \(id.number): " + facts.map(text).joined(separator: "; ")
    case .pushed(let fact): "pushed: \(text(fact))"
    case .intent(let intent): "intent \(text(intent))"
    case .permission(.granted(let limits)): "permission granted until \(limits.expiresAt)"
    case .permission(.none(let because)): "no permission: \(because)"
    case .killSwitch(let standing): "kill switch \(standing.mode.rawValue)"
    case .journal(let health): "journal \(health)"
    case .order(let order): "order \(order)"
    }
  }

  private static func text(_ intent: Intent) -> String {
    guard case .enter(let enter) = intent else { return "\(intent)" }
    return "enter \(enter.id) \(enter.symbol) \(enter.side.rawValue) \(enter.size) \(enter.price) stop "
      + "\(enter.stopLoss) take-profit \(enter.takeProfit.map(\.description) ?? "none")"
  }

  static func text(_ outcome: VenueOutcome) -> String {
    switch outcome {
    case .accepted(let acceptance):
      "accepted \(acceptance.word)"
        + acceptance.fills.map { " \($0.size)@\($0.price)" }.joined()
    case .refused(let refusal): "refused \(refusal.word) (\(refusal.meaning.rawValue))"
    case .unknown(let unknown): "unknown \(unknown.reason)"
    }
  }

  static func text(_ fact: VenueFact) -> String {
    let incomplete = fact.isComplete ? "" : " INCOMPLETE"
    switch fact.content {
    case .settled(let reading):
      let position = reading.position.map { "\($0.side.rawValue) \($0.size)" } ?? "flat"
      return "\(reading.symbol) \(position), "
        + "\(reading.orders.map(text).joined(separator: ", "))\(incomplete)"
    case .fills(let fills):
      return "\(fills.count) fills, last "
        + (fills.last.map { "\($0.side.rawValue) \($0.size)@\($0.price)" } ?? "none") + incomplete
    case .orderStatus(let status): return "status \(status.order) \(status.state)\(incomplete)"
    case .market(let state):
      return "market \(state.symbol) \(state.last.map(\.description) ?? "")\(incomplete)"
    case .account: return "account\(incomplete)"
    case .instruments: return "instruments\(incomplete)"
    case .positions: return "positions\(incomplete)"
    case .orders: return "orders\(incomplete)"
    case .link(let state): return "link \(state)"
    }
  }

  private static func text(_ order: VenueOrder) -> String {
    let id = order.clientID.flatMap { ClientOrderID($0) }.map(text) ?? order.venueOrderID
    let trigger = order.triggerPrice.map { " at \($0)" } ?? ""
    return "\(id) \(order.side.rawValue) \(order.unfilledSize)\(trigger)"
  }

  static func text(_ id: ClientOrderID) -> String { "\(id.role)#\(id.intent).\(id.attempt)" }

  static func text(_ command: ConductorCommand) -> String {
    switch command {
    case .enter(let approved):
      "enter \(text(approved.order.id)) \(approved.order.position.rawValue) \(approved.order.size) "
        + "\(approved.order.price)"
    case .protect(let order):
      "protect \(text(order.id)) \(order.position.rawValue) \(order.size) at \(order.triggerPrice) "
        + order.signal.rawValue
    case .exit(let order): "exit \(text(order.id)) \(order.position.rawValue) \(order.size) \(order.price)"
    case .amend(let amendment): "amend \(amendment)"
    case .cancel(let id, _): "cancel \(text(id))"
    case .uncover(let id, _, .flat): "uncover \(text(id)): flat"
    case .uncover(let id, _, .covered(let stops)):
      "uncover \(text(id)): covered by " + stops.map { "\(text($0.id)) \($0.size)" }.joined(separator: ", ")
    }
  }

  static func text(_ effect: ConductorEffect) -> String {
    switch effect {
    case .append(let record): "append \(text(record.content))"
    case .send(let id, let command): "send \(id.number): \(text(command))"
    case .read(let id, let scope, _): "read \(id.number): \(text(scope))"
    case .flattened: "FLATTENED"
    case .latch(let cause, let reason): "LATCH \(cause.rawValue): \(reason)"
    case .alert(let code, let message): "alert \(code): \(message)"
    case .answer(let intent, let answer): "answer \(intent): \(answer)"
    case .stopped(let isCovered): "stopped, covered: \(isCovered)"
    }
  }

  private static func text(_ scope: FactScope) -> String {
    switch scope {
    case .symbol(let symbol): "\(symbol)"
    case .market(let symbol): "market \(symbol)"
    case .order(.client(let id)): "status \(text(id))"
    default: "\(scope)"
    }
  }

  private static func text(_ content: TradeRecord.Content) -> String {
    switch content {
    case .opened(let trade):
      "opened #\(trade.number) \(trade.intent) \(trade.side.rawValue) \(trade.size) stop \(trade.stop)"
    case .ordered(let order): "ordered \(text(order.id))"
    case .named(let id, let venueID): "named \(text(id)) \(venueID)"
    case .filled(let fill): "filled \(text(fill.order)) \(fill.side.rawValue) \(fill.size)@\(fill.price)"
    case .ended(let id, let end): "ended \(text(id)) \(end.rawValue)"
    default: "\(content)"
    }
  }
}
