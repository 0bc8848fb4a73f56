public import Attestation
public import Chronology
public import Cryptography
import DurableFiles
public import ReadinessReport

/// Every report that the gate ever signed, and which one is the newest about what, design §5.
///
/// The layout of the folder is written down in ``StorePlace``'s source. Files are readable by all, because the
/// engine and the auditor read them, and written by the gate alone.
public struct ReportStore: Sendable {
  /// Absolute; `--state`.
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// Takes the lock and counts: the next report is number
  /// `max(previous + 1, issuedAt in milliseconds since 1970)`.
  ///
  /// The number never goes back. When the counter's file is lost, the head's newest number and the clock bound it
  /// from below and `previous` is nil, which shows in an audit as a chain that starts again; when it is damaged,
  /// nothing is counted at all.
  ///
  /// - Parameters:
  ///   - policyName: in lower-case letters, digits and hyphens, at most 64.
  ///   - machineId: as ``ReadinessReport/Host`` has it; empty where the host has none.
  /// - Returns: a session that holds the lock until it has committed or ends.
  public func begin(
    environment: TradingEnvironment, scope: PermissionScope, policyName: String, machineId: String,
    issuedAt: Timestamp
  ) throws(AuditLogError) -> StoreSession {
    let place = try StorePlace(
      folder: folder, environment: environment, scope: scope, policyName: policyName, machineId: machineId)
    try place.createFolders()
    let lock: FileLock
    do { lock = try FileLock.acquire(place.lock) } catch { throw AuditLogError(error) }
    let chain = try Chain.read(place.chain)
    let head = try Head.read(place.head, policyName: policyName) ?? Head(policyName: policyName)
    let newest = max(chain?.sequence ?? 0, head.entries.first?.sequence ?? 0)
    guard newest < .max else {
      throw .damaged(path: place.chain, reason: "its number is the last one there is")
    }
    return StoreSession(
      lock: lock, place: place, head: head, sequence: max(newest + 1, issuedAt.unixMilliseconds),
      previous: chain?.previous)
  }

  /// How the last report of a chain saw the decision log.
  ///
  /// - Returns: nil when there is no report before, it saw no log, or it was taken out of the archive.
  public func lastAnchor(
    environment: TradingEnvironment, scope: PermissionScope, policyName: String, machineId: String
  ) throws(AuditLogError) -> ReadinessReport.Anchor? {
    let place = try StorePlace(
      folder: folder, environment: environment, scope: scope, policyName: policyName, machineId: machineId)
    guard let chain = try Chain.read(place.chain) else { return nil }
    let path = "\(folder)/reports/\(chain.previous).json"
    guard let digest = SHA256Digest(hex: chain.previous), let bytes = try report(digest) else { return nil }
    do {
      return try ReadinessReport(statement: Statement.parse(DSSEEnvelope.parseCanonical(bytes).payload))
        .anchor
    } catch {
      throw .damaged(path: path, reason: "\(error)")
    }
  }

  /// The archived envelope of the report whose payload has this digest; nil when there is none.
  ///
  /// - Parameter limit: bytes.
  public func report(_ payload: SHA256Digest, limit: Int = 16 << 20) throws(AuditLogError) -> [UInt8]? {
    do { return try DurableFiles.read("\(folder)/reports/\(payload.hex).json", limit: limit) } catch {
      if error.isNotFound { return nil }
      throw AuditLogError(error)
    }
  }
}

extension ReportStore {
  /// The number and the digest of the last report of a chain; nil when the store never counted one.
  public func lastReport(
    environment: TradingEnvironment, scope: PermissionScope, policyName: String, machineId: String
  ) throws(AuditLogError) -> (sequence: Int64, sha256: String)? {
    let place = try StorePlace(
      folder: folder, environment: environment, scope: scope, policyName: policyName, machineId: machineId)
    return try Chain.read(place.chain).map { ($0.sequence, $0.previous) }
  }

  /// `environment.scope.policy.machine` of every chain that the store counts.
  public func chainNames() throws(AuditLogError) -> [String] {
    do {
      return try DurableFiles.list("\(folder)/chains", limit: 65_536).compactMap(\.name)
        .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    } catch {
      if error.isNotFound { return [] }
      throw AuditLogError(error)
    }
  }

  /// Puts an envelope into the archive under its payload's digest, as it is.
  ///
  /// - Returns: false when the very same bytes are there already.
  /// - Throws: `audit.damaged` when other bytes are there under that digest.
  public func archive(_ envelope: [UInt8], payload: SHA256Digest) throws(AuditLogError) -> Bool {
    let path = "\(folder)/reports/\(payload.hex).json"
    if let known = try report(payload) {
      guard known == envelope else {
        throw .damaged(path: path, reason: "it holds other bytes about the same payload")
      }
      return false
    }
    do {
      for needed in [folder, "\(folder)/reports"] where try DurableFiles.statusIfPresent(needed) == nil {
        try DurableFiles.createFolder(needed)
      }
      try DurableFiles.replace(path, with: envelope)
    } catch {
      throw AuditLogError(error)
    }
    return true
  }
}
