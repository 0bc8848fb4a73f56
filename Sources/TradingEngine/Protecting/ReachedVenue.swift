import Attestation
import EngineConfiguration
import KrakenFuturesClient
import PaperTrading
import Trading
import VenueAccess

/// The venue that protection works at, once it answers.
struct ReachedVenue: Sendable {
  let hands: VenueHands
  /// The venue in this process; nil but on paper.
  let paper: PaperVenue?

  /// Tries until the venue answers.
  ///
  /// - Parameter tell: takes what people have to know while it is tried.
  /// - Returns: nil when the task was cancelled.
  static func reach(
    _ start: ProtectionStart, _ state: ProtectionState, isPatient: Bool,
    tell: @Sendable (EngineAlert) -> Void
  ) async -> Result<ReachedVenue, EngineError>? {
    var attempt = 0
    while true {
      do throws(EngineError) {
        return .success(try await open(start, state))
      } catch {
        guard isPatient, [.venueUnreachable, .paperMarketData].contains(error.code) else {
          return .failure(error)
        }
        if attempt % 12 == 0 { tell(EngineAlert(error.code.rawValue, error.message)) }
        attempt += 1
        guard (try? await start.sleep(5_000)) != nil else { return nil }
      }
    }
  }

  private static func open(
    _ start: ProtectionStart, _ state: ProtectionState
  ) async throws(EngineError) -> ReachedVenue {
    let configuration = start.configuration.configuration
    let owner = state.rules.owner
    guard configuration.environment == .paper else {
      let connection = try await VenueDoor.open(
        configuration, folder: start.configuration.folder, credentialsFolder: start.credentialsFolder,
        for: .trading, edges: start.edges)
      let reducing = try VenueDoor.reducing(connection, configuration, owner: owner)
      return ReachedVenue(hands: VenueHands(reducing) { connection.health }, paper: nil)
    }
    let (paper, _) = try await PaperDoor.open(
      configuration, start.folder, memory: state.memory, edges: start.edges, draw: start.drawNumber)
    do throws(VenueAccessError) {
      let reducing = try ReducingVenue(
        paper.connection, account: configuration.venue.account, owner: owner)
      return ReachedVenue(hands: VenueHands(reducing, health: paper.connection.health), paper: paper)
    } catch { throw EngineError(access: error) }
  }
}
