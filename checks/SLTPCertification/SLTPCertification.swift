import Attestation
import CertificationEvidence
import Chronology
public import DocumentSchema
public import ReadinessCheck
import StrictJSON
import Trading

/// Has the very program that will trade proved, at the venue, that its stop-loss and take-profit orders do what they
/// are for?
public struct SLTPCertification: ReadinessCheck {
  public static let kind = "sltp-certification"
  public static let summary =
    "stop-loss and take-profit orders are certified for every symbol, side and trigger"
  public static let statedFacts: Set<StatedFact> = [.behaviours]
  public static let parameters = SLTPCertificationParameters.schema

  private let parameters: SLTPCertificationParameters

  public init(_ parameters: SLTPCertificationParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: SLTPCertificationParameters
  ) -> [(subject: String, parameter: String)] {
    var needed = [(subject: parameters.subject, parameter: "subject")]
    if parameters.binds == .orderMapping, parameters.subject != "engine" {
      needed.append((subject: "engine", parameter: "binds"))
    }
    return needed
  }

  public func run(in context: CheckContext) -> CheckAnswer {
    let now = context.now()
    let content = EvidenceFolder.read(
      parameters.evidence.resolved(in: context.policyFolder), from: context.files,
      keyring: KeyringAnswer(context.keyring), now: now)
    switch content {
    case .nothing(let found):
      return answerForAll(.fail, found: found, "there is no evidence")
    case .unreadable(let reason):
      return answerForAll(.unknown, found: reason, "the evidence cannot be read")
    case .documents(let documents, let folder):
      var transcripts = JudgedTranscripts(folder: folder, files: context.files)
      return answer(on: documents, &transcripts, in: context, now: now)
    }
  }

  private func answer(
    on documents: [EvidenceDocument], _ transcripts: inout JudgedTranscripts, in context: CheckContext,
    now: Timestamp
  ) -> CheckAnswer {
    // The newest first: it is the one that a finding should name.
    let documents = documents.sorted { endOf($0) > endOf($1) }
    let trusted = documents.compactMap(\.trusted)
    let asksEngine = !trusted.isEmpty && (parameters.subject == "engine" || parameters.binds == .orderMapping)
    let judgement = CoverageJudgement(
      parameters: parameters, policyEnvironment: TradingEnvironment(rawValue: context.environment),
      subjectSha256: context.subjects[parameters.subject].flatMap { $0.sha256.isEmpty ? nil : $0.sha256 },
      identity: asksEngine ? identity(in: context) : .notAsked,
      specifications: trusted.isEmpty
        ? .failure(.init(reason: "not asked"))
        : Result { () throws(SpecificationCache.Silence) in try SpecificationCache.read(in: context) },
      now: now)
    let simulated = trusted.filter { $0.certification.environment == .simulator }
    var findings = documents.compactMap(findingOnFile)
    var proofs: [EvidenceDocument.Trusted] = []
    for (symbol, certificationCase) in parameters.required {
      let (finding, proof) = finding(
        on: certificationCase, symbol, documents, judgement, simulated, &transcripts)
      findings.append(finding)
      if let proof { proofs.append(proof) }
    }
    return CheckAnswer(findings: findings, behaviours: behaviours(in: proofs, &transcripts))
  }

  /// What the transcripts that prove the cases show of the venue: *no* as soon as one of them shows it.
  private func behaviours(
    in proofs: [EvidenceDocument.Trusted], _ transcripts: inout JudgedTranscripts
  ) -> [String: String] {
    var joined: [CertifiedBehaviour: CertifiedBehaviour.Observation] = [:]
    var known: Set<String> = []
    for proof in proofs where known.insert(proof.statementSha256).inserted {
      guard case .judged(let judgement, _) = transcripts.answer(for: proof) else { continue }
      for (behaviour, observation) in judgement.behaviours {
        switch (joined[behaviour], observation) {
        case (.no, _), (_, .notObserved): joined[behaviour] = joined[behaviour] ?? .notObserved
        case (_, .yes), (_, .no): joined[behaviour] = observation
        }
      }
    }
    return Dictionary(
      joined.map { ($0.key.rawValue, $0.value.rawValue) }, uniquingKeysWith: { first, _ in first })
  }

  /// A file that cannot be read could hold anything, also a case that failed.
  private func findingOnFile(_ document: EvidenceDocument) -> Finding? {
    guard case .unreadable(let reason) = document.state else { return nil }
    return Finding(
      .unknown, subject: document.name, expected: "evidence of type \(OrderCertification.predicateType)",
      found: reason, message: "the file cannot be read as evidence",
      hint: "move it out of the evidence folder",
      artifact: document.artifact)
  }

  /// The finding on one case, and the evidence that proves it.
  private func finding(
    on certificationCase: CertificationCase, _ symbol: String, _ documents: [EvidenceDocument],
    _ judgement: CoverageJudgement, _ simulated: [EvidenceDocument.Trusted],
    _ transcripts: inout JudgedTranscripts
  ) -> (Finding, proof: EvidenceDocument.Trusted?) {
    guard let market = Symbol(symbol) else {
      return (finding(.fail, certificationCase, symbol, found: symbol, "no market has such a name"), nil)
    }
    var rejections: [String] = []
    var doubts: [String] = []
    for document in documents {
      switch document.state {
      case .unreadable(let reason), .unjudged(let reason): doubts.append("\(document.name): \(reason)")
      case .untrusted(let reason): rejections.append("\(document.name): \(reason)")
      case .trusted(let evidence):
        let answer = judgement.judge(
          evidence, certificationCase, on: market, simulated: simulated, &transcripts)
        switch answer {
        case .rejected(let reason): rejections.append("\(document.name): \(reason)")
        case .undecided(let reason): doubts.append("\(document.name): \(reason)")
        case .refuted(let reason):
          return (
            finding(
              .fail, certificationCase, symbol, found: "\(document.name): \(reason)",
              "the newest evidence says that the order failed",
              hint: "do not trade before the order is understood",
              artifact: document.artifact), nil
          )
        case .covers(let note):
          // Newer evidence that cannot be judged could hold a failure.
          guard doubts.isEmpty else { return (undecided(certificationCase, symbol, doubts), nil) }
          return (
            finding(
              .pass, certificationCase, symbol,
              found: [document.name, note].compactMap(\.self).joined(separator: ", "),
              "the judge passes the case on its transcript", validUntil: judgement.validUntil(evidence),
              artifact: document.artifact), evidence
          )
        }
      }
    }
    guard doubts.isEmpty else { return (undecided(certificationCase, symbol, doubts), nil) }
    return (
      finding(
        .fail, certificationCase, symbol, found: listed(rejections), "no evidence covers the case",
        hint: "run trading-engine certify with the release that will trade"), nil
    )
  }

  private func undecided(
    _ certificationCase: CertificationCase, _ symbol: String, _ doubts: [String]
  ) -> Finding {
    finding(
      .unknown, certificationCase, symbol, found: listed(doubts),
      "there is evidence that may cover the case, but it cannot be judged",
      hint: "put back what is missing, or move the evidence out of the folder and certify again")
  }

  private func answerForAll(_ status: Finding.Status, found: String, _ message: String) -> CheckAnswer {
    CheckAnswer(
      findings: parameters.required.map { symbol, certificationCase in
        finding(
          status, certificationCase, symbol, found: found, message,
          hint: status == .fail ? "run trading-engine certify with the release that will trade" : nil)
      })
  }

  private func finding(
    _ status: Finding.Status, _ certificationCase: CertificationCase, _ symbol: String, found: String,
    _ message: String, hint: String? = nil, validUntil: Timestamp? = nil, artifact: Finding.Artifact? = nil
  ) -> Finding {
    let places = parameters.accept.map(\.rawValue).joined(separator: " or ")
    return Finding(
      status, subject: "\(symbol) \(certificationCase.id)",
      expected: "evidence from \(places), at most \(parameters.maxAge) old, that the judge passes",
      found: found,
      message: message, hint: hint, validUntil: validUntil, artifact: artifact)
  }

  /// The first few reasons; a folder may hold a thousand files.
  private func listed(_ reasons: [String]) -> String {
    let shown = reasons.prefix(5).joined(separator: "; ")
    return reasons.count > 5 ? "\(shown); and \(reasons.count - 5) more" : shown
  }

  private func endOf(_ document: EvidenceDocument) -> Timestamp {
    document.trusted?.certification.endedAt ?? Timestamp(clamping: 0)
  }

  /// `trading-engine identity --json`; members that this check does not need are passed over.
  private func identity(in context: CheckContext) -> CoverageJudgement.Identity {
    do {
      var reader = try context.askEngine(["identity", "--json"])
      return .known(
        orderMappingSha256: try reader.optionalString("orderMappingSha256"),
        adapter: try reader.optionalString("adapter"))
    } catch {
      return .silent("\(error)")
    }
  }
}

extension EvidenceDocument {
  var trusted: Trusted? {
    if case .trusted(let trusted) = state { trusted } else { nil }
  }
}
