public import Attestation
import Chronology
public import EngineConfiguration
public import HTTPTransport
public import KrakenFutures
import Trading
public import VenueAccess

/// How a connection to the venue is made.
public struct KrakenFuturesSettings: Sendable {
  public var origin: VenueOrigin
  /// What the session is meant to be: compared before anything signed is sent.
  public var environment: TradingEnvironment
  /// Nil: public data only.
  public var credentials: KrakenCredentials?
  public var purpose: Purpose
  public var deadlines: ClientDeadlines
  public var clock: ClientClock
  public var recorder: (any WireRecorder)?

  /// What the connection is for.
  public enum Purpose: Sendable, Hashable {
    /// Nothing at the venue is changed.
    case observing
    /// The dead-man's switch is switched off at once, and again whenever the link was lost.
    case trading
  }

  public init(
    origin: VenueOrigin, environment: TradingEnvironment, credentials: KrakenCredentials?, purpose: Purpose,
    deadlines: ClientDeadlines = ClientDeadlines(), clock: ClientClock = .system,
    recorder: (any WireRecorder)? = nil
  ) {
    self.origin = origin
    self.environment = environment
    self.credentials = credentials
    self.purpose = purpose
    self.deadlines = deadlines
    self.clock = clock
    self.recorder = recorder
  }
}

/// Why there is no connection.
public struct VenueConnectionError: Error, Sendable, Hashable {
  /// Raw values appear in answers and logs: add cases, never rename one.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The origin or the trust store cannot be used.
    case setup = "venue.connection-setup"
    /// No answer; a later attempt may get one.
    case unreachable = "venue.unreachable"
    /// Nobody whom the configuration trusts vouches for the server; nothing was sent.
    case untrusted = "venue.not-trusted"
    /// The venue does not take the API key.
    case credentials = "venue.credentials-refused"
    /// The session is of another environment than configured; nothing signed was sent.
    case environment = "access.environment-differs"
    /// An answer that is not the venue's.
    case unclear = "venue.answer-unclear"
  }

  public let code: Code
  /// Lower case, no full stop.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension VenueConnectionError: CustomStringConvertible {
  public var description: String { "\(message) [\(code.rawValue)]" }
}

/// A connected venue, with what only this adapter can say about it.
public struct KrakenFuturesConnection: Sendable {
  /// For the permission types.
  public let connection: VenueConnection
  private let venue: KrakenFuturesVenue

  var exchange: WireExchange { venue.exchange }

  public var session: VenueSession { connection.session }

  /// Venue time less wall clock, in milliseconds, and what it may be wrong by.
  public var clockOffset: (milliseconds: Int64, uncertainty: Int64)? { venue.exchange.clockOffset() }

  /// Points of the rate budget that were spent within its window.
  public var spentPoints: Int { venue.exchange.spentPoints }

  /// All of it at once, for people.
  public var health: VenueHealth { venue.health }

  /// Whether the venue has said that its dead-man's switch is off, since the link was last lost.
  public var isDeadMansSwitchOff: Bool { venue.deadMansSwitch.isKnownOff }

  /// Connects over the network.
  ///
  /// - Parameter trust: a bundle of one's own makes the session a simulator's, whatever the origin.
  public static func connect(
    _ settings: KrakenFuturesSettings, trust: TrustStore = .system
  ) async throws(VenueConnectionError) -> KrakenFuturesConnection {
    let transport: HTTPTransport
    do throws(TransportError) {
      let origin = try HTTPOrigin(settings.origin.description)
      transport = try HTTPTransport(
        origin: origin, trust: trust, warming: settings.purpose == .trading ? HTTPTransport.Warming() : nil)
    } catch { throw VenueConnectionError(.setup, error.message) }
    return try await connect(settings, over: transport)
  }

  /// Connects over a transport that is there already, which decides what the session is.
  package static func connect(
    _ settings: KrakenFuturesSettings, over transport: any WireTransport
  ) async throws(VenueConnectionError) -> KrakenFuturesConnection {
    let venue = KrakenFuturesVenue(
      transport: transport, signer: settings.credentials.map(RequestSigner.init),
      recorder: settings.recorder, clock: settings.clock, deadlines: settings.deadlines)
    let transportSession = try await venue.introduce()
    guard let origin = VenueOrigin(transportSession.origin.description) else {
      throw VenueConnectionError(.setup, "the origin \(transportSession.origin) is no venue's")
    }
    let environment = VenueAdapter.krakenFutures.environment(
      of: origin, isVerifiedBySystemTrustStore: transportSession.isVerifiedBySystemTrustStore)
    try check(settings, is: environment, origin)
    var account: String?
    if settings.credentials != nil {
      account = try await venue.accountIdentity()
      if let account { venue.name(account) }
      if settings.purpose == .trading { await venue.deadMansSwitch.switchOff() }
    }
    let session = VenueSession(
      adapter: KrakenFutures.adapterName, environment: environment, origin: origin.description,
      certificateSha256s: transportSession.certificateSha256s, account: account,
      hasCredentials: settings.credentials != nil)
    let clock = settings.clock
    return KrakenFuturesConnection(
      connection: VenueConnection(
        session: session, venue: venue,
        clock: AccessClock(
          now: clock.now, uptimeMilliseconds: clock.uptimeMilliseconds,
          venueNow: { venue.exchange.venueNow() })), venue: venue)
  }

  private static func check(
    _ settings: KrakenFuturesSettings, is environment: TradingEnvironment, _ origin: VenueOrigin
  ) throws(VenueConnectionError) {
    // Paper takes the public data of the live venue, and nothing else.
    let isPaper = settings.environment == .paper
    guard environment == (isPaper ? .live : settings.environment) else {
      throw VenueConnectionError(
        .environment,
        "the session with \(origin) is '\(environment.rawValue)' by its origin and certificates, configured is "
          + "'\(settings.environment.rawValue)'")
    }
    guard !isPaper || settings.credentials == nil else {
      throw VenueConnectionError(.setup, "paper loads no credentials")
    }
  }
}

extension KrakenFuturesVenue {
  /// How the session is doing; asks nobody.
  var health: VenueHealth {
    let (link, clock, budget) = (exchange.link, exchange.clockOffset(), capabilities.rateBudget)
    return VenueHealth(
      isUp: link.isUp, downBecause: link.downBecause, lastAnswerAge: link.lastAnswerAge,
      spentPoints: exchange.spentPoints, budgetPoints: budget.points,
      budgetWindowMilliseconds: budget.window.count, clockOffset: clock?.milliseconds,
      clockUncertainty: clock?.uncertainty, isDeadMansSwitchOff: deadMansSwitch.isKnownOff)
  }

  /// The first exchange: public, so that nothing signed is sent before it is known with whom.
  /// Whose key it is; nil when the venue does not say now.
  func accountIdentity() async throws(VenueConnectionError) -> String? {
    do {
      return try await exchange.perform(.accountIdentity, .routineRead).answer.accountIdentity().value
    } catch {
      guard let refusal = (error as? WireError)?.refusal, refusal.meaning == .access else { return nil }
      throw VenueConnectionError(
        .credentials, "the venue does not take this API key: it says '\(refusal.word)'")
    }
  }

  func introduce() async throws(VenueConnectionError) -> TransportSession {
    let answer: WireAnswer
    let session: TransportSession
    do throws(WireExchange.Failure) {
      (answer, session) = try await exchange.perform(.instruments, .routineRead)
    } catch {
      throw error.code == TransportError.Code.tls.rawValue
        ? VenueConnectionError(.untrusted, "no authority that is trusted vouches for the venue's certificate")
        : VenueConnectionError(.unreachable, "the venue does not answer: \(error.code)")
    }
    guard let instruments = try? answer.instruments() else {
      let isBusy = answer.status == 429 || answer.status >= 500
      throw VenueConnectionError(
        isBusy ? .unreachable : .unclear,
        "the venue's list of instruments cannot be read (HTTP status \(answer.status))")
    }
    note(instruments.value)
    return session
  }
}
