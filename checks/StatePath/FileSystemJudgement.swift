import ReadinessCheck

/// Whether a file system keeps what is written to it over a reboot, by its type's name.
enum FileSystemJudgement {
  enum Lasting: Sendable, Hashable { case yes, no, notKnown }

  /// On disk, or on a server. Names as in /proc/self/mountinfo.
  private static let lasting: Set<String> = [
    "9p", "bcachefs", "btrfs", "ceph", "cifs", "ecryptfs", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "gfs2",
    "jfs",
    "nfs", "nfs4", "nilfs2", "ocfs2", "reiserfs", "smb3", "virtiofs", "xfs", "zfs",
  ]

  /// In memory, made by the kernel, read-only by nature, or thrown away with a container (overlay's upper layer).
  private static let fleeting: Set<String> = [
    "aufs", "cgroup", "cgroup2", "cramfs", "debugfs", "devpts", "devtmpfs", "erofs", "fuse.fuse-overlayfs",
    "hugetlbfs", "iso9660", "mqueue", "overlay", "proc", "pstore", "ramfs", "rootfs", "securityfs",
    "squashfs",
    "sysfs", "tmpfs", "tracefs",
  ]

  static func survivesReboot(_ type: String, allowed: Set<String>) -> Lasting {
    if allowed.contains(type) || lasting.contains(type) { return .yes }
    return fleeting.contains(type) ? .no : .notKnown
  }

  /// Files that have to be possible besides: the state file, its temporary copy, some room.
  static let minimumInodes: Int64 = 64

  /// What is short, or nil.
  static func shortage(_ system: FileSystemInformation, freeBytes: Int64) -> String? {
    if system.availableBytes < freeBytes { return "\(system.availableBytes) bytes are free" }
    if let inodes = system.availableInodes, inodes < minimumInodes { return "\(inodes) inodes are free" }
    return nil
  }
}
