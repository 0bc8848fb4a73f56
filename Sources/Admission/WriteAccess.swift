public import DurableFiles
import FilePaths
import Glibc

/// Whether a process could change a file or the entries of a folder.
public enum WriteAccess {
  /// Why `identity` may write at the path, in words; nil when it may not, or nothing is there.
  ///
  /// The owner counts as able: he can give himself the right. The kernel is asked besides, for what ownership and
  /// mode do not show, such as access control lists.
  static func reason(for path: String, _ identity: ProcessIdentity) -> String? {
    let status: FileStatus
    do {
      guard let present = try DurableFiles.statusIfPresent(path) else { return nil }
      status = present
    } catch {
      return "its rights cannot be read: \(error)"
    }
    if let reason = reason(status, identity) { return reason }
    return unsafe faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ? "the kernel allows it" : nil
  }

  /// The same by owner and mode alone.
  public static func reason(_ status: FileStatus, _ identity: ProcessIdentity) -> String? {
    FileRights(userIDs: identity.userIDs, groupIDs: identity.groupIDs)
      .reasonToWrite(owner: status.userID, group: status.groupID, mode: status.mode)
  }
}
