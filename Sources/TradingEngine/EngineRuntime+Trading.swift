import Admission
import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import EngineConfiguration
import StrictJSON
import Trading

extension EngineRuntime {
  /// Reaches the venue where there are keys for it.
  mutating func connect() async throws(EngineError) {
    guard start.configuration.configuration.hasVenue else { return }
    let trading = try await TradingPart.open(start, grant: grant, killSwitch: &killSwitch)
    self.trading = trading
    session.dailyLossInForce = trading.rules.maxDailyLossUSD
    let start = start
    intents = try await start.edges.takeIntents(
      start.folder.intents, IntentStamp(session.environment)
    ) { code, message in start.alert(EngineAlert(code, message)) }
  }

  /// What concerns the venue.
  ///
  /// - Returns: whether the session need not see it.
  mutating func takeForDesk(_ event: EngineEvent, in group: inout DiscardingTaskGroup) -> Bool {
    switch event {
    case .venue(let event):
      take(event, in: &group)
      return true
    case .bars(let reading):
      take(reading)
      return true
    case .signal(.stop):
      guard desk != nil else { return false }
      strategy = nil
      take(.order(.stop), in: &group)
      return true
    case .killSwitch(let state, _): take(.killSwitch(state.standing), in: &group)
    case .requested(.trip(.flattenCommand, _), _):
      for symbol in trading?.symbols ?? [] { take(.order(.flatten(symbol)), in: &group) }
    case .requested(.flatten(let symbols, _), _):
      for symbol in symbols { take(.order(.flatten(symbol)), in: &group) }
    default: break
    }
    return false
  }

  mutating func take(_ event: ConductorEvent, in group: inout DiscardingTaskGroup) {
    guard var desk else { return }
    let notices = desk.take(event, in: &group)
    self.desk = desk
    for notice in notices {
      switch notice {
      case .planned: break
      case .flattened: pending.append(.flattened)
      case .latch(let cause, let reason): pending.append(.tripped(cause, reason: reason))
      case .alert(let code, let message):
        let symbols = desk.conductor.pictures.map(\.symbol)
        pending.append(.alert(EngineAlert(code, message, of: symbols)))
      case .answer(let intent, let answer):
        answers?.yield((intent, answer))
        tellStrategy(answer, to: intent)
      case .instruments(let list):
        trading?.keep(list, at: clock.advance(start.world.clock()), start)
        strategy?.take(list)
      case .stopped(let isCovered):
        self.isCovered = isCovered
        guard hasBegun else {
          isEnded = true
          continue
        }
        pending.append(.finished)
      }
    }
  }

  /// Tells the core, and the client that sends, whether entries are permitted.
  mutating func permit(in group: inout DiscardingTaskGroup) {
    guard desk != nil, let trading else { return }
    let status = session.status(at: clock.advance(start.world.clock()))
    let grant = session.grant
    let permission: Trading.EntryPermission =
      status.entries == .permitted
      ? .granted(
        EntryLimits(start.configuration.configuration, grant.limits, expiresAt: grant.expiresAt))
      : .none(because: status.because)
    guard permission != shownPermission else { return }
    shownPermission = permission
    switch permission {
    case .granted(let limits):
      trading.hands.renew(grant)
      strategy?.limit(to: limits)
    case .none(let because): trading.hands.suspendEntries(because: because)
    }
    take(.permission(permission), in: &group)
  }
}
