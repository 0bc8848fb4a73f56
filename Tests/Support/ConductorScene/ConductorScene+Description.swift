import Trading

/// What happened, one line each: what a test shows when it fails.
extension ConductorScene: CustomStringConvertible, CustomDebugStringConvertible {
  public var description: String {
    let sent = commands.map { (at: $0.at, text: Self.describe($0.command)) }
    let said = heard.map { (at: $0.at, text: $0.text) }
    let lines = (sent + said).sorted { $0.at < $1.at }.map { "\($0.at) \($0.text)" }
    let open = venue.orders.map { "\($0.clientID ?? "none") \($0.family) \($0.unfilledSize)" }
    return "\n"
      + (lines + ["now \(uptime): \(venue.position), \(open), violations \(violations)"])
      .joined(separator: "\n")
  }

  public var debugDescription: String { description }

  private static func describe(_ command: ConductorCommand) -> String {
    switch command {
    case .enter(let approved): "enter \(approved.order.id) \(approved.order.size)"
    case .protect(let order): "\(order.role.rawValue) \(order.id) \(order.size) at \(order.triggerPrice)"
    case .exit(let order): "exit \(order.id) \(order.size) \(order.price)"
    case .amend(let amendment): "amend \(amendment.order)"
    case .cancel(let id, _): "cancel \(id)"
    case .uncover(let id, _, let why): "uncover \(id) \(why == .flat ? "flat" : "covered otherwise")"
    }
  }
}
