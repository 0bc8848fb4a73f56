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

  /// - Throws: `audit.not-an-envelope` for a file that is no DSSE envelope; nothing is added then.
  public static func add(_ path: String, to store: String) throws(GateFailure) -> Added {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: ArchiveReading.byteLimit) } catch {
      throw GateFailure("audit.report-unreadable", "\(error)", hint: "name a signed report", exitStatus: 5)
    }
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseForeign(bytes) } catch {
      throw GateFailure(
        "audit.not-an-envelope", "'\(path)': expected \(error.expected), found \(error.found)",
        hint: "name a file that `readiness check --report`, or another DSSE signer, wrote", exitStatus: 5)
    }
    // One of ours has one byte form; in another it would be an altered one for ever.
    let isOurs =
      (try? Statement.parse(envelope.payload))?.predicateType == ReadinessReport.predicateType
    if isOurs, (try? DSSEEnvelope.parseCanonical(bytes)) == nil {
      throw GateFailure(
        "audit.not-canonical", "'\(path)' is a readiness report in another byte form than its own",
        hint: "add the file as `readiness check --report` wrote it", exitStatus: 5)
    }
    let digest = SHA256.digest(of: envelope.payload)
    do {
      return Added(
        sha256: digest.hex, isNew: try ReportStore(folder: store).archive(bytes, payload: digest))
    } catch {
      throw GateFailure(error.code, "\(error)", hint: error.hint, exitStatus: error.exitStatus)
    }
  }
}
