import Attestation
import EngineConfiguration
import KrakenFutures
import KrakenFuturesClient
import Trading
import VenueAccess

/// Opens the session that a configuration means.
enum VenueDoor {
  /// - Parameters:
  ///   - folder: the configuration's, absolute.
  ///   - credentialsFolder: `$CREDENTIALS_DIRECTORY`.
  static func open(
    _ configuration: EngineConfiguration, folder: String, credentialsFolder: String?,
    for purpose: KrakenFuturesSettings.Purpose, edges: EngineEdges = .standard
  ) async throws(EngineError) -> KrakenFuturesConnection {
    guard configuration.environment != .paper || purpose == .observing else {
      throw EngineError(
        .paperVenue, "on paper there is no venue but the one in the engine's process",
        hint: "end the engine; 'protect' and 'flatten' then work on the paper account")
    }
    var credentials: KrakenCredentials?
    if let source = configuration.venue.credentials {
      credentials = try VenueCredentials.read(source, folder: folder, credentialsFolder: credentialsFolder)
    } else if purpose == .trading {
      throw EngineError(
        .credentials, "the configuration names no credentials", hint: "add 'venue.credentials'")
    }
    do throws(VenueConnectionError) {
      return try await edges.connect(
        KrakenFuturesSettings(
          origin: configuration.venue.origin, environment: configuration.environment,
          credentials: credentials, purpose: purpose, clock: edges.clock),
        configuration.venue.trust(in: folder))
    } catch {
      throw EngineError(venue: error)
    }
  }

  /// The session that reduces, of an owner.
  static func reducing(
    _ connection: KrakenFuturesConnection, _ configuration: EngineConfiguration, owner: ClientOrderID.Owner
  ) throws(EngineError) -> ReducingVenue {
    do throws(VenueAccessError) {
      return try ReducingVenue(
        connection.connection, expecting: VenueExpectation(configuration), owner: owner)
    } catch {
      throw EngineError(access: error)
    }
  }
}

extension EngineConfiguration {
  /// Whether there is a venue to trade at: one with keys for it, or the one that paper brings.
  var hasVenue: Bool { venue.credentials != nil || environment == .paper }
}

extension VenueExpectation {
  init(_ configuration: EngineConfiguration) {
    self.init(environment: configuration.environment, account: configuration.venue.account)
  }
}
