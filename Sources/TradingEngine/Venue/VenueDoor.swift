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
    for purpose: KrakenFuturesSettings.Purpose
  ) async throws(EngineError) -> KrakenFuturesConnection {
    var credentials: KrakenCredentials?
    if let source = configuration.venue.credentials {
      credentials = try VenueCredentials.read(source, folder: folder, credentialsFolder: credentialsFolder)
    } else if purpose == .trading {
      throw EngineError(
        .credentials, "the configuration names no credentials", hint: "add 'venue.credentials'")
    }
    do throws(VenueConnectionError) {
      return try await KrakenFuturesConnection.connect(
        KrakenFuturesSettings(
          origin: configuration.venue.origin, environment: configuration.environment,
          credentials: credentials, purpose: purpose), trust: configuration.venue.trust(in: folder))
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

extension VenueExpectation {
  init(_ configuration: EngineConfiguration) {
    self.init(environment: configuration.environment, account: configuration.venue.account)
  }
}
