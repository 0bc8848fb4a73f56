import CLinux
import Glibc

/// What statfs(2) says about the file system that holds a path.
public struct FileSystemStatus: Hashable, Sendable {
  /// `f_type`, see statfs(2) and linux/magic.h.
  public let typeMagic: UInt64
  /// The name of the type as mount(8) writes it (`ext4` stands for ext2 to ext4, which share a number), or the
  /// number in hexadecimal.
  public let typeName: String
  /// Bytes that an unprivileged process may still use.
  public let bytesAvailable: UInt64
  /// Free inodes; nil for a file system that has no fixed number of them (btrfs).
  public let inodesAvailable: UInt64?
  public let isReadOnly: Bool

  /// Whether the content is lost at the next boot: it lives in memory only.
  public var isVolatile: Bool { ["tmpfs", "ramfs", "hugetlbfs"].contains(typeName) }

  private static let names: [UInt64: String] = [
    0xEF53: "ext4", 0x5846_5342: "xfs", 0x9123_683E: "btrfs", 0x2FC1_2FC1: "zfs", 0xF2F5_2010: "f2fs",
    0xCA45_1A4E: "bcachefs", 0x3153_464A: "jfs", 0x5265_4973: "reiserfs", 0x3434: "nilfs2",
    0x0102_1994: "tmpfs", 0x8584_58F6: "ramfs", 0x9584_58F6: "hugetlbfs", 0x794C_7630: "overlay",
    0x7371_7368: "squashfs", 0xE0F5_E1E2: "erofs", 0x9660: "iso9660", 0x4D44: "vfat", 0x2011_BAB0: "exfat",
    0x7366_746E: "ntfs3", 0x6573_5546: "fuse", 0x6969: "nfs", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2",
    0x00C3_6400: "ceph", 0x0102_1997: "9p", 0x0116_1970: "gfs2", 0x7461_636F: "ocfs2", 0xF15F: "ecryptfs",
    0x9FA0: "proc", 0x6265_6572: "sysfs", 0x0027_E0EB: "cgroup", 0x6367_7270: "cgroup2", 0x1CD1: "devpts",
    0x6462_6720: "debugfs", 0x7363_6673: "securityfs", 0x6165_676C: "pstore",
  ]

  init(_ raw: borrowing statfs) {
    typeMagic = UInt64(UInt32(truncatingIfNeeded: raw.f_type))
    typeName = Self.names[typeMagic] ?? "0x\(String(typeMagic, radix: 16))"
    let blockSize = UInt64(clamping: raw.f_frsize > 0 ? raw.f_frsize : raw.f_bsize)
    let (bytes, overflow) = UInt64(raw.f_bavail).multipliedReportingOverflow(by: blockSize)
    bytesAvailable = overflow ? .max : bytes
    inodesAvailable = raw.f_files == 0 ? nil : UInt64(raw.f_ffree)
    isReadOnly = raw.f_flags & 1 != 0  // ST_RDONLY
  }
}

extension DurableFiles {
  /// The file system that holds the path, which must exist.
  public static func fileSystem(_ path: String) throws(FileError) -> FileSystemStatus {
    try check(path, .inspect)
    var raw = statfs()
    guard unsafe clinux_statfs(path, &raw) == 0 else { throw .last(.inspect, path) }
    return FileSystemStatus(raw)
  }
}
