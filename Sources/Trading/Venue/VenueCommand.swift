/// All that is ever asked of a venue. Nothing else is sent: no leverage changes, no account-wide cancels.
public enum VenueCommand: Sendable, Hashable {
  case enter(EntryOrder)
  case protect(ProtectiveOrder)
  case exit(ExitOrder)
  case amend(OrderAmendment)
  case cancel(OrderReference, Symbol)

  public var symbol: Symbol {
    switch self {
    case .enter(let order): order.symbol
    case .protect(let order): order.symbol
    case .exit(let order): order.symbol
    case .amend(let amendment): amendment.symbol
    case .cancel(_, let symbol): symbol
    }
  }

  /// Whether the command may not add risk, so that no limit, budget or stale fact holds it back.
  public var isProtective: Bool {
    if case .enter = self { false } else { true }
  }
}
