/// What the shell does for the core, in this order.
public enum ConductorEffect: Sendable, Hashable {
  /// Appends to the journal. What follows in the same step may rely on it as ``ConductorCommand/needsJournal`` says.
  case append(TradeRecord)
  case send(EffectID, ConductorCommand)
  case read(EffectID, FactScope, Urgency)
  /// Latches the kill switch on disk; in the core it is in force already.
  case latch(TripCause, reason: String)
  /// Everything is flat after a trip that flattens: the latch on disk says so, with the same id.
  case flattened
  case alert(code: String, message: String)
  case answer(intent: String, IntentAnswer)
  /// The clean end that was asked for.
  case stopped(isCovered: Bool)
}

/// A command to the venue, by what it needs to be permitted. Indirect, because a symbol's desk holds several and is
/// copied in every step.
public indirect enum ConductorCommand: Sendable, Hashable {
  case enter(Approved<EntryOrder>)
  case protect(ProtectiveOrder)
  case exit(ExitOrder)
  case amend(OrderAmendment)
  /// An own entry or exit.
  case cancel(ClientOrderID, Symbol)
  /// An own protective order that protects nothing: the shell makes the proof from its own newest reading, and refuses
  /// where it cannot.
  case uncover(ClientOrderID, Symbol, Needlessness)

  /// Whether it may go only when all records before it are synced. Protection waits a little and goes anyway.
  public var needsJournal: Bool {
    if case .enter = self { true } else { false }
  }

  public var symbol: Symbol {
    switch self {
    case .enter(let approved): approved.order.symbol
    case .protect(let order): order.symbol
    case .exit(let order): order.symbol
    case .amend(let amendment): amendment.symbol
    case .cancel(_, let symbol), .uncover(_, let symbol, _): symbol
    }
  }
}

/// Why a protective order may go.
public enum Needlessness: Sendable, Hashable {
  /// The symbol is flat and no entry can fill any more.
  case flat
  /// These stops, as they were sent, cover the position exactly.
  case covered(by: [ProtectiveOrder])
}
