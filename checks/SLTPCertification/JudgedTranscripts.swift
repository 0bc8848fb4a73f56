import Attestation
import CertificationEvidence
import Chronology
import Cryptography
import ReadinessCheck

/// Transcripts beside the evidence, judged when they are asked for, each once.
struct JudgedTranscripts {
  enum Answer {
    case judged(TranscriptJudgement, note: String?)
    /// The transcript, or what the evidence says of it, proves that the evidence does not hold.
    case contradicted(String)
    /// There is nothing to judge, or nobody here who could.
    case silent(String)
  }

  /// Where the evidence is; a transcript lies in the same folder.
  let folder: String
  let files: any FileAccess
  private var known: [String: Answer] = [:]

  init(folder: String, files: any FileAccess) {
    self.folder = folder
    self.files = files
  }

  mutating func answer(for evidence: EvidenceDocument.Trusted) -> Answer {
    // Two documents may name one transcript and say different things about it.
    let key = evidence.statementSha256
    if let answer = known[key] { return answer }
    let answer = judge(evidence)
    known[key] = answer
    return answer
  }

  private func judge(_ evidence: EvidenceDocument.Trusted) -> Answer {
    let certification = evidence.certification
    let name = CertificationTranscript.fileName(sha256: certification.transcript.sha256)
    let bytes: [UInt8]
    do throws(FileAccessError) {
      bytes = try files.read("\(folder)/\(name)", limit: CertificationTranscript.fileLimit)
    } catch {
      return .silent(
        error.reason == .missing
          ? "its transcript \(name) is missing" : "its transcript cannot be read: \(error.description)")
    }
    let digest = SHA256.digest(of: bytes).hex
    guard digest == certification.transcript.sha256 else {
      return .contradicted("\(name) is not its transcript, but one with the digest \(digest.prefix(12))")
    }
    guard let adapter = TranscriptAdapters.named(certification.adapter) else {
      return .silent("this build cannot judge transcripts of the adapter \(certification.adapter)")
    }
    let transcript: CertificationTranscript
    do throws(TranscriptError) { transcript = try CertificationTranscript(bytes) } catch {
      return .contradicted("its transcript is damaged: \(error)")
    }
    let judgement = TranscriptJudgement(transcript, adapter: adapter)
    if let difference = certification.difference(
      from: transcript, judged: judgement, of: evidence.subjectDigests)
    {
      return .contradicted("it and its transcript disagree about the \(difference)")
    }
    return .judged(
      judgement,
      note: certification.judgeVersion == TranscriptJudgement.judgeVersion
        ? nil
        : "recorded under judge \(certification.judgeVersion), judged by \(TranscriptJudgement.judgeVersion)")
  }
}

extension OrderCertification {
  /// The first thing about which evidence and transcript differ, in words; nil when they agree.
  fileprivate func difference(
    from transcript: CertificationTranscript, judged: TranscriptJudgement, of subjects: [String]
  ) -> String? {
    let header = transcript.header
    let questions: [(String, Bool)] = [
      (
        "environment: by its session it was \(judged.environment.rawValue)",
        environment == judged.environment && environment == header.environment
      ),
      ("adapter", adapter == header.adapter),
      ("order mapping", orderMappingSha256 == header.orderMappingSha256),
      ("origin", origin == header.session.origin),
      (
        "certificates",
        certificateSha256s == header.session.certificateSha256s
          && isTrustedBySystem == header.session.isTrustedBySystem
      ),
      ("account", account == header.account), ("engine", subjects.contains(header.engineSha256)),
      ("beginning", startedAt == header.startedAt), ("end", endedAt == transcript.ending.at),
      ("ending", ending == transcript.ending.how),
      ("number of lines", self.transcript.entries == Int64(transcript.records.count + 2)),
      ("instruments", instruments == judged.instruments),
    ]
    return questions.first { !$0.1 }?.0
  }
}
