import Attestation
public import CertificationEvidence
import Chronology
public import Cryptography
import DurableFiles

/// Judges a finished transcript, signs what it proves, and writes both beside each other.
public struct EvidenceWriter: Sendable {
  public let folder: String
  public let key: Ed25519PrivateKey

  public init(folder: String, key: Ed25519PrivateKey) {
    self.folder = folder
    self.key = key
  }

  /// What was written.
  public struct Written: Sendable {
    public let evidencePath: String
    public let transcriptPath: String
    public let transcriptSha256: String
    public let judgement: TranscriptJudgement
  }

  /// Why there is no evidence.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Writes and removes a file in the folder, before anything is sent: a run without evidence would be for nothing.
  public func proveWritable() throws(Failure) {
    let path = "\(folder)/.certification-writable"
    do {
      try DurableFiles.replace(path, with: [], mode: 0o600)
      try DurableFiles.remove(path)
    } catch { throw Failure(description: "\(error)") }
  }

  /// The transcript first: evidence without its transcript would prove nothing.
  public func write(_ transcript: CertificationTranscript) throws(Failure) -> Written {
    guard let adapter = TranscriptAdapters.named(transcript.header.adapter) else {
      throw Failure(description: "this build cannot judge the adapter \(transcript.header.adapter)")
    }
    let bytes = transcript.encoded()
    let digest = SHA256.digest(of: bytes).hex
    let path = "\(folder)/\(CertificationTranscript.fileName(sha256: digest))"
    // First of all: what the venue showed is kept, whatever becomes of the evidence. It tells of an account.
    do { try DurableFiles.replace(path, with: bytes, mode: 0o640) } catch {
      throw Failure(description: "\(error)")
    }
    // What is judged here is what everybody else will read.
    let transcript: CertificationTranscript
    do throws(TranscriptError) { transcript = try CertificationTranscript(bytes) } catch {
      throw Failure(description: "the transcript \(path) cannot be read back: \(error)")
    }
    let judgement = TranscriptJudgement(transcript, adapter: adapter)
    let certification = OrderCertification(
      transcript, sha256: digest, lines: Int64(transcript.records.count + 2), judgement: judgement)
    let name = Self.name(transcript.header.startedAt, judgement.environment.rawValue)
    let evidencePath: String
    do {
      let statement = try certification.statement(subjects: [
        (OrderCertification.engineSubject, transcript.header.engineSha256)
      ])
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: statement.encoded(), with: [key])
      evidencePath = try place(envelope.encoded(), named: name)
    } catch { throw Failure(description: "\(error)") }
    return Written(
      evidencePath: evidencePath, transcriptPath: path, transcriptSha256: digest, judgement: judgement)
  }

  /// Beside what is there: a run of the same second has a name of its own.
  private func place(_ evidence: [UInt8], named name: String) throws(FileError) -> String {
    var number = 1
    while true {
      let path = "\(folder)/\(name)\(number == 1 ? "" : "-\(number)").json"
      do {
        try DurableFiles.create(path, with: evidence, mode: 0o644)
        return path
      } catch {
        guard error.isAlreadyPresent, number < 100 else { throw error }
        number += 1
      }
    }
  }

  /// Makes evidence of what killed runs have left: what it shows to have failed has failed.
  ///
  /// - Returns: what could not be sealed, and stays where it is.
  func sealLeftOvers(now: Timestamp) -> [String] {
    PartialTranscript.leftOver(in: folder).compactMap { path in
      do {
        let bytes = try DurableFiles.read(path, limit: CertificationTranscript.fileLimit)
        let ending = CertificationTranscript.Ending(
          how: .aborted, reason: "the guardian was killed before it could write the ending", at: now)
        _ = try write(try CertificationTranscript(leftOver: bytes, ending: ending))
        try DurableFiles.remove(path)
        return nil
      } catch { return "\(path): \(error)" }
    }
  }

  /// Such as `certification-simulator-20261123T100000Z`.
  static func name(_ startedAt: Timestamp, _ environment: String) -> String {
    let digits = startedAt.description.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" }
    return "certification-\(environment)-\(digits)Z"
  }
}

extension OrderCertification {
  /// Evidence that states what a transcript proves.
  init(
    _ transcript: CertificationTranscript, sha256: String, lines: Int64, judgement: TranscriptJudgement
  ) {
    let header = transcript.header
    self.init(
      environment: judgement.environment, adapter: header.adapter,
      orderMappingSha256: header.orderMappingSha256,
      origin: header.session.origin, certificateSha256s: header.session.certificateSha256s,
      isTrustedBySystem: header.session.isTrustedBySystem, account: header.account,
      startedAt: header.startedAt, endedAt: transcript.ending.at, ending: transcript.ending.how,
      judgeVersion: TranscriptJudgement.judgeVersion, transcript: .init(sha256: sha256, entries: lines),
      instruments: judgement.instruments, behaviours: judgement.behaviours,
      cases: judgement.cases.map(\.record))
  }
}
