public import Attestation

/// What the configuration says of the session, compared with what it really is before anything is permitted.
public struct VenueExpectation: Sendable, Hashable {
  public var environment: TradingEnvironment
  /// The pinned account; nil where the configuration pins none.
  public var account: String?

  public init(environment: TradingEnvironment, account: String?) {
    self.environment = environment
    self.account = account
  }

  /// Whether the session is the one that was meant.
  ///
  /// - Parameter isReading: readers alone may be in `paper`, which takes public data of the live origin.
  func check(_ session: VenueSession, isReading: Bool) throws(VenueAccessError) {
    if environment == .paper {
      guard isReading, !session.hasCredentials else {
        throw VenueAccessError(
          .paper, expected: "a session that only reads public data",
          found: isReading ? "a session with credentials" : "a session that sends orders")
      }
    }
    let derived: TradingEnvironment = environment == .paper ? .live : environment
    // Derived from an origin and certificates, no session is paper: that one has a type of its own.
    guard session.environment == derived, session.environment != .paper else {
      throw VenueAccessError(
        .environment, expected: environment.rawValue,
        found: "\(session.environment.rawValue), by origin \(session.origin) and its certificates")
    }
    guard isReading || session.hasCredentials else {
      throw VenueAccessError(.credentials, expected: "an API key", found: "none")
    }
    guard let account else {
      guard !session.environment.reachesVenue || environment == .paper else {
        throw VenueAccessError(.accountNotPinned, expected: "a pinned account", found: "none")
      }
      return
    }
    guard let found = session.account else {
      throw VenueAccessError(.accountUnknown, expected: account, found: "the venue named no account")
    }
    guard found == account else { throw VenueAccessError(.account, expected: account, found: found) }
  }
}

/// Why a session gives no permission.
public struct VenueAccessError: Error, Sendable, Hashable {
  /// Raw values appear in answers and logs: add cases, never rename one.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case environment = "access.environment-differs"
    case account = "access.account-differs"
    case accountUnknown = "access.account-unknown"
    case accountNotPinned = "access.account-not-pinned"
    case credentials = "access.no-credentials"
    case paper = "access.paper-only-reads"
    case grantEnvironment = "access.grant-for-another-environment"
    case grantAccount = "access.grant-for-another-account"
    case grantExpired = "access.grant-has-ended"
  }

  public let code: Code
  public let expected: String
  public let found: String

  public init(_ code: Code, expected: String, found: String) {
    self.code = code
    self.expected = expected
    self.found = found
  }
}

extension VenueAccessError: CustomStringConvertible {
  public var description: String { "expected \(expected), found \(found) [\(code.rawValue)]" }
}
