import CLinux
import Glibc

/// What kind of thing stands at a path.
public enum FileKind: String, Hashable, Sendable {
  case regular, folder, symbolicLink, fifo, socket, blockDevice, characterDevice, unknown

  /// With its article, for messages.
  public var phrase: String {
    switch self {
    case .regular: "a regular file"
    case .folder: "a folder"
    case .symbolicLink: "a symbolic link"
    case .fifo: "a FIFO"
    case .socket: "a socket"
    case .blockDevice: "a block device"
    case .characterDevice: "a character device"
    case .unknown: "of an unknown kind"
    }
  }

  init(mode: UInt32) {
    switch mode & 0o170000 {
    case 0o100000: self = .regular
    case 0o040000: self = .folder
    case 0o120000: self = .symbolicLink
    case 0o010000: self = .fifo
    case 0o140000: self = .socket
    case 0o060000: self = .blockDevice
    case 0o020000: self = .characterDevice
    default: self = .unknown
    }
  }
}

/// What statx(2) says about a file.
public struct FileStatus: Hashable, Sendable {
  public let kind: FileKind
  /// Permission bits, set-id and sticky bits: the low twelve bits of `st_mode`.
  public let mode: UInt32
  public let userID: UInt32
  public let groupID: UInt32
  public let linkCount: UInt32
  /// Major number in the high, minor number in the low 32 bits.
  public let device: UInt64
  public let inode: UInt64
  /// Bytes.
  public let size: Int64
  /// Last change of the content, nanoseconds since 1970-01-01T00:00:00Z.
  public let modifiedNanoseconds: Int64
  /// Whether the path is the root of a mount of its own; nil when the kernel (before 5.8) does not say.
  public let isMountPoint: Bool?
  /// `chattr +i`; nil when the file system does not say, which means that it has no such attribute.
  public let isImmutable: Bool?
  /// `chattr +a`; nil when the file system does not say.
  public let isAppendOnly: Bool?

  public var isRegular: Bool { kind == .regular }
  public var isWritableByOthers: Bool { mode & 0o002 != 0 }
  public var isSticky: Bool { mode & 0o1000 != 0 }

  /// Whether both are the same file: device and inode are equal.
  public func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }

  private static let immutable: UInt64 = 0x10
  private static let appendOnly: UInt64 = 0x20
  private static let mountRoot: UInt64 = 0x2000

  init(_ raw: borrowing statx) {
    kind = FileKind(mode: UInt32(raw.stx_mode))
    mode = UInt32(raw.stx_mode) & 0o7777
    userID = raw.stx_uid
    groupID = raw.stx_gid
    linkCount = raw.stx_nlink
    device = UInt64(raw.stx_dev_major) << 32 | UInt64(raw.stx_dev_minor)
    inode = raw.stx_ino
    size = Int64(clamping: raw.stx_size)
    modifiedNanoseconds = Self.nanoseconds(raw.stx_mtime)
    let (values, known) = (raw.stx_attributes, raw.stx_attributes_mask)
    func attribute(_ bit: UInt64) -> Bool? { known & bit == 0 ? nil : values & bit != 0 }
    isMountPoint = attribute(Self.mountRoot)
    isImmutable = attribute(Self.immutable)
    isAppendOnly = attribute(Self.appendOnly)
  }

  private static func nanoseconds(_ time: statx_timestamp) -> Int64 {
    let (product, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (time.tv_sec < 0 ? .min : .max) : product + Int64(time.tv_nsec)
  }
}

extension DurableFiles {
  /// The status of what stands at the path; of the link itself when `follow` is false and it is one.
  public static func status(_ path: String, follow: Bool = true) throws(FileError) -> FileStatus {
    let noFollow: Int32 = 0x100  // AT_SYMLINK_NOFOLLOW
    return try status(folder: AT_FDCWD, name: path, flags: follow ? 0 : noFollow, path: path)
  }

  /// As ``status(_:follow:)``, nil when nothing stands at the path.
  public static func statusIfPresent(_ path: String, follow: Bool = true) throws(FileError) -> FileStatus? {
    do { return try status(path, follow: follow) } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }

  /// The status of an open file. `path` is for messages only.
  public static func status(descriptor: Int32, path: String) throws(FileError) -> FileStatus {
    let emptyPath: Int32 = 0x1000  // AT_EMPTY_PATH
    return try status(folder: descriptor, name: "", flags: emptyPath, path: path)
  }

  private static func status(
    folder: Int32, name: String, flags: Int32, path: String
  ) throws(FileError) -> FileStatus {
    if folder == AT_FDCWD { try check(path, .inspect) }
    let basicStatusAndMount: UInt32 = 0x7ff | 0x1000  // STATX_BASIC_STATS | STATX_MNT_ID
    var raw = statx()
    guard unsafe clinux_statx(folder, name, flags, basicStatusAndMount, &raw) == 0
    else { throw .last(.inspect, path) }
    return FileStatus(raw)
  }
}
