import Attestation
import AuditLog
import Cryptography
import DurableFiles
import ReadinessReport

/// `readiness audit add`: keeps an envelope from elsewhere, whatever it is about, under its payload's digest.
public enum ArchiveAddition {
  public struct Added: Sendable {
    public let sha256: String
    /// False when it was there already.
    public let isNew: Bool
  }

  private struct Judged {
    let bytes: [UInt8]
    let digest: SHA256Digest
  }

  /// - Parameter path: one envelope; or, where its name ends in `.jsonl`, one a line, as `audit export --format bundle`
  ///   writes them.
  /// - Throws: `audit.not-an-envelope` for what is no DSSE envelope; nothing of the file is added then.
  public static func add(_ path: String, to store: String) throws(GateFailure) -> [Added] {
    let isBundle = path.hasSuffix(".jsonl")
    let bytes: [UInt8]
    do {
      bytes = try DurableFiles.read(path, limit: isBundle ? bundleLimit : ArchiveReading.byteLimit)
    } catch {
      throw GateFailure("audit.report-unreadable", "\(error)", hint: "name a signed report", exitStatus: 5)
    }
    var judged: [Judged] = []
    if isBundle {
      for (index, line) in bytes.split(separator: 0x0A).enumerated() {
        judged.append(try judge(Array(line) + [0x0A], "\(path):\(index + 1)"))
      }
    } else {
      judged.append(try judge(bytes, path))
    }
    guard !judged.isEmpty else {
      throw GateFailure(
        "audit.not-an-envelope", "'\(path)' holds nothing", hint: "name a signed report", exitStatus: 5)
    }
    var added: [Added] = []
    for one in judged {
      do {
        added.append(
          Added(
            sha256: one.digest.hex,
            isNew: try ReportStore(folder: store).archive(one.bytes, payload: one.digest)))
      } catch {
        throw GateFailure(error.code, "\(error)", hint: error.hint, exitStatus: error.exitStatus)
      }
    }
    return added
  }

  /// 1 GiB: more than 100,000 reports.
  private static let bundleLimit = 1 << 30

  private static func judge(_ bytes: [UInt8], _ place: String) throws(GateFailure) -> Judged {
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseForeign(bytes) } catch {
      throw GateFailure(
        "audit.not-an-envelope", "'\(place)': expected \(error.expected), found \(error.found)",
        hint: "name a file that `readiness check --report`, or another DSSE signer, wrote", exitStatus: 5)
    }
    // One of ours has one byte form; in another it would be an altered one for ever.
    let isOurs =
      (try? Statement.parse(envelope.payload))?.predicateType == ReadinessReport.predicateType
    if isOurs, (try? DSSEEnvelope.parseCanonical(bytes)) == nil {
      throw GateFailure(
        "audit.not-canonical", "'\(place)' is a readiness report in another byte form than its own",
        hint: "add the file as `readiness check --report` wrote it", exitStatus: 5)
    }
    return Judged(bytes: bytes, digest: SHA256.digest(of: envelope.payload))
  }
}
