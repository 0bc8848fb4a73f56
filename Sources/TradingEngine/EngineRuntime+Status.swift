import Admission
import Trading

extension EngineRuntime {
  /// What the status shows besides the session's own decisions.
  mutating func noteVenue() {
    session.limits = EffectiveLimits(start.configuration.configuration, session.grant.limits)
    guard let trading, let desk else { return }
    session.venue = VenueStatus(
      trading.session, desk.conductor, trading.hands.health(), at: clock.advance(start.world.clock()))
    session.journal = trading.journalStanding
  }

  /// Looked at on every tick: a file system fills slowly.
  mutating func noteDisk() { session.disk = DiskStanding(of: start.folder) }
}
