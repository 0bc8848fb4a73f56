public import Cryptography
import DurableFiles
public import ReadinessReport

/// The right to write the next report of one (environment, scope, policy name, machine), design §5.
public struct StoreSession: ~Copyable {
  private let lock: FileLock
  private let place: StorePlace
  private let head: Head
  /// The number of the report that this session may write.
  public let sequence: Int64
  /// Digest of the payload before it; nil for the first.
  public let previous: String?

  init(lock: consuming FileLock, place: StorePlace, head: Head, sequence: Int64, previous: String?) {
    self.lock = lock
    self.place = place
    self.head = head
    self.sequence = sequence
    self.previous = previous
  }

  /// Archives the signed report, makes it the head about its subjects, and puts it at its path, in this order.
  ///
  /// The report is written and synced beside its path before the head is replaced, so that a full disk or a missing
  /// folder leaves the head and the report in use as they were; what is left for the end is a rename.
  ///
  /// - Parameters:
  ///   - payload: digest of the report's payload, its name in the archive.
  ///   - envelope: the signed report in its one byte form.
  ///   - engine: digest of the subject `engine`, nil when the policy has none.
  ///   - configuration: digest of the subject `configuration`, nil when the policy has none.
  ///   - reportPath: where `--report` wants it.
  public consuming func commit(
    payload: SHA256Digest, envelope: [UInt8], engine: String?, configuration: String?, verdict: Verdict,
    reportPath: String
  ) throws(AuditLogError) {
    let next = head.recording(
      HeadEntry(
        engine: engine, configuration: configuration, sequence: sequence, sha256: payload.hex,
        verdict: verdict))
    do {
      try DurableFiles.replace("\(place.folder)/reports/\(payload.hex).json", with: envelope)
      let staged = try StagedFile.write(envelope, for: reportPath)
      try DurableFiles.replace(
        place.chain, with: Chain(sequence: sequence, previous: payload.hex).encoded)
      try DurableFiles.replace(place.head, with: next.encoded)
      try putInPlace(staged, verdict)
    } catch {
      throw AuditLogError(error)
    }
  }

  /// A head that names a report nobody can read closes the gate. For a report that would have opened it the old head
  /// comes back, so that the engine may go on with the report it has; BLOCKED stays.
  private func putInPlace(_ staged: consuming StagedFile, _ verdict: Verdict) throws(FileError) {
    do { try staged.rename() } catch {
      if verdict != .blocked {
        if head.entries.isEmpty {
          try? DurableFiles.remove(place.head)
        } else {
          try? DurableFiles.replace(place.head, with: head.encoded)
        }
      }
      throw error
    }
  }
}
