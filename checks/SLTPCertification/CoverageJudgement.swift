import Attestation
import CertificationEvidence
import Chronology

/// Whether trusted evidence covers a case, as far as that can be said without its transcript. Pure.
struct CoverageJudgement: Sendable {
  enum Answer: Sendable, Hashable {
    /// It covers the case if the judge agrees; `note` says what a reader should know besides.
    case covers(note: String?)
    /// It does not, and why.
    case rejected(String)
    /// The recorder itself saw the order fail: older evidence does not count any more.
    case refuted(String)
    /// That depends on something that is not known.
    case undecided(String)
  }

  /// What the engine says of itself, or why it says nothing.
  enum Identity: Sendable, Hashable {
    case known(orderMappingSha256: String?, adapter: String?)
    case silent(String)
    /// The subject is no program that answers the engine's commands.
    case notAsked
  }

  let parameters: SLTPCertificationParameters
  /// The policy's environment; nil when it is none that this build knows, which is judged like live.
  let policyEnvironment: TradingEnvironment?
  /// Of the policy's subject, or nil when it could not be read.
  let subjectSha256: String?
  let identity: Identity
  let specifications: Result<SpecificationCache, SpecificationCache.Silence>
  let now: Timestamp

  /// A clock may be that much behind the one that made the evidence.
  static let clockTolerance: Int64 = 5_000

  /// - Parameter simulated: trusted evidence from the simulator, for ``SLTPCertificationParameters/Binding/orderMapping``.
  func judge(
    _ evidence: EvidenceDocument.Trusted, _ certificationCase: CertificationCase, on symbol: String,
    simulated: [EvidenceDocument.Trusted]
  ) -> Answer {
    let certification = evidence.certification
    if let reason = rejection(of: certification) { return .rejected(reason) }
    guard let record = certification.record(of: certificationCase, on: symbol) else {
      return .rejected("it does not hold the case")
    }
    var note: String?
    switch bind(evidence, certificationCase, symbol, simulated) {
    case .covers(let bound): note = bound
    case let answer: return answer
    }
    let verdict = "its recorder's own verdict is \(record.verdict.rawValue)"
    if record.verdict == .fail { return .refuted(verdict) }
    guard record.verdict == .pass else { return .rejected(verdict) }
    if let answer = judgeAdapter(certification) { return answer }
    if let answer = judgeSpecification(certification, symbol) { return answer }
    return .covers(note: note)
  }

  /// Until when evidence that covers holds.
  func validUntil(_ evidence: EvidenceDocument.Trusted) -> Timestamp {
    min(evidence.certification.endedAt.advanced(byMilliseconds: parameters.maxAge.count), evidence.keysEnd)
  }

  private func rejection(of certification: OrderCertification) -> String? {
    let environment = certification.environment
    let mustReachVenue = policyEnvironment?.reachesVenue ?? true
    if !parameters.accept.contains(environment) || mustReachVenue && !environment.reachesVenue {
      return "it is from the environment \(environment.rawValue)"
    }
    if certification.ending != .completed { return "its run was \(certification.ending.rawValue)" }
    let age = now.milliseconds(since: certification.endedAt)
    if age < -Self.clockTolerance { return "it ended at \(certification.endedAt), which is in the future" }
    if age > parameters.maxAge.count { return "it ended at \(certification.endedAt), which is too long ago" }
    return nil
  }

  private func bind(
    _ evidence: EvidenceDocument.Trusted, _ certificationCase: CertificationCase, _ symbol: String,
    _ simulated: [EvidenceDocument.Trusted]
  ) -> Answer {
    guard let subjectSha256 else {
      return .undecided("the digest of the subject '\(parameters.subject)' is not known")
    }
    if evidence.subjectDigests.contains(subjectSha256) { return .covers(note: nil) }
    guard parameters.binds == .orderMapping else {
      return .rejected("it is about another program (\(evidence.subjectDigests.first?.prefix(12) ?? ""))")
    }
    switch identity {
    case .notAsked, .known(nil, _): return .undecided("the engine does not say what its order mapping is")
    case .silent(let reason):
      return .undecided("the engine does not say what its order mapping is: \(reason)")
    case .known(let mapping?, _):
      guard mapping == evidence.certification.orderMappingSha256 else {
        return .rejected("it was made with another order mapping")
      }
    }
    let isSimulated = simulated.contains { document in
      document.subjectDigests.contains(subjectSha256)
        && document.certification.ending == .completed
        && document.certification.record(of: certificationCase, on: symbol)?.verdict == .pass
    }
    return isSimulated
      ? .covers(note: "certified with another build")
      : .rejected("it is about another build, and no simulator evidence of the present one holds the case")
  }

  private func judgeAdapter(_ certification: OrderCertification) -> Answer? {
    switch identity {
    case .notAsked: nil
    case .silent(let reason): .undecided("the engine does not say which adapter it uses: \(reason)")
    case .known(_, nil): .undecided("the engine does not say which adapter it uses")
    case .known(_, let adapter?):
      adapter == certification.adapter
        ? nil : .rejected("it was made with the adapter \(certification.adapter)")
    }
  }

  private func judgeSpecification(_ certification: OrderCertification, _ symbol: String) -> Answer? {
    guard let certified = certification.instruments.first(where: { $0.symbol == symbol }) else {
      return .rejected("it does not hold the specification of \(symbol)")
    }
    switch specifications {
    case .failure(let silence): return .undecided(silence.reason)
    case .success(let cache):
      let age = now.milliseconds(since: cache.updatedAt)
      guard (-Self.clockTolerance...parameters.maxSpecificationAge.count).contains(age) else {
        return .undecided("the cache of specifications is of \(cache.updatedAt)")
      }
      guard let present = cache.instruments[symbol] else {
        return .undecided("the cache of specifications does not hold \(symbol)")
      }
      let differences = present.differences(from: certified)
      return differences.isEmpty
        ? nil : .rejected("the instrument has changed since: \(differences.joined(separator: ", "))")
    }
  }
}
