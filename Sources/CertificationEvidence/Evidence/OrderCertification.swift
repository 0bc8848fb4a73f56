public import Attestation
public import Chronology
public import ExactDecimal
public import StrictJSON
public import Trading

/// What a certification run has observed: the predicate of the evidence.
///
/// A record, not a judgement: the verdicts in it are its recorder's, and whoever relies on it judges the transcript
/// again. Design-engine §7.
public struct OrderCertification: Sendable, Hashable {
  public static let predicateType = "urn:readiness-gate:order-certification:v1"
  /// The name of the Statement's subject when the evidence is about the bundled engine.
  public static let engineSubject = "engine"

  /// Derived from the session's origin and certificates, never configured.
  public var environment: TradingEnvironment
  /// The adapter's name, such as `kraken-futures-rest`.
  public var adapter: String
  /// Of the generated table from intent to the exact bytes of requests.
  public var orderMappingSha256: String
  /// Such as `https://futures.kraken.com`.
  public var origin: String
  /// SHA-256 of the server's certificates, leaf first; empty for plain HTTP.
  public var certificateSha256s: [String]
  /// Whether the system's own trust store vouched for the certificates; false for a custom CA and for plain HTTP.
  public var isTrustedBySystem: Bool
  /// The account on which the orders were placed.
  public var account: String
  public var startedAt: Timestamp
  public var endedAt: Timestamp
  public var ending: Ending
  /// The version of the judge that wrote the verdicts.
  public var judgeVersion: String
  public var transcript: Transcript
  /// Each symbol once.
  public var instruments: [InstrumentSpecification]
  /// Every behaviour that this version knows, and none besides.
  public var behaviours: [CertifiedBehaviour: CertifiedBehaviour.Observation]
  /// Each pair of symbol and case once.
  public var cases: [CaseRecord]

  /// How the run ended.
  public enum Ending: String, Sendable, Hashable, CaseIterable {
    case completed, aborted, contaminated
  }

  /// The JSON lines of every request and answer, secrets removed.
  public struct Transcript: Sendable, Hashable {
    /// Of the file's bytes, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Lines in it.
    public var entries: Int64

    public init(sha256: String, entries: Int64) {
      self.sha256 = sha256
      self.entries = entries
    }
  }

  /// One case on one symbol.
  public struct CaseRecord: Sendable, Hashable {
    public var symbol: String
    public var certificationCase: CertificationCase
    public var verdict: CaseVerdict
    /// The ``JudgementCode`` of a case that did not pass; nil for one that did.
    public var reason: String?
    /// The request of the order under test, as an object; secrets removed. Null when none was sent.
    public var sent: JSON
    /// The order as the venue showed it, as an object; null when it never did.
    public var shown: JSON
    /// The price that fired it; nil when it was not triggered.
    public var trigger: Trigger?
    public var fills: [Fill]
    /// Average fill less trigger price, in quote currency, positive when it cost us; nil without a fill.
    public var slippage: ExactDecimal?
    /// From the trigger seen to the fill seen; nil without both.
    public var latencyMilliseconds: Int64?

    public init(
      symbol: String, certificationCase: CertificationCase, verdict: CaseVerdict, reason: String?,
      sent: JSON, shown: JSON, trigger: Trigger?, fills: [Fill], slippage: ExactDecimal?,
      latencyMilliseconds: Int64?
    ) {
      self.symbol = symbol
      self.certificationCase = certificationCase
      self.verdict = verdict
      self.reason = reason
      self.sent = sent
      self.shown = shown
      self.trigger = trigger
      self.fills = fills
      self.slippage = slippage
      self.latencyMilliseconds = latencyMilliseconds
    }
  }

  public struct Trigger: Sendable, Hashable {
    public var price: ExactDecimal
    public var at: Timestamp
    /// The signals that were at or beyond the trigger price in the same read. Where others are among them besides the
    /// tested one, the record does not tell which of them the venue listened to. Empty in what judge 1 wrote.
    public var signals: [TriggerSignal]

    public init(price: ExactDecimal, at: Timestamp, signals: [TriggerSignal] = []) {
      self.price = price
      self.at = at
      self.signals = signals
    }
  }

  public struct Fill: Sendable, Hashable {
    public var price: ExactDecimal
    /// In contracts, above zero.
    public var size: ExactDecimal
    public var at: Timestamp

    public init(price: ExactDecimal, size: ExactDecimal, at: Timestamp) {
      self.price = price
      self.size = size
      self.at = at
    }
  }

  public init(
    environment: TradingEnvironment, adapter: String, orderMappingSha256: String, origin: String,
    certificateSha256s: [String], isTrustedBySystem: Bool, account: String, startedAt: Timestamp,
    endedAt: Timestamp, ending: Ending,
    judgeVersion: String, transcript: Transcript, instruments: [InstrumentSpecification],
    behaviours: [CertifiedBehaviour: CertifiedBehaviour.Observation], cases: [CaseRecord]
  ) {
    self.environment = environment
    self.adapter = adapter
    self.orderMappingSha256 = orderMappingSha256
    self.origin = origin
    self.certificateSha256s = certificateSha256s
    self.isTrustedBySystem = isTrustedBySystem
    self.account = account
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.ending = ending
    self.judgeVersion = judgeVersion
    self.transcript = transcript
    self.instruments = instruments
    self.behaviours = behaviours
    self.cases = cases
  }

  /// The record of a case, if it was run.
  public func record(of certificationCase: CertificationCase, on symbol: String) -> CaseRecord? {
    cases.first { $0.symbol == symbol && $0.certificationCase == certificationCase }
  }
}
