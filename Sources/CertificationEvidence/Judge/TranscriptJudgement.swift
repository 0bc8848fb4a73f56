public import Attestation
import StrictJSON
public import Trading

/// What a transcript proves. Made only from what was sent and what the venue answered: verdicts in evidence, and what
/// the recorder believed, have no part in it.
public struct TranscriptJudgement: Sendable, Hashable {
  /// Raised whenever the same transcript could get another verdict.
  public static let judgeVersion = "2"

  /// Where the session was, derived from its origin and certificates.
  public var environment: TradingEnvironment
  /// Every planned case on every planned symbol, symbols first.
  public var cases: [CaseJudgement]
  /// Every behaviour that is known.
  public var behaviours: [CertifiedBehaviour: CertifiedBehaviour.Observation]
  /// What the venue said of the planned symbols; a symbol that it was not asked about is missing.
  public var instruments: [InstrumentSpecification]

  /// The judgement of a case, if it was planned.
  public func judgement(of certificationCase: CertificationCase, on symbol: Symbol) -> CaseJudgement? {
    cases.first { $0.certificationCase == certificationCase && $0.symbol == symbol }
  }

  public init(_ transcript: CertificationTranscript, adapter: any TranscriptAdapter) {
    let timeline = Timeline(transcript, adapter: adapter)
    environment = adapter.environment(of: transcript.header.session)
    cases = transcript.header.plan.symbols.flatMap { symbol in
      transcript.header.plan.cases.map { CaseJudgement($0, on: symbol, in: timeline) }
    }
    behaviours = BehaviourObservation(timeline: timeline, cases: cases).all
    instruments = transcript.header.plan.symbols.compactMap { symbol in
      timeline.instruments.first { $0.symbol == symbol }.map {
        InstrumentSpecification(symbol: symbol.spelling, values: $0.specification)
      }
    }
  }
}

/// The verdict on one case, why, and what it rests on.
public struct CaseJudgement: Sendable, Hashable {
  public var symbol: Symbol
  public var certificationCase: CertificationCase
  public var code: JudgementCode
  /// What was found; empty for a case that passed.
  public var detail: String
  /// How fills were found to be the order's; nil without fills.
  public var attribution: FillAttribution?
  /// As evidence states the case.
  public var record: OrderCertification.CaseRecord
  /// Whether the sibling of the order under test was still shown when the position was flat; nil where it is not known.
  var isSiblingKept: Bool?

  public var verdict: CaseVerdict { code.verdict }

  /// A case may have been tried again. The venue's failure and somebody else's order count whenever they came; what
  /// proved nothing gives way to a later attempt.
  init(_ certificationCase: CertificationCase, on symbol: Symbol, in timeline: Timeline) {
    let attempts = timeline.windows.filter {
      $0.episode == .certificationCase(symbol, certificationCase)
    }.map { window in
      var examination = CaseExamination(certificationCase, symbol, in: window, of: timeline)
      return examination.judged()
    }
    if let decisive = attempts.first(where: { [.fail, .contaminated].contains($0.verdict) }) ?? attempts.last
    {
      self = decisive
    } else {
      self.init(
        certificationCase, symbol,
        CaseObjection(.caseNotRun, "the plan has the case, the transcript has not"))
    }
  }

  init(_ certificationCase: CertificationCase, _ symbol: Symbol, _ objection: CaseObjection? = nil) {
    self.symbol = symbol
    self.certificationCase = certificationCase
    code = objection?.code ?? .passed
    detail = objection?.detail ?? ""
    record = .init(
      symbol: symbol.spelling, certificationCase: certificationCase, verdict: code.verdict,
      reason: code == .passed ? nil : code.rawValue, sent: .null, shown: .null, trigger: nil, fills: [],
      slippage: nil, latencyMilliseconds: nil)
  }
}

/// By what fills were found to be an order's, the surest first.
public enum FillAttribution: String, Sendable, Hashable, CaseIterable {
  case orderID = "order-id"
  case clientID = "client-id"
  /// Symbol, side and size, after the trigger was reached, with no other own order that could have traded.
  case circumstances
}
