import Glibc

/// An exclusive lock on a folder itself, held until the value ends or the process dies.
///
/// Unlike a ``FileLock`` it writes nothing, so that it can be had on a full disk; so it cannot say who holds it.
public struct FolderLock: ~Copyable {
  private let descriptor: FileDescriptor

  /// Takes the lock or throws `heldElsewhere`; never waits.
  public init(_ path: String) throws(FileError) {
    let descriptor = try FileDescriptor.openFolder(path, follow: false)
    while flock(descriptor.number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { throw .last(.lock, path) }
      throw FileError(.lock, path, .heldElsewhere(pid: nil))
    }
    self.descriptor = descriptor
  }

  // Unlocked by name: a process that is being started by another thread has a copy of the descriptor for a moment, which
  // would keep the lock.
  deinit { flock(descriptor.number, LOCK_UN) }
}
