import DurableFiles

/// The names of mounted file systems, which statfs(2) does not tell: every FUSE file system has one number.
enum MountTable {
  /// The type in /proc/self/mountinfo (proc_pid_mountinfo(5)) of the mount that holds a folder or a regular file.
  ///
  /// - Returns: nil when /proc does not say, such as in a chroot without it.
  static func type(holding path: String) -> String? {
    guard let mount = mountID(of: path),
      let table = try? DurableFiles.read("/proc/self/mountinfo", limit: 16 << 20)
    else { return nil }
    return type(ofMount: mount, in: table)
  }

  /// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`: the type is the first word behind the hyphen.
  ///
  /// By bytes: a mount point may begin with a mark that makes one character of the blank before it and itself.
  static func type(ofMount mount: String, in table: [UInt8]) -> String? {
    for line in table.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard let first = words.first, first.elementsEqual(mount.utf8),
        let hyphen = words.firstIndex(where: { $0.elementsEqual("-".utf8) }), hyphen + 1 < words.count
      else { continue }
      return String(decoding: words[hyphen + 1], as: UTF8.self)
    }
    return nil
  }

  /// An open descriptor knows its mount (`mnt_id` in proc_pid_fdinfo(5)), so nothing has to be guessed from the path.
  private static func mountID(of path: String) -> String? {
    if let folder = try? FileDescriptor.openFolder(path) { return mountID(ofDescriptor: folder.number) }
    if let file = try? FileDescriptor.openRegular(path) { return mountID(ofDescriptor: file.number) }
    return nil
  }

  private static func mountID(ofDescriptor number: Int32) -> String? {
    guard let bytes = try? DurableFiles.read("/proc/self/fdinfo/\(number)", limit: 65_536) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("mnt_id:")
    {
      return line.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " }).last.map(String.init)
    }
    return nil
  }
}
