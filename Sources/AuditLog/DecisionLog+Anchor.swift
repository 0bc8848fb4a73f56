import Cryptography
import DurableFiles
import FilePaths
import Glibc
public import ReadinessReport
import StrictJSON

extension DecisionLog {
  /// Whether this is the log that was anchored, grown by entries of its own.
  ///
  /// Cost grows with the entries since, not with the log: the anchored line's digest vouches for all before it.
  ///
  /// - Throws: when the log cannot be read; a missing one is an answer.
  public func answer(to anchor: ReadinessReport.Anchor) throws(AuditLogError) -> AnchorAnswer {
    guard anchor.entries > 0 else { return .continues }
    do throws(AuditLogError) {
      let end = try readEnd()
      guard end.anchor.entries > 0 else { return .broken("it has no entries, or is not there") }
      guard end.anchor.entries >= anchor.entries else {
        return .broken("it ends at entry \(end.anchor.entries)")
      }
      if end.anchor == anchor { return .continues }
      var chain = DecisionChain(endingAt: anchor)
      for (index, line) in try readLines(from: anchor.entries, to: end).enumerated() {
        guard index > 0 else {
          let digest = SHA256.digest(of: line).hex
          guard digest == anchor.headSha256 else { return .broken("entry \(anchor.entries) is \(digest)") }
          continue
        }
        if case .failure(let broken) = chain.link(line) { return .broken(broken.reason) }
      }
      return chain.anchor == end.anchor ? .continues : .broken("it changed while it was read")
    } catch {
      guard case .damaged(_, let reason) = error else { throw error }
      return .broken("it is damaged: \(reason)")
    }
  }

  /// Lines from an entry to the end, found by counting newlines from behind.
  private func readLines(
    from first: Int64, to end: DecisionLogEnd
  ) throws(AuditLogError) -> [[UInt8]] {
    let wanted = Int(end.anchor.entries - first + 1)
    do throws(FileError) {
      let file = try FileDescriptor.openRegular(path, follow: false)
      // As far as the end was read: an engine that runs appends meanwhile.
      let size = end.wholeBytes
      var bytes: [UInt8] = []
      var window = Int64(16 << 10)
      repeat {
        bytes = try read(file, last: Int(min(size, window)), of: size)
        window *= 4
        // One newline more than lines are wanted, so that the first of them is whole.
      } while bytes.count < size && bytes.count { $0 == 0x0A } <= wanted
      return bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).suffix(wanted)
        .map(Array.init)
    } catch {
      throw AuditLogError(error)
    }
  }

  /// Whether an append would find its way, without writing anything.
  ///
  /// - Throws: what ``append(_:at:members:)`` would throw, as far as that can be told from outside.
  public func requireAppendable() throws(AuditLogError) {
    do throws(FileError) {
      if let lock = try DurableFiles.statusIfPresent("\(path).lock", follow: false), !lock.isRegular {
        throw FileError(.lock, "\(path).lock", .notRegular(lock.kind))
      }
    } catch {
      throw AuditLogError(error)
    }
    _ = try readEnd()
    let folder = path.splitAtLastSlash?.folder ?? "."
    guard unsafe faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else {
      throw .failed(FileError(.write, folder, .system(errno: errno)))
    }
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor >= 0 {
      _ = FileDescriptor(adopting: descriptor)
    } else if errno != ENOENT {
      throw .failed(FileError(.write, path, .system(errno: errno)))
    }
  }
}
