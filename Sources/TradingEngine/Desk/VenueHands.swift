import Admission
import ExactDecimal
import Trading
import VenueAccess

/// Carries out what the core decides, by the permission that there is. What a permission does not allow is refused here
/// a second time, whatever the core thought.
struct VenueHands: Sendable {
  private let reducing: ReducingVenue
  private let entries: Entries
  /// How the session is doing; asks nobody.
  let health: @Sendable () -> VenueHealth

  /// What entries go by.
  private enum Entries: Sendable {
    /// Nothing may be entered: `protect`, `flatten`.
    case none
    case venue(TradingVenue<Live>)
    /// At the venue in this process, which no ``TradingVenue`` can be of.
    case paper(PaperTradingVenue)
  }

  init(_ reducing: ReducingVenue, health: @escaping @Sendable () -> VenueHealth) {
    (self.reducing, entries, self.health) = (reducing, .none, health)
  }

  init(_ trading: TradingVenue<Live>, health: @escaping @Sendable () -> VenueHealth) {
    (reducing, entries, self.health) = (trading.reducing, .venue(trading), health)
  }

  init(_ paper: PaperTradingVenue, health: @escaping @Sendable () -> VenueHealth) {
    (reducing, entries, self.health) = (paper.reducing, .paper(paper), health)
  }

  var session: VenueSession { reducing.session }
  var capabilities: VenueCapabilities { reducing.capabilities }
  var clock: AccessClock { reducing.clock }
  var facts: VenueFacts { reducing.facts }

  func renew(_ grant: Grant<Live>) {
    switch entries {
    case .none: break
    case .venue(let trading): try? trading.renew(grant)
    case .paper(let paper): try? paper.renew(grant)
    }
  }

  func suspendEntries(because cause: String) {
    switch entries {
    case .none: break
    case .venue(let trading): trading.suspendEntries(because: cause)
    case .paper(let paper): paper.suspendEntries(because: cause)
    }
  }

  func read(_ scope: FactScope, _ urgency: Urgency) async -> [VenueFact] {
    await reducing.refresh(scope, urgency: urgency)
  }

  func perform(_ command: ConductorCommand) async -> VenueOutcome {
    switch command {
    case .enter(let approved):
      switch entries {
      case .none: return .refused(VenueRefusal("engine.only-reduces", .local))
      case .venue(let trading): return await trading.enter(approved)
      case .paper(let paper): return await paper.enter(approved)
      }
    case .protect(let order): return await reducing.protect(order)
    case .exit(let order): return await reducing.exit(order)
    case .amend(let amendment): return await reducing.amend(amendment)
    case .cancel(let id, let symbol): return await reducing.cancel(.client(id), symbol)
    case .uncover(let id, let symbol, let needlessness): return await uncover(id, symbol, needlessness)
    }
  }

  /// Takes a protective order back with a proof from the newest reading, or not at all.
  private func uncover(
    _ id: ClientOrderID, _ symbol: Symbol, _ needlessness: Needlessness
  ) async -> VenueOutcome {
    guard let reading = reducing.latestReading(of: symbol) else {
      return .refused(VenueRefusal(AccessRefusal.noReading.rawValue, .local))
    }
    let kept: [ProtectiveOrder] =
      if case .covered(let stops) = needlessness { stops } else { [] }
    let proof: CoverProof
    do { proof = try CoverProof(cancelling: .client(id), keeping: kept, in: reading) } catch {
      return .refused(VenueRefusal(AccessRefusal.coverNotProved.rawValue, .local))
    }
    return await reducing.cancel(.client(id), symbol, proof)
  }
}

extension ConductorCommand {
  /// One line for people.
  var line: String {
    switch self {
    case .enter(let approved): "enter \(approved.order.symbol) \(approved.order.size)"
    case .protect(let order):
      "place a \(order.role.rawValue) for \(order.size) \(order.symbol) at \(order.triggerPrice) on \(order.signal.rawValue)"
    case .exit(let order): "close \(order.size) \(order.symbol)"
    case .amend(let amendment): "change the size of a stop of \(amendment.symbol)"
    case .cancel(let id, let symbol): "cancel the \(id.role.word) \(id) of \(symbol)"
    case .uncover(let id, let symbol, _):
      "cancel the \(id.role.word) \(id) of \(symbol), which protects nothing"
    }
  }
}
