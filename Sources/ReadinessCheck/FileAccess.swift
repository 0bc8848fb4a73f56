/// Files as a check may look at them. Nothing here follows a FIFO or a device into a hang.
public protocol FileAccess: Sendable {
  /// The effective user id as which everything here happens.
  var user: UInt32 { get }

  /// The effective group id and the supplementary ones.
  var groups: [UInt32] { get }

  /// The whole content of a regular file (links are followed).
  ///
  /// Root reads no file for others: who owns a folder or a link on the way, or wrote a file that names this one, has to
  /// be able to read it as well, or it is ``FileAccessError/Reason/denied``. The same holds for everything here that
  /// gives content or names.
  ///
  /// - Parameters:
  ///   - limit: in bytes; a longer file is ``FileAccessError/Reason/tooLarge``.
  ///   - naming: files whose content led to this path, such as one that includes it.
  func read(_ path: String, limit: Int, naming: [String]) throws(FileAccessError) -> [UInt8]

  /// Copies a regular file into a sealed memory file, to be run by ``ProgramAccess``; a link as the last component is
  /// not followed.
  ///
  /// - Parameter limit: in bytes; a longer file is ``FileAccessError/Reason/tooLarge``.
  func seal(_ path: String, limit: Int) throws(FileAccessError) -> SealedProgram

  /// At most `count` bytes from the beginning of a regular file.
  func readPrefix(_ path: String, count: Int) throws(FileAccessError) -> [UInt8]

  /// The names in a folder, sorted by their bytes, without `.` and `..`.
  func list(_ folder: String, limit: Int) throws(FileAccessError) -> [String]

  /// - Returns: nil when nothing is there.
  func information(_ path: String, followingLinks: Bool) throws(FileAccessError) -> FileInformation?

  func linkTarget(_ path: String) throws(FileAccessError) -> String

  /// The path with every link and `..` resolved; it has to exist.
  func canonicalPath(_ path: String) throws(FileAccessError) -> String

  func fileSystem(holding path: String) throws(FileAccessError) -> FileSystemInformation

  /// Creates a file, replaces its content atomically, and removes it: temporary file beside, write, sync,
  /// rename, sync of the folder. No live file is touched.
  func proveReplaceable(in folder: String) throws(FileAccessError)

  /// Replaces a file atomically and durably.
  func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileAccessError)

  /// Removes a file or a link. Need not be durable.
  func remove(_ path: String) throws(FileAccessError)

  /// Makes a scratch folder that only this user can enter, and returns its absolute path.
  func makeScratchFolder() throws(FileAccessError) -> String

  /// Removes a scratch folder with all that is in it.
  func removeScratchFolder(_ path: String)
}

extension FileAccess {
  /// The whole content of a regular file that the policy or a convention names.
  public func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
    try read(path, limit: limit, naming: [])
  }
}

/// Why a file could not be looked at.
public struct FileAccessError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case missing, denied, notARegularFile, notAFolder, tooLarge, readOnly, noSpace, busy, other
  }

  public let reason: Reason
  /// Such as `cannot open '/x/y': permission denied (EACCES)`.
  public let description: String

  public init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

/// What the file system says of one name.
public struct FileInformation: Sendable, Hashable {
  public enum Kind: String, Sendable { case regular, folder, link, fifo, socket, device }

  public var kind: Kind
  public var owner: UInt32
  public var group: UInt32
  /// Permission bits with set-id and sticky bits, without the type: `0o1777`.
  public var mode: UInt32
  public var linkCount: UInt64
  public var size: Int64
  public var device: UInt64
  public var inode: UInt64
  public var isImmutable: Bool
  public var isAppendOnly: Bool
  public var isMountPoint: Bool

  public init(
    kind: Kind, owner: UInt32, group: UInt32, mode: UInt32, linkCount: UInt64, size: Int64, device: UInt64,
    inode: UInt64, isImmutable: Bool = false, isAppendOnly: Bool = false, isMountPoint: Bool = false
  ) {
    self.kind = kind
    self.owner = owner
    self.group = group
    self.mode = mode
    self.linkCount = linkCount
    self.size = size
    self.device = device
    self.inode = inode
    self.isImmutable = isImmutable
    self.isAppendOnly = isAppendOnly
    self.isMountPoint = isMountPoint
  }
}

/// What kind of file system holds a path.
public struct FileSystemInformation: Sendable, Hashable {
  /// As /proc/self/mountinfo names it: `ext4`, `tmpfs`, `overlay`.
  public var type: String
  public var availableBytes: Int64
  /// Nil where the file system does not count inodes (btrfs).
  public var availableInodes: Int64?
  public var isReadOnly: Bool

  public init(type: String, availableBytes: Int64, availableInodes: Int64?, isReadOnly: Bool) {
    self.type = type
    self.availableBytes = availableBytes
    self.availableInodes = availableInodes
    self.isReadOnly = isReadOnly
  }
}
