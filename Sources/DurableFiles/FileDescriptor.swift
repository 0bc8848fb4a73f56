import CLinux
import Glibc

/// An open file, closed when the value ends. Every descriptor is close-on-exec.
@safe public struct FileDescriptor: ~Copyable {
  /// The number that the kernel knows it by; valid as long as this value lives.
  public let number: Int32

  /// Takes over a descriptor that nothing else closes.
  public init(adopting number: Int32) { self.number = number }

  deinit { close(number) }

  /// Gives the number up to the caller, who closes it.
  public consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// Opens a regular file for reading, and nothing else: a FIFO, a device or a folder is refused, and none of them
  /// can make the call wait.
  ///
  /// - Parameter follow: whether a symbolic link as the *last* component is followed.
  public static func openRegular(_ path: String, follow: Bool = true) throws(FileError) -> FileDescriptor {
    try DurableFiles.check(path, .open)
    let number = unsafe clinux_openat(AT_FDCWD, path, readFlags | (follow ? 0 : O_NOFOLLOW), 0)
    guard number >= 0 else { throw .last(.open, path) }
    return try regular(FileDescriptor(adopting: number), path)
  }

  /// Opens a regular file below a folder for reading. No component of `relative` may be a symbolic link or lead out
  /// of the folder (openat2(2), `RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS`).
  public static func openRegular(
    _ relative: String, beneath folder: borrowing FileDescriptor
  ) throws(FileError) -> FileDescriptor {
    try DurableFiles.check(relative, .open)
    let noMagicLinks: UInt64 = 0x02
    let noSymbolicLinks: UInt64 = 0x04
    let beneath: UInt64 = 0x08
    let number = unsafe clinux_openat2(
      folder.number, relative, UInt64(readFlags), 0, noMagicLinks | noSymbolicLinks | beneath)
    guard number >= 0 else { throw .last(.open, relative) }
    return try regular(FileDescriptor(adopting: number), relative)
  }

  /// Opens a folder for reading its entries and for fsync(2).
  public static func openFolder(_ path: String, follow: Bool = true) throws(FileError) -> FileDescriptor {
    try DurableFiles.check(path, .open)
    let flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW)
    let number = unsafe clinux_openat(AT_FDCWD, path, flags, 0)
    guard number >= 0 else { throw .last(.open, path) }
    return FileDescriptor(adopting: number)
  }

  /// A memory file with these bytes that nobody can change any more (memfd_create(2) with every seal), for a program
  /// that is hashed and then executed.
  public static func sealedMemory(named name: String, _ bytes: [UInt8]) throws(FileError) -> FileDescriptor {
    try DurableFiles.check(name, .create)
    let number = unsafe clinux_memfd_create(name)
    guard number >= 0 else { throw .last(.create, name) }
    let descriptor = FileDescriptor(adopting: number)
    try descriptor.write(bytes, path: name)
    guard fchmod(number, 0o555) == 0, clinux_seal(number) == 0 else { throw .last(.create, name) }
    return descriptor
  }

  // O_NONBLOCK so that opening a FIFO returns; it means nothing for a regular file.
  private static let readFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

  private static func regular(
    _ descriptor: consuming FileDescriptor, _ path: String
  ) throws(FileError) -> FileDescriptor {
    let status = try DurableFiles.status(descriptor: descriptor.number, path: path)
    guard status.isRegular else { throw FileError(.open, path, .notRegular(status.kind)) }
    return descriptor
  }

  /// Writes all bytes at the file's position.
  func write(_ bytes: [UInt8], path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
      }
      if count > 0 { written += count } else if count == 0 || errno != EINTR { throw .last(.write, path) }
    }
  }

  /// fsync(2): the content and the metadata, or the entries of a folder, are on stable storage.
  func synchronize(path: String) throws(FileError) {
    while fsync(number) != 0 {
      guard errno == EINTR else { throw .last(.synchronize, path) }
    }
  }
}
