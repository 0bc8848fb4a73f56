import DurableFiles

extension DecisionLog {
  /// The newest entries, for people: of the last bytes of the log only, whatever its length, each checked against the one
  /// before it among them. What comes before is not looked at; ``anchor()`` checks all.
  ///
  /// A line that is being written, or that a crash tore, is left out.
  ///
  /// - Parameter window: how many bytes at most, at least three of the longest lines.
  /// - Returns: oldest first; empty when there is no log.
  public func tail(window: Int = 256 << 10) throws(AuditLogError) -> [DecisionEntry] {
    let size: Int64
    var bytes: [UInt8]
    do {
      let file = try FileDescriptor.openRegular(path, follow: false)
      size = try DurableFiles.status(descriptor: file.number, path: path).size
      bytes = try read(file, last: max(window, 3 * (Self.lineLimit + 1)), of: size)
    } catch {
      if error.isNotFound { return [] }
      throw AuditLogError(error)
    }
    let isWhole = bytes.count == size
    bytes.removeLast(bytes.reversed().prefix { $0 != 0x0A }.count)
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    // The first piece may be the end of a line.
    if !isWhole { lines = lines.dropFirst() }
    guard let first = lines.first else { return [] }
    guard let beginning = DecisionEntry(line: Array(first)) else {
      throw .damaged(path: path, reason: "one of its last lines is not a decision in its one byte form")
    }
    var chain = isWhole ? DecisionChain() : DecisionChain(startingAt: beginning)
    var entries: [DecisionEntry] = []
    for line in lines {
      switch chain.link(Array(line)) {
      case .success(let entry): entries.append(entry)
      case .failure(let broken): throw .damaged(path: path, reason: broken.reason)
      }
    }
    return entries
  }
}
