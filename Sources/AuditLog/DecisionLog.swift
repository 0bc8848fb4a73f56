public import Chronology
import Cryptography
import DurableFiles
import FilePaths
import Glibc
public import ReadinessReport
public import StrictJSON

/// What the engine decided, and when: JSON lines, each with the digest of the line before, only ever appended.
///
/// Changing, removing or reordering a line breaks every later one. Cutting lines off the end does not; that shows
/// against the anchor (count and last digest) that each signed report carries.
///
/// A line that a crash tore is cut off by the next append; anything else that is not as written is damage, which is
/// refused and never repaired.
public struct DecisionLog: Sendable {
  /// Bytes of one line, its newline not counted.
  public static let lineLimit = 16 << 10

  public let path: String

  public init(path: String) { self.path = path }

  /// The log in the folder of the kill-switch state: `decisions.jsonl`.
  public init(besideStateFile statePath: String) {
    self.init(path: (statePath.splitAtLastSlash?.folder ?? ".").appendingPath("decisions.jsonl"))
  }

  /// Appends a decision and returns when it is on stable storage.
  ///
  /// Cost does not grow with the log: of what is there only the last two lines are checked. ``anchor()`` checks all.
  ///
  /// - Parameters:
  ///   - kind: lower-case letters and hyphens.
  ///   - members: none named `previous`, `entry`, `at` or `kind`; no key twice.
  /// - Returns: how many lines there are now, and the digest of the last.
  @discardableResult
  public func append(
    _ kind: String, at: Timestamp, members: [JSONMember] = []
  ) throws(AuditLogError) -> ReadinessReport.Anchor {
    guard DecisionEntry.isKind(kind) else { throw .invalid("'\(kind)' is no kind of decision") }
    let keys = members.map(\.key)
    guard Set(keys).count == keys.count, !keys.contains(where: DecisionEntry.ownKeys.contains) else {
      throw .invalid("a decision has each member once")
    }
    let lock = try acquireLock()
    defer { extendLifetime(lock) }
    let end = try readEnd()
    guard end.anchor.entries < .max else { throw .invalid("the log is full") }
    let entry = DecisionEntry(
      previous: end.anchor.headSha256, number: end.anchor.entries + 1, at: at, kind: kind, members: members)
    let line = entry.encoded
    guard line.count <= Self.lineLimit else {
      throw .invalid("a decision of \(line.count) bytes is too long; at most \(Self.lineLimit)")
    }
    do {
      if end.tornBytes > 0 { try cutOff(end.tornBytes) }
      try DurableFiles.append(path, line: line, mode: 0o600)
    } catch {
      throw AuditLogError(error)
    }
    return ReadinessReport.Anchor(entries: entry.number, headSha256: SHA256.digest(of: line).hex)
  }

  /// Checks the whole chain in one pass and bounded memory.
  ///
  /// - Returns: how many lines there are and the digest of the last; nil when there is no log.
  public func anchor() throws(AuditLogError) -> ReadinessReport.Anchor? {
    try forEach { _ in }
  }

  /// Hands every entry over, in order, each checked against the one before it; then as ``anchor()``.
  ///
  /// Entries handed over before damage is found were intact.
  @discardableResult
  public func forEach(
    _ body: (DecisionEntry) -> Void
  ) throws(AuditLogError) -> ReadinessReport.Anchor? {
    let file: FileDescriptor
    do { file = try FileDescriptor.openRegular(path, follow: false) } catch {
      if error.isNotFound { return nil }
      throw AuditLogError(error)
    }
    var lines = LineSplitter(limit: Self.lineLimit)
    var chain = DecisionChain()
    var damage: String?
    do {
      try DurableFiles.readChunks(descriptor: file.number, limit: .max, path: path) { chunk in
        guard damage == nil else { return }
        damage = lines.split(chunk) { line in
          switch chain.link(line) {
          case .success(let entry):
            body(entry)
            return nil
          case .failure(let broken): return broken.reason
          }
        }
      }
    } catch {
      throw AuditLogError(error)
    }
    if let damage { throw .damaged(path: path, reason: damage) }
    return chain.anchor
  }

  /// Two processes of one engine may append in the same moment; neither waits long.
  private func acquireLock() throws(AuditLogError) -> FileLock {
    var attempt = 0
    while true {
      do { return try FileLock.acquire("\(path).lock") } catch {
        guard case .heldElsewhere = error.reason, attempt < 40 else { throw AuditLogError(error) }
      }
      attempt += 1
      usleep(5_000)
    }
  }

  private func cutOff(_ count: Int64) throws(FileError) {
    let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(.write, path, .system(errno: errno)) }
    let file = FileDescriptor(adopting: descriptor)
    let size = try DurableFiles.status(descriptor: file.number, path: path).size
    guard ftruncate(file.number, Int(size - count)) == 0 else {
      throw FileError(.write, path, .system(errno: errno))
    }
  }
}
