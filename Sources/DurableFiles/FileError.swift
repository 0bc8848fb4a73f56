import CLinux
import Glibc

/// Why a file could not be read, written or locked: what was tried, on which path, and the reason.
///
/// `description` is one lower-case line without a full stop, such as
/// `cannot open '/x': permission denied (EACCES)`.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried; the raw value is the verb of the message.
  public enum Operation: String, Hashable, Sendable {
    case open, read, write, synchronize, rename, remove, lock, list, inspect, resolve
    case createFolder = "create the folder"
    case create
  }

  public enum Reason: Hashable, Sendable {
    /// A system call failed with this `errno`.
    case system(errno: Int32)
    /// More than `limit` bytes.
    case tooLarge(limit: Int)
    /// Something other than a regular file is at the path.
    case notRegular(FileKind)
    /// More than `limit` entries.
    case tooManyEntries(limit: Int)
    /// Another process holds the lock; its process id, if it has written one into the file.
    case heldElsewhere(pid: Int32?)
    /// The path or the line has a form that cannot be used.
    case invalid(String)
  }

  public let operation: Operation
  public let path: String
  public let reason: Reason

  public init(_ operation: Operation, _ path: String, _ reason: Reason) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// The `errno` of the failed call; 0 when no call failed.
  public var errno: Int32 {
    if case .system(let errno) = reason { errno } else { 0 }
  }

  /// The file system has no room: no blocks or inodes, or the owner's quota is used up.
  public var isNoSpace: Bool { errno == ENOSPC || errno == EDQUOT }
  /// The disk is full or fails: the same call can succeed later although nobody has put its path right.
  public var isDiskFailure: Bool { isNoSpace || errno == EIO }
  /// Nothing is at the path, or a folder on the way is missing or is not a folder.
  public var isNotFound: Bool { errno == ENOENT || errno == ENOTDIR }
  public var isPermissionDenied: Bool { errno == EACCES || errno == EPERM }
  public var isReadOnlyFileSystem: Bool { errno == EROFS }
  /// A symbolic link stands where none is followed.
  public var isSymbolicLink: Bool { errno == ELOOP }
  public var isAlreadyPresent: Bool { errno == EEXIST }

  public var description: String {
    "cannot \(operation.rawValue) '\(SystemMessage.printable(path))': \(reasonText)"
  }

  private var reasonText: String {
    switch reason {
    case .system(let errno): SystemMessage.describe(errno)
    case .tooLarge(let limit): "it has more than \(limit) bytes"
    case .notRegular(let kind): "it is \(kind.phrase), not a regular file"
    case .tooManyEntries(let limit): "it has more than \(limit) entries"
    case .heldElsewhere(let pid?): "process \(pid) holds it"
    case .heldElsewhere(nil): "another process holds it"
    case .invalid(let problem): problem
    }
  }

  /// The reason of the call that has just failed on this thread.
  static func last(_ operation: Operation, _ path: String) -> FileError {
    FileError(operation, path, .system(errno: Glibc.errno))
  }
}
