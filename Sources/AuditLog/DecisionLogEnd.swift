import Cryptography
import DurableFiles
import Glibc
import ReadinessReport

/// How a log stands to an anchor that a signed report carries.
public enum AnchorAnswer: Sendable, Hashable {
  /// The anchored line is there, and every later one follows from it.
  case continues
  /// It is not; why, in words.
  case broken(String)
}

/// What an append needs to know of the lines before it.
struct DecisionLogEnd {
  var anchor: ReadinessReport.Anchor
  /// Bytes after the last newline: a line that a crash tore.
  var tornBytes: Int64
  /// Bytes up to there.
  var wholeBytes: Int64
}

extension DecisionLog {
  /// Reads the last lines only; short ones, as almost all are, with little memory.
  func readEnd() throws(AuditLogError) -> DecisionLogEnd {
    // Enough for a torn line and two whole ones, first of usual lines, then of the longest.
    if let end = try? readEnd(window: 8 << 10) { return end }
    return try readEnd(window: 3 * (Self.lineLimit + 1))
  }

  private func readEnd(window: Int) throws(AuditLogError) -> DecisionLogEnd {
    let size: Int64
    var bytes: [UInt8]
    do {
      let file = try FileDescriptor.openRegular(path, follow: false)
      size = try DurableFiles.status(descriptor: file.number, path: path).size
      bytes = try read(file, last: window, of: size)
    } catch {
      if error.isNotFound {
        return DecisionLogEnd(anchor: DecisionChain().anchor, tornBytes: 0, wholeBytes: 0)
      }
      throw AuditLogError(error)
    }
    let isWhole = bytes.count == size
    let torn = bytes.reversed().prefix { $0 != 0x0A }.count
    guard torn <= Self.lineLimit else {
      throw .damaged(path: path, reason: "its last line has more than \(Self.lineLimit) bytes")
    }
    bytes.removeLast(torn)
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    // The first piece may be the end of a line.
    if !isWhole { lines = lines.dropFirst() }
    guard let last = lines.last else {
      guard isWhole else { throw .damaged(path: path, reason: "it has a line that is too long") }
      return DecisionLogEnd(anchor: DecisionChain().anchor, tornBytes: Int64(torn), wholeBytes: 0)
    }
    let checked = lines.suffix(2)
    guard let first = DecisionEntry(line: Array(checked.first ?? last)) else {
      throw .damaged(path: path, reason: "one of its last lines is not a decision in its one byte form")
    }
    var chain = DecisionChain(startingAt: first)
    if isWhole, lines.count <= 2 { chain = DecisionChain() }
    for line in checked {
      if case .failure(let broken) = chain.link(Array(line)) {
        throw .damaged(path: path, reason: broken.reason)
      }
    }
    return DecisionLogEnd(anchor: chain.anchor, tornBytes: Int64(torn), wholeBytes: size - Int64(torn))
  }

  func read(_ file: borrowing FileDescriptor, last count: Int, of size: Int64) throws(FileError)
    -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: Int(min(size, Int64(count))))
    var filled = 0
    let start = Int(size) - bytes.count
    while filled < bytes.count {
      let read = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          file.number, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled, start + filled)
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw FileError(.read, path, .system(errno: read < 0 ? errno : EIO)) }
      filled += read
    }
    return bytes
  }
}
