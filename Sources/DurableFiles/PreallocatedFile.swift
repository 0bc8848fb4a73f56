import CLinux
import Glibc

/// A file whose blocks are there before they are needed, written at chosen places: a full disk cannot refuse what fits
/// into it.
///
/// What nobody wrote reads as zeros. Nothing is retried: a caller that goes on after a failed ``synchronize()`` may
/// believe bytes that the kernel has dropped (it reports a failed write-back once).
public final class PreallocatedFile: Sendable {
  public let path: String
  private let number: Int32

  /// Makes the file durably, in one step: no crash leaves half of it under its name. Where something stands already,
  /// that is `isAlreadyPresent`.
  public init(creating path: String, byteCount: Int, mode: UInt32 = 0o600) throws(FileError) {
    let place = try Place(path, .create)
    let folder = try FileDescriptor.openFolder(place.folder)
    let temporary = try TemporaryFile.written(in: folder, at: place, [], reserving: byteCount, mode: mode)
    try temporary.link()
    try folder.synchronize(path: place.folder)
    self.path = path
    number = try Self.open(path)
  }

  /// Opens a regular file for reading and writing; a symbolic link is refused.
  public init(opening path: String) throws(FileError) {
    try DurableFiles.check(path, .open)
    self.path = path
    number = try Self.open(path)
  }

  deinit { close(number) }

  /// Bytes, as the file system says.
  public func size() throws(FileError) -> Int {
    Int(clamping: try DurableFiles.status(descriptor: number, path: path).size)
  }

  /// The whole content, `limit` bytes at most.
  public func read(limit: Int) throws(FileError) -> [UInt8] {
    try DurableFiles.read(descriptor: number, limit: limit, path: path)
  }

  /// Makes the file at least that long, its blocks included; durable after the next ``synchronize()``.
  public func reserve(byteCount: Int) throws(FileError) {
    let error = Self.reserve(number, byteCount)
    guard error == 0 else { throw FileError(.write, path, .system(errno: error)) }
  }

  /// posix_fallocate(3), which answers with the error instead of setting `errno`.
  static func reserve(_ descriptor: Int32, _ byteCount: Int) -> Int32 {
    while true {
      let error = posix_fallocate(descriptor, 0, byteCount)
      if error != EINTR { return error }
    }
  }

  /// Writes all bytes from an offset on, or throws with some of them written.
  public func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written, offset + written)
      }
      if count > 0 { written += count } else if count == 0 || errno != EINTR { throw .last(.write, path) }
    }
  }

  /// fdatasync(2): what was written is on stable storage, and the length that is needed to read it.
  public func synchronize() throws(FileError) {
    guard fdatasync(number) == 0 else { throw .last(.synchronize, path) }
  }

  private static func open(_ path: String) throws(FileError) -> Int32 {
    let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let number = unsafe clinux_openat(AT_FDCWD, path, flags, 0)
    guard number >= 0 else { throw .last(.open, path) }
    let descriptor = FileDescriptor(adopting: number)
    let status = try DurableFiles.status(descriptor: number, path: path)
    guard status.isRegular else { throw FileError(.open, path, .notRegular(status.kind)) }
    return descriptor.release()
  }
}
