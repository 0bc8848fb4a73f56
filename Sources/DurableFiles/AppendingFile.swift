import CLinux
import Glibc

/// A new file that grows: what was appended is there when this process is killed, and after ``synchronize()`` also when
/// the power goes.
public final class AppendingFile: Sendable {
  public let path: String
  private let number: Int32

  /// Creates the file; one that is there already is refused.
  public init(creating path: String, mode: UInt32 = 0o640) throws(FileError) {
    try DurableFiles.check(path, .create)
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let number = unsafe clinux_openat(AT_FDCWD, path, flags, mode)
    guard number >= 0 else { throw .last(.create, path) }
    self.path = path
    self.number = number
  }

  deinit { close(number) }

  public func append(_ bytes: [UInt8]) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last(.write, path)
      }
      rest = rest.dropFirst(count)
    }
  }

  public func synchronize() throws(FileError) {
    guard fsync(number) == 0 else { throw .last(.write, path) }
  }
}
