import DurableFiles
import Glibc

/// The listening socket at its path.
struct IntentSocket: Sendable {
  /// `sun_path` less its NUL, unix(7).
  static let longestPath = 107

  let path: String
  let descriptor: Int32
  private let file: FileStatus

  /// Binds and listens. The caller holds the instance lock, so no other engine does the same meanwhile.
  ///
  /// A socket file at which nobody answers is a dead engine's and is replaced.
  init(path: String) throws(EngineError) {
    guard (1...Self.longestPath).contains(path.utf8.count), !path.utf8.contains(0) else {
      throw EngineError(
        .intentSocketPath,
        "the intent socket's path has \(path.utf8.count) bytes; a socket's has 1 to \(Self.longestPath)",
        hint: "choose a shorter one")
    }
    try Self.clear(path)
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("made", path, errno) }
    // Linux gives the file the rights that the socket has when it is bound, less the umask, so that there is no moment
    // at which others may connect; a chmod afterwards would leave one.
    guard fchmod(descriptor, 0o600) == 0,
      unsafe Self.withAddress(path, { unsafe bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 16) == 0
    else {
      let reason = errno
      close(descriptor)
      throw Self.failure("bound", path, reason)
    }
    do {
      file = try DurableFiles.status(path, follow: false)
    } catch {
      close(descriptor)
      throw EngineError(.intentSocketPath, "the intent socket is gone as soon as it was made: \(error)")
    }
    self.path = path
    self.descriptor = descriptor
  }

  /// Takes the file away, unless another stands there by now.
  func remove() {
    // An inode is used again as soon as it is free, so the time of making counts as well.
    guard let now = try? DurableFiles.status(path, follow: false), now.isSameFile(as: file),
      now.modifiedNanoseconds == file.modifiedNanoseconds
    else { return }
    _ = unsafe unlink(path)
  }

  private static func clear(_ path: String) throws(EngineError) {
    let present: FileStatus?
    do { present = try DurableFiles.statusIfPresent(path, follow: false) } catch {
      throw EngineError(.intentSocketPath, "the intent socket's path cannot be looked at: \(error)")
    }
    guard let present else { return }
    guard present.kind == .socket else {
      throw EngineError(
        .intentSocketPath, "at the intent socket's path '\(path)' stands \(present.kind.phrase)",
        hint: "it is left alone; choose another path, or take it away")
    }
    let probe = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { throw failure("made", path, errno) }
    defer { close(probe) }
    let answers = unsafe withAddress(path) { unsafe connect(probe, $0, $1) }
    guard answers != 0, errno == ECONNREFUSED else {
      throw EngineError(
        .intentSocketTaken, "somebody listens at the intent socket '\(path)' already",
        hint: "another engine; give this one state paths of its own")
    }
    _ = unsafe unlink(path)
  }

  private static func failure(_ what: String, _ path: String, _ code: Int32) -> EngineError {
    let disk = FileError(.create, path, .system(errno: code))
    // Binding makes a file.
    guard !disk.isDiskFailure else {
      return EngineError(state: disk, "the intent socket cannot be \(what)", hint: nil)
    }
    return EngineError(
      code == EADDRINUSE ? .intentSocketTaken : .intentSocketPath,
      "the intent socket '\(path)' cannot be \(what): \(SystemMessage.describe(code))",
      hint: "its folder has to exist and be writable for the engine's user")
  }

  private static func withAddress(
    _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in unsafe bytes.copyBytes(from: path.utf8) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe call(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
