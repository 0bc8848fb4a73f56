public import Admission
import Attestation
public import CertificationEvidence
public import Chronology
import Cryptography
import DurableFiles
import EngineConfiguration
import ExactDecimal
import KrakenFutures
import KrakenFuturesClient
public import Trading
public import TradingEngine
import VenueAccess

/// What guardian and worker of one run have in common.
public struct CertificationSettings: Sendable {
  /// Configuration, state and world of this process; its requirements are those of scope certification.
  public var start: EngineStart
  public var symbols: [Symbol]
  public var cases: [CertificationCase]
  public var pacing: CertificationPacing
  /// `$CREDENTIALS_DIRECTORY`.
  public var credentialsFolder: String?
  /// When the run began; the same in both processes.
  public var startedAt: Timestamp
  /// CLOCK_MONOTONIC at that time, in milliseconds.
  public var baseMilliseconds: Int64

  public init(
    start: EngineStart, symbols: [Symbol], cases: [CertificationCase], pacing: CertificationPacing,
    credentialsFolder: String?, startedAt: Timestamp, baseMilliseconds: Int64
  ) {
    self.start = start
    self.symbols = symbols
    self.cases = cases
    self.pacing = pacing
    self.credentialsFolder = credentialsFolder
    self.startedAt = startedAt
    self.baseMilliseconds = baseMilliseconds
  }

  /// Whose orders a run's are. One account is certified by one run at a time, which the instance lock sees to on this
  /// machine, so that the next run finds what an earlier one has left.
  public var owner: ClientOrderID.Owner? {
    ClientOrderID.Owner(environment: start.requirements.environment.orderDigit, scope: 1, instance: 1)
  }

  var configuration: EngineConfiguration { start.configuration.configuration }

  /// Asks Admission for the permission to certify.
  public func admit(persist: Bool) throws(CertificationRefusal) -> Grant<Certification> {
    let artefacts: LoadedArtefacts
    do {
      artefacts = try LoadedArtefacts.ofThisProcess(
        start.configuration, paths: start.paths, killSwitch: start.killSwitchMeaning(),
        workingDirectory: start.workingDirectory)
    } catch { throw .engine(error) }
    do {
      return try Admission.admit(
        Certification.self, requirements: start.requirements, loaded: artefacts, world: start.world,
        persist: persist)
    } catch { throw .admission(error) }
  }

  /// What a transcript of the run begins with.
  func header(
    _ session: VenueSession, owner: ClientOrderID.Owner, engineSha256: String
  ) -> CertificationTranscript.Header {
    CertificationTranscript.Header(
      adapter: session.adapter, orderMappingSha256: KrakenTranscriptAdapter().orderMappingSha256,
      environment: session.environment,
      session: .init(
        origin: session.origin, certificateSha256s: session.certificateSha256s,
        // Only a session that the system's trust store vouched for reaches the venue.
        isTrustedBySystem: session.environment.reachesVenue),
      account: session.account ?? configuration.venue.account ?? "not-named", owner: owner,
      engineSha256: engineSha256, startedAt: startedAt, plan: .init(symbols: symbols, cases: cases))
  }

  /// Why no position may be opened any more, asked anew; nil while the permission stands.
  func objection() -> String? {
    if (try? DurableFiles.statusIfPresent(tripPath)) != .some(nil) {
      return "somebody asks the kill switch to trip"
    }
    let mode = start.killSwitchMeaning().mode
    guard mode == .armed else { return "the kill switch is \(mode.rawValue)" }
    do { _ = try admit(persist: false) } catch { return "the permission is gone: \(error.answer.message)" }
    return nil
  }

  /// The file by which a running engine is asked to trip.
  var tripPath: String { KillSwitchRequest.tripPath(start.paths[.killSwitch]) }

  /// The symbols have to be configured ones: nothing else is the engine's.
  func requireSymbols() throws(CertificationRefusal) {
    for symbol in symbols where !configuration.symbols.contains(where: { Symbol($0) == symbol }) {
      throw .engine(
        EngineError(
          .venueSymbol, "\(symbol) is not among the configured symbols",
          hint: "certify what 'symbols' in the configuration names"))
    }
  }

  /// - Parameter isReading: public data only, without credentials.
  func connect(
    isReading: Bool, recorder: ExchangeRecorder?
  ) async throws(CertificationRefusal) -> KrakenFuturesConnection {
    var credentials: KrakenCredentials?
    if !isReading {
      guard let source = configuration.venue.credentials else {
        throw .engine(
          EngineError(
            .credentials, "certification sends orders, and 'venue.credentials' is missing",
            hint: "name the file with the API key under 'venue.credentials'"))
      }
      do {
        credentials = try VenueCredentials.read(
          source, folder: start.configuration.folder, credentialsFolder: credentialsFolder)
      } catch { throw .engine(error) }
    }
    do {
      return try await KrakenFuturesConnection.connect(
        KrakenFuturesSettings(
          origin: configuration.venue.origin, environment: configuration.environment,
          credentials: credentials, purpose: isReading ? .observing : .trading, recorder: recorder),
        trust: configuration.venue.trust(in: start.configuration.folder))
    } catch {
      throw .engine(EngineError(venue: error))
    }
  }

  var expectation: VenueExpectation {
    VenueExpectation(environment: configuration.environment, account: configuration.venue.account)
  }

  /// What earlier runs under the same report have used of a Grant; nil where no report limits runs together.
  func used(of grant: Grant<Certification>) throws(CertificationRefusal) -> CertificationBudget? {
    try CertificationBudget.used(of: grant, at: start.folder.certificationBudget)
  }

  /// The smaller of configuration and Grant, as the entry review needs it, and what may be lost; both less what earlier
  /// runs under the same report have used.
  func entryLimits(
    _ grant: Grant<Certification>
  ) throws(CertificationRefusal) -> (limits: EntryLimits, lossUSD: ExactDecimal) {
    let used = try used(of: grant)
    let effective = EffectiveLimits(configuration, grant.limits)
    return (
      EntryLimits(
        symbols: Set(effective.symbols.compactMap { Symbol($0) }),
        maxOrderNotionalUSD: effective.maxOrderNotionalUSD,
        maxPositionNotionalUSD: effective.maxPositionNotionalUSD,
        maxOrdersPerMinute: effective.maxOrdersPerMinute,
        maxOrders: effective.maxOrders.map { max(0, $0 - (used?.entriesSent ?? 0)) },
        // A percentage of at most two digits before the point can be divided by a hundred.
        priceCollar: (try? configuration.limits.priceCollar.percent * (ExactDecimal("0.01") ?? .zero))
          ?? .zero,
        expiresAt: grant.expiresAt),
      (try? ledger(grant, used).rest()) ?? .zero
    )
  }

  /// Goes on from what earlier runs under the same report have lost.
  func ledger(_ grant: Grant<Certification>, _ used: CertificationBudget?) -> LossLedger {
    LossLedger(
      budgetUSD: EffectiveLimits(configuration, grant.limits).maxDailyLossUSD, feePart: pacing.feePart,
      lossUSD: used?.lossUSD ?? .zero)
  }
}

/// Why nothing is certified.
public enum CertificationRefusal: Error, Sendable {
  case engine(EngineError)
  case admission(Refusal)
  /// No connection, or not the one that was meant.
  case venue(code: String, String, isTransient: Bool)
  /// The plan cannot be made, or does not fit the permission.
  case plan(code: String, String, hint: String)
}
