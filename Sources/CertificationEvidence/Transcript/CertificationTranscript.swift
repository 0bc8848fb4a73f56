public import Attestation
public import Chronology
public import Trading

/// What a certification run recorded: what it meant to do, every request it sent and every answer it got, in order.
///
/// JSON lines. The first is the header and the last the ending; each line carries its number and the SHA-256 of the
/// line before, so that cutting, doubling and reordering show. A request has no headers here, because that is where
/// keys, signatures and nonces stand.
public struct CertificationTranscript: Sendable, Hashable {
  /// The version of the format.
  public static let version = "order-certification-transcript:v1"
  /// Bytes of a file that is still read.
  public static let fileLimit = 64 << 20
  /// What evidence calls the file beside it: `<sha256>.transcript.jsonl`.
  public static func fileName(sha256: String) -> String { "\(sha256).transcript.jsonl" }

  public var header: Header
  /// Markers and exchanges in the order in which they were recorded.
  public var records: [Record]
  public var ending: Ending

  public init(header: Header, records: [Record], ending: Ending) {
    self.header = header
    self.records = records
    self.ending = ending
  }

  /// Where, as whom and with what the run was made, and what it set out to do.
  public struct Header: Sendable, Hashable {
    public var adapter: String
    public var orderMappingSha256: String
    /// Derived from the session when the run began; the judge derives it again.
    public var environment: TradingEnvironment
    public var session: Session
    public var account: String
    /// Whose client order ids are the run's own.
    public var owner: ClientOrderID.Owner
    public var engineSha256: String
    public var startedAt: Timestamp
    public var plan: Plan

    public init(
      adapter: String, orderMappingSha256: String, environment: TradingEnvironment, session: Session,
      account: String, owner: ClientOrderID.Owner, engineSha256: String, startedAt: Timestamp, plan: Plan
    ) {
      self.adapter = adapter
      self.orderMappingSha256 = orderMappingSha256
      self.environment = environment
      self.session = session
      self.account = account
      self.owner = owner
      self.engineSha256 = engineSha256
      self.startedAt = startedAt
      self.plan = plan
    }
  }

  /// With whom the run spoke, as far as TLS tells.
  public struct Session: Sendable, Hashable {
    /// Such as `https://futures.kraken.com`.
    public var origin: String
    /// SHA-256 of the server's certificates, leaf first; empty for plain HTTP.
    public var certificateSha256s: [String]
    /// Whether the system's own trust store vouched for them: false for a custom CA and for plain HTTP.
    public var isTrustedBySystem: Bool

    public init(origin: String, certificateSha256s: [String], isTrustedBySystem: Bool) {
      self.origin = origin
      self.certificateSha256s = certificateSha256s
      self.isTrustedBySystem = isTrustedBySystem
    }
  }

  /// What the run set out to do. A case of the plan that was not run is aborted.
  public struct Plan: Sendable, Hashable {
    public var symbols: [Symbol]
    /// On every symbol.
    public var cases: [CertificationCase]

    public init(symbols: [Symbol], cases: [CertificationCase]) {
      self.symbols = symbols
      self.cases = cases
    }
  }

  public enum Record: Sendable, Hashable {
    case marker(TranscriptMarker)
    case exchange(RecordedExchange)
  }

  public struct Ending: Sendable, Hashable {
    public var how: OrderCertification.Ending
    /// One line for people; empty for a run that was completed.
    public var reason: String
    public var at: Timestamp

    public init(how: OrderCertification.Ending, reason: String, at: Timestamp) {
      self.how = how
      self.reason = reason
      self.at = at
    }
  }
}
