import Attestation
import Chronology
public import EngineConfiguration
import ExactDecimal
import KrakenFutures
public import KrakenFuturesClient
public import StrictJSON
import Trading
public import VenueAccess

/// What a session with the venue is, found out by reading alone.
public struct VenueProbe: Sendable {
  private let session: VenueSession
  private let venueTime: Timestamp?
  private let offset: (milliseconds: Int64, uncertainty: Int64)?
  private let account: AccountState?
  private let instruments: [Instrument]
  private let budget: VenueCapabilities.RateBudget
  private let spentPoints: Int

  /// - Parameters:
  ///   - folder: the configuration's, absolute.
  ///   - credentialsFolder: `$CREDENTIALS_DIRECTORY`.
  public static func run(
    _ configuration: EngineConfiguration, folder: String, credentialsFolder: String?
  ) async throws(EngineError) -> VenueProbe {
    let connection = try await VenueDoor.open(
      configuration, folder: folder, credentialsFolder: credentialsFolder, for: .observing)
    let venue: ObservingVenue
    do throws(VenueAccessError) {
      venue = try ObservingVenue(
        connection.connection,
        expecting: VenueExpectation(configuration))
    } catch {
      throw EngineError(access: error)
    }
    return VenueProbe(
      session: connection.session, venueTime: venue.clock.venueNow(), offset: connection.clockOffset,
      account: connection.session.hasCredentials ? try await account(venue) : nil,
      instruments: try await instruments(configuration.symbols, venue),
      budget: venue.capabilities.rateBudget, spentPoints: connection.spentPoints)
  }

  private static func account(_ venue: ObservingVenue) async throws(EngineError) -> AccountState {
    guard let fact = await venue.refresh(.account).first, fact.isComplete,
      case .account(let state) = fact.content
    else {
      throw EngineError(
        .venueUnreachable, "the venue does not say how the account stands",
        hint: "see that the key is valid and may read")
    }
    return state
  }

  /// The configured symbols' instruments; only linear perpetuals are traded.
  private static func instruments(
    _ symbols: [String], _ venue: ObservingVenue
  ) async throws(EngineError) -> [Instrument] {
    guard let fact = await venue.refresh(.instruments).first,
      case .instruments(let listed) = fact.content
    else { throw EngineError(.venueUnreachable, "the venue does not list its instruments") }
    var found: [Instrument] = []
    for name in symbols {
      guard let instrument = listed.first(where: { $0.symbol.folded == name }) else {
        throw EngineError(
          .venueSymbol, "the venue has no readable instrument \(name)", hint: "correct 'symbols'")
      }
      guard instrument.kind == .linearPerpetual else {
        throw EngineError(
          .venueSymbol, "\(name) is no linear perpetual but \(instrument.kind)", hint: "correct 'symbols'")
      }
      found.append(instrument)
    }
    return found
  }
}

extension VenueProbe {
  /// Nil without a key.
  private var permissions: KeyPermissions? {
    session.hasCredentials ? KeyPermissions(readingAccount: account != nil) : nil
  }

  public var json: JSON {
    [
      "adapter": .string(session.adapter), "environment": .string(session.environment.rawValue),
      "origin": .string(session.origin),
      "certificateSha256s": .array(session.certificateSha256s.map(JSON.string)),
      "account": session.account.map(JSON.string) ?? .null,
      "accountRead": .bool(account != nil), "keyPermissions": permissions?.json ?? .null,
      "venueTime": venueTime.map { .string($0.description) } ?? .null,
      "clockOffsetMilliseconds": offset.map { .integer($0.milliseconds) } ?? .null,
      "clockUncertaintyMilliseconds": offset.map { .integer($0.uncertainty) } ?? .null,
      "marginEquityUSD": account?.marginEquityUSD.map { .string($0.description) } ?? .null,
      "availableMarginUSD": account?.availableMarginUSD.map { .string($0.description) } ?? .null,
      "instruments": .array(
        instruments.map { instrument in
          [
            "symbol": .string(instrument.symbol.description),
            "tickSize": .string(instrument.tickSize.description),
            "sizeStep": .string(instrument.sizeStep.description),
            "isTradeable": .bool(instrument.isTradeable), "isPostOnly": .bool(instrument.isPostOnly),
            "makerProtectionMilliseconds": instrument.makerProtection.map { .integer($0.count) } ?? .null,
          ]
        }),
      "rateBudget": [
        "points": .integer(budget.points), "windowMilliseconds": .integer(budget.window.count),
        "protectiveReserve": .integer(budget.protectiveReserve), "spent": .integer(spentPoints),
      ],
    ]
  }

  public var lines: [String] {
    var lines = [
      "environment \(session.environment.rawValue), origin \(session.origin), adapter \(session.adapter)",
      session.certificateSha256s.isEmpty
        ? "no certificate: plain HTTP" : "certificates \(session.certificateSha256s.joined(separator: " "))",
      "account \(session.account ?? (session.hasCredentials ? "not named by the venue" : "none: public data only"))",
    ]
    if let permissions { lines.append(permissions.line) }
    if let offset {
      lines.append("venue clock \(offset.milliseconds) ms against ours, known to \(offset.uncertainty) ms")
    }
    if let account {
      let equity = account.marginEquityUSD?.description ?? "unknown"
      let free = account.availableMarginUSD?.description ?? "unknown"
      lines.append("equity \(equity) USD, free margin \(free) USD")
    }
    for instrument in instruments {
      let state = !instrument.isTradeable ? "not tradeable" : instrument.isPostOnly ? "post-only" : "trading"
      lines.append(
        "\(instrument.symbol): linear perpetual, tick \(instrument.tickSize), size step "
          + "\(instrument.sizeStep), \(state)")
    }
    lines.append(
      "rate budget \(budget.points) points in \(budget.window), \(spentPoints) spent, "
        + "\(budget.protectiveReserve) kept for protection")
    return lines
  }
}

extension EngineError {
  public init(venue error: VenueConnectionError) {
    switch error.code {
    case .unreachable, .unclear:
      self.init(
        .venueUnreachable, error.message,
        hint: "the venue: see its status page and this machine's network; a simulated one: is it running? "
          + "kraken-simulator --port PORT, and 'venue.origin' with that port")
    case .credentials:
      self.init(
        .credentials, error.message,
        hint:
          "check key and secret in the file under 'venue.credentials', and what the key may do at the venue")
    case .untrusted:
      self.init(
        .venueNotTrusted, error.message,
        hint:
          "a simulator of your own: name its authority as 'venue.ca-bundle'; the venue itself: check this "
          + "machine's clock and ca-certificates, and who is between you and the venue")
    case .environment:
      self.init(.venueEnvironment, error.message, hint: "see 'environment' and 'venue.origin'")
    case .setup: self.init(.venueSetup, error.message, hint: "see 'venue' in the configuration")
    }
  }

  public init(access error: VenueAccessError) {
    self.init(
      error.code == .environment ? .venueEnvironment : .venueAccount,
      "the session is not the one that is meant: expected \(error.expected), found \(error.found)",
      hint: "see 'environment', 'venue.account' and 'venue.credentials'")
  }
}
