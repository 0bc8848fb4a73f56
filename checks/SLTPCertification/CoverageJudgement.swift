import Attestation
import CertificationEvidence
import Chronology
import Trading

/// Whether trusted evidence covers a case: by what it says of itself, and by what the judge finds in its transcript.
struct CoverageJudgement: Sendable {
  enum Answer: Sendable, Hashable {
    /// The case passed; `note` says what a reader should know besides.
    case covers(note: String?)
    /// It does not cover the case, and why.
    case rejected(String)
    /// The judge saw the order fail: older evidence does not count any more.
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
    _ evidence: EvidenceDocument.Trusted, _ certificationCase: CertificationCase, on symbol: Symbol,
    simulated: [EvidenceDocument.Trusted], _ transcripts: inout JudgedTranscripts
  ) -> Answer {
    let certification = evidence.certification
    if let reason = rejection(of: certification) { return .rejected(reason) }
    // A transcript of another adapter is not even judged.
    if let answer = judgeAdapter(certification), case .rejected = answer { return answer }
    let isSame = hasSameOrderMapping(evidence)
    let holdsCase = certification.record(of: certificationCase, on: symbol.spelling) != nil
    if isSame {
      // The venue failed these very requests: neither how the run ended nor which build sent them changes that. What
      // cannot be judged could hold such a failure.
      switch judged(evidence, certificationCase, symbol, &transcripts) {
      case .refuted(let reason): return .refuted(reason)
      case .undecided(let reason) where holdsCase: return .undecided(reason)
      case .covers, .rejected, .undecided: break
      }
    }
    guard holdsCase else { return .rejected("it does not hold the case") }
    if let reason = unfitness(of: certification) { return .rejected(reason) }
    var notes: [String] = []
    switch bind(evidence, certificationCase, symbol, simulated, &transcripts) {
    case .covers(let note): notes += [note].compactMap(\.self)
    case let answer: return answer
    }
    switch judged(evidence, certificationCase, symbol, &transcripts) {
    case .covers(let note): notes += [note].compactMap(\.self)
    case let answer: return answer
    }
    if let answer = judgeAdapter(certification) { return answer }
    if let answer = judgeSpecification(certification, symbol.spelling) { return answer }
    return .covers(note: notes.isEmpty ? nil : notes.joined(separator: ", "))
  }

  /// What the judge finds in the transcript, whatever verdict the evidence holds.
  private func judged(
    _ evidence: EvidenceDocument.Trusted, _ certificationCase: CertificationCase, _ symbol: Symbol,
    _ transcripts: inout JudgedTranscripts
  ) -> Answer {
    switch transcripts.answer(for: evidence) {
    case .silent(let reason): return .undecided(reason)
    case .contradicted(let reason): return .rejected(reason)
    case .judged(let judgement, let note):
      guard let found = judgement.judgement(of: certificationCase, on: symbol) else {
        return .rejected("its transcript does not hold the case")
      }
      let reason = "judged \(found.verdict.rawValue): \(found.code.rawValue), \(found.detail)"
      switch found.verdict {
      case .pass: return .covers(note: note)
      case .fail: return .refuted(reason)
      case .aborted, .contaminated, .notTriggered: return .rejected(reason)
      }
    }
  }

  /// Until when evidence that covers holds.
  func validUntil(_ evidence: EvidenceDocument.Trusted) -> Timestamp {
    min(evidence.certification.endedAt.advanced(byMilliseconds: parameters.maxAge.count), evidence.keysEnd)
  }

  /// Whether the evidence is about the requests that will be sent: from the very program, or one of the same mapping.
  private func hasSameOrderMapping(_ evidence: EvidenceDocument.Trusted) -> Bool {
    if let subjectSha256, evidence.subjectDigests.contains(subjectSha256) { return true }
    guard case .known(let mapping?, _) = identity else { return false }
    return mapping == evidence.certification.orderMappingSha256
  }

  /// Why evidence says nothing here, not even that an order failed. What is too old could only speak against evidence
  /// that is older still.
  private func rejection(of certification: OrderCertification) -> String? {
    let environment = certification.environment
    let mustReachVenue = policyEnvironment?.reachesVenue ?? true
    if !parameters.accept.contains(environment) || mustReachVenue && !environment.reachesVenue {
      return "it is from the environment \(environment.rawValue)"
    }
    if environment.reachesVenue, !certification.isTrustedBySystem || certification.certificateSha256s.isEmpty
    {
      return "it says \(environment.rawValue), but the system's trust store did not vouch for its session"
    }
    if now.milliseconds(since: certification.endedAt) > parameters.maxAge.count {
      return "it ended at \(certification.endedAt), which is too long ago"
    }
    return nil
  }

  /// Why evidence covers nothing, though an order that failed in it has failed.
  private func unfitness(of certification: OrderCertification) -> String? {
    if certification.ending != .completed { return "its run was \(certification.ending.rawValue)" }
    return now.milliseconds(since: certification.endedAt) < -Self.clockTolerance
      ? "it ended at \(certification.endedAt), which is in the future" : nil
  }

  private func bind(
    _ evidence: EvidenceDocument.Trusted, _ certificationCase: CertificationCase, _ symbol: Symbol,
    _ simulated: [EvidenceDocument.Trusted], _ transcripts: inout JudgedTranscripts
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
    // The newest first.
    for document in simulated where document.subjectDigests.contains(subjectSha256) {
      switch judged(document, certificationCase, symbol, &transcripts) {
      case .covers where document.certification.ending == .completed:
        return .covers(note: "certified with another build")
      case .refuted(let reason):
        return .rejected("it is about another build, and simulator evidence of the present one is \(reason)")
      case .covers, .rejected, .undecided: break
      }
    }
    return .rejected("it is about another build, and no simulator evidence of the present one holds the case")
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
