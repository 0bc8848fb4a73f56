import Admission
import Attestation
import Chronology
import Cryptography
import DurableFiles
import Glibc
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
  private var settings: [ArchivedReport.Setting: ArchivedReport.SharedSetting] = [:]

  init(folder: String, keyring: Keyring, progress: @escaping (Int, Int) -> Void = { _, _ in }) {
    (self.folder, self.keyring, self.progress) = (folder, keyring, progress)
  }

  /// Reads all of it, on as many threads as there are processors: signatures and the one byte form are all there is to
  /// do, and reports know nothing of each other here.
  ///
  /// - Throws: `audit.no-archive` where there is no folder of reports, or none that can be read.
  mutating func read() throws(GateFailure) {
    let digests = try names()
    let count = max(1, min(Self.threads, digests.count / Self.fewest))
    let shares = (0..<count).map { number in
      digests[(digests.count * number / count)..<(digests.count * (number + 1) / count)]
    }
    let others = shares.dropFirst().map { share in
      ReadingThread(ArchiveReading(folder: folder, keyring: keyring), share)
    }
    reports.reserveCapacity(digests.count)
    // This thread reads the first share and speaks for all.
    let report = progress
    take(shares[0]) { done in report(min(done * count, digests.count), digests.count) }
    for other in others {
      let read = other.result()
      reports += read.reports
      findings += read.findings
      foreignCount += read.foreignCount
    }
    progress(digests.count, digests.count)
  }

  /// The payloads that the folder says it has. Whatever else lies there is a finding.
  private mutating func names() throws(GateFailure) -> [SHA256Digest] {
    var digests: [SHA256Digest] = []
    for entry in try Self.list(folder) {
      guard let name = entry.name, name.hasSuffix(".json"),
        let digest = SHA256Digest(hex: String(name.dropLast(5)))
      else {
        let shown = entry.name ?? "a name that is no text"
        note("audit.stray-file", shown, expected: "files named DIGEST.json alone", found: "this one")
        continue
      }
      digests.append(digest)
    }
    return digests
  }

  mutating func take(_ share: ArraySlice<SHA256Digest>, progress: (Int) -> Void = { _ in }) {
    reports.reserveCapacity(share.count)
    for (index, digest) in share.enumerated() {
      if index.isMultiple(of: 500) { progress(index) }
      take(digest)
    }
  }

  private static let threads = max(1, min(16, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  /// Reports for which a thread is worth its start.
  private static let fewest = 64

  static func list(_ folder: String) throws(GateFailure) -> [FolderEntry] {
    do { return try DurableFiles.list("\(folder)/reports", limit: Self.limit) } catch {
      throw GateFailure(
        "audit.no-archive", "the archive '\(folder)/reports' cannot be read: \(error)",
        hint: "name the store that `readiness check` wrote: --state DIR", exitStatus: 74)
    }
  }

  private mutating func take(_ digest: SHA256Digest) {
    let name = "\(digest.hex).json"
    do throws(FileError) {
      judge(
        try DurableFiles.read("\(folder)/reports/\(name)", limit: Self.byteLimit, follow: false), digest, name
      )
    } catch {
      note("audit.report-unreadable", name, expected: "a report", found: "\(error)")
    }
  }

  private mutating func judge(_ bytes: [UInt8], _ digest: SHA256Digest, _ name: String) {
    let canonical = try? DSSEEnvelope.parseCanonical(bytes)
    // A foreign statement has no form of ours to hold; its name says what its payload was.
    let envelope: DSSEEnvelope
    do { envelope = if let canonical { canonical } else { try DSSEEnvelope.parseForeign(bytes) } } catch {
      return note("audit.report-altered", name, expected: error.expected, found: error.found)
    }
    let payload = SHA256.digest(of: envelope.payload)
    guard payload == digest else {
      return note(
        "audit.report-altered", name, expected: "the payload that its name says", found: payload.hex)
    }
    do throws(Refusal) {
      guard
        let signed = try SignedReport.openAsOfIssue(
          envelope, payloadSha256: payload, keyring: keyring)
      else {
        foreignCount += 1
        return
      }
      guard canonical != nil else {
        return note(
          "audit.report-altered", name, expected: "the one byte form of a report", found: "another one")
      }
      try signed.requireConsistentVerdict()
      try signed.requireWaivers(within: nil, now: signed.report.issuedAt)
      let setting = ArchivedReport.Setting(signed.report)
      let shared = settings[setting] ?? ArchivedReport.SharedSetting(setting)
      settings[setting] = shared
      reports.append(ArchivedReport(signed, in: shared))
    } catch {
      note(
        error.code.text.hasPrefix("signature.invalid") || error.code.text.hasPrefix("report.")
          ? "audit.report-altered" : "audit.report-untrusted",
        name, expected: error.expected, found: "\(error.found) [\(error.code.text)]")
    }
  }

  private mutating func note(_ code: String, _ subject: String, expected: String, found: String) {
    findings.append(AuditFinding(code, subject, expected: expected, found: found))
  }
}
