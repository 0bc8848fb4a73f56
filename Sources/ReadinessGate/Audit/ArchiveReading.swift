import Admission
import Attestation
import Chronology
import Cryptography
import DurableFiles
import ReadinessReport
import StrictJSON

/// Reads a store's archive, one report at a time, and judges each by itself: its name, its one byte form, its signatures
/// by keys that were valid when it was issued, its verdict and its waivers.
struct ArchiveReading {
  /// The store's folder, design §5.
  let folder: String
  let keyring: Keyring
  /// Told how many of how many have been read.
  let progress: (Int, Int) -> Void

  /// More than any archive holds: a report every minute for nine years.
  static let limit = 5_000_000
  static let byteLimit = 16 << 20

  private(set) var reports: [ArchivedReport] = []
  /// Statements of others, which `audit add` keeps beside our own: named by their digest, and judged no further.
  private(set) var foreignCount = 0
  private(set) var findings: [AuditFinding] = []

  init(folder: String, keyring: Keyring, progress: @escaping (Int, Int) -> Void = { _, _ in }) {
    (self.folder, self.keyring, self.progress) = (folder, keyring, progress)
  }

  /// - Throws: `audit.no-archive` where there is no folder of reports, or none that can be read.
  mutating func read() throws(GateFailure) {
    let entries = try Self.list(folder)
    for (index, entry) in entries.enumerated() {
      if index.isMultiple(of: 500) { progress(index, entries.count) }
      take(entry)
    }
    progress(entries.count, entries.count)
  }

  static func list(_ folder: String) throws(GateFailure) -> [FolderEntry] {
    do { return try DurableFiles.list("\(folder)/reports", limit: Self.limit) } catch {
      throw GateFailure(
        "audit.no-archive", "the archive '\(folder)/reports' cannot be read: \(error)",
        hint: "name the store that `readiness check` wrote: --state DIR", exitStatus: 74)
    }
  }

  private mutating func take(_ entry: FolderEntry) {
    guard let name = entry.name, name.hasSuffix(".json"),
      let digest = SHA256Digest(hex: String(name.dropLast(5)))
    else {
      let shown = entry.name ?? "a name that is no text"
      return note("audit.stray-file", shown, expected: "files named DIGEST.json alone", found: "this one")
    }
    do throws(FileError) {
      judge(try DurableFiles.read("\(folder)/reports/\(name)", limit: Self.byteLimit, follow: false), digest)
    } catch {
      note("audit.report-unreadable", name, expected: "a report", found: "\(error)")
    }
  }

  private mutating func judge(_ bytes: [UInt8], _ digest: SHA256Digest) {
    let name = "\(digest.hex).json"
    // A foreign statement has no form of ours to hold; its name says what its payload was.
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseForeign(bytes) } catch {
      return note("audit.report-altered", name, expected: error.expected, found: error.found)
    }
    let payload = SHA256.digest(of: envelope.payload)
    guard payload == digest else {
      return note(
        "audit.report-altered", name, expected: "the payload that its name says", found: payload.hex)
    }
    guard let issuedAt = Self.claimedTime(envelope.payload) else {
      foreignCount += 1
      return
    }
    do throws(Refusal) {
      // By keys that were valid then: they may have ended since.
      let signed = try SignedReport.open(
        bytes, keyring: keyring, environment: nil, scope: nil, now: issuedAt)
      try signed.requireConsistentVerdict()
      try signed.requireWaivers(within: nil, now: issuedAt)
      reports.append(ArchivedReport(signed))
    } catch {
      note(
        error.code.text.hasPrefix("signature.invalid") || error.code.text.hasPrefix("report.")
          ? "audit.report-altered" : "audit.report-untrusted",
        name, expected: error.expected, found: "\(error.found) [\(error.code.text)]")
    }
  }

  /// When a report says that it was issued; nil for a statement that is none of ours.
  private static func claimedTime(_ payload: [UInt8]) -> Timestamp? {
    guard let statement = try? Statement.parse(payload),
      statement.predicateType == ReadinessReport.predicateType
    else { return nil }
    return statement.predicate["issuedAt"]?.stringValue.flatMap { Timestamp(canonical: $0) }
      ?? Timestamp(clamping: 0)
  }

  private mutating func note(_ code: String, _ subject: String, expected: String, found: String) {
    findings.append(AuditFinding(code, subject, expected: expected, found: found))
  }
}
