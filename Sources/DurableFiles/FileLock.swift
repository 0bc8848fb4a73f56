import CLinux
import Glibc

/// An exclusive lock on a file, held until the value ends or the process dies, whichever way it dies.
///
/// flock(2) on a file that is never removed. The holder's process id is written into it, so that who comes second can
/// say who was first; the lock itself does not depend on that text.
public struct FileLock: ~Copyable {
  private let descriptor: FileDescriptor

  /// Takes the lock or throws `heldElsewhere`; never waits.
  ///
  /// - Parameters:
  ///   - path: created when missing; a symbolic link is refused.
  ///   - mode: of a new file.
  public static func acquire(_ path: String, mode: UInt32 = 0o600) throws(FileError) -> FileLock {
    let place = try Place(path, .lock)
    // Somebody may remove or replace the file between open and flock; then the lock is on a file without a name.
    for _ in 0..<8 {
      let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
      let number = unsafe clinux_openat(AT_FDCWD, path, flags, mode)
      guard number >= 0 else { throw .last(.lock, path) }
      let descriptor = FileDescriptor(adopting: number)
      let status = try DurableFiles.status(descriptor: number, path: path)
      guard status.isRegular else { throw FileError(.lock, place.path, .notRegular(status.kind)) }
      guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
        if errno == EINTR { continue }
        guard errno == EWOULDBLOCK else { throw .last(.lock, path) }
        throw FileError(.lock, path, .heldElsewhere(pid: holder(of: number)))
      }
      // From here on whatever ends this ends the lock too.
      let lock = FileLock(descriptor: descriptor)
      guard let named = try DurableFiles.statusIfPresent(path, follow: false), named.isSameFile(as: status)
      else { continue }
      guard ftruncate(number, 0) == 0 else { throw .last(.lock, path) }
      try lock.descriptor.write(Array("\(getpid())\n".utf8), path: path)
      return lock
    }
    throw FileError(.lock, path, .invalid("the file is replaced again and again"))
  }

  /// Gives the lock back, at a place that the reader can see.
  public consuming func release() {}

  // Unlocked by name: a process that is being started by another thread has a copy of the descriptor for a moment, which
  // would keep the lock, with nobody's number in the file.
  deinit {
    _ = ftruncate(descriptor.number, 0)
    flock(descriptor.number, LOCK_UN)
  }

  private static func holder(of descriptor: Int32) -> Int32? {
    guard let content = try? DurableFiles.read(descriptor: descriptor, limit: 32),
      content.last == UInt8(ascii: "\n")
    else { return nil }
    return Int32(String(decoding: content.dropLast(), as: UTF8.self))
  }
}
