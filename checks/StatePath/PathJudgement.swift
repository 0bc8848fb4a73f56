import ReadinessCheck

/// What names, owners and modes say about a place for state; nil is "nothing against it".
///
/// Pure: the tests give tables of ``FileInformation``, also such as only another user would see.
enum PathJudgement {
  /// Places that the next boot, or the next stop of the service, empties (file-hierarchy(7)).
  static let fleetingPlaces = ["/run", "/var/run", "/tmp", "/dev/shm", "/run/lock", "/var/lock"]

  /// - Parameter paths: the path as configured and without links; either may betray it.
  static func place(_ paths: [String], runtimeFolders: [String]) -> String? {
    for folder in runtimeFolders + fleetingPlaces {
      for path in paths where AbsolutePath.isSame(path, asOrBelow: folder) {
        return "\(path) is below \(folder)"
      }
    }
    return nil
  }

  /// Only root's links, in folders that only root writes, cannot be turned by somebody else.
  static func link(_ link: FolderWalk.Link) -> String? {
    if link.information.owner != 0 {
      return "the link \(link.path) -> \(link.target) belongs to uid \(link.information.owner)"
    }
    if link.container.owner != 0 || link.container.mode & 0o022 != 0 {
      return "the link \(link.path) -> \(link.target) is in a folder that others than root may write"
    }
    return nil
  }

  /// Who owns or may write a folder decides what is in it.
  ///
  /// - Parameter isParent: whether the state file itself is in it. Above that a sticky folder (`/var/tmp`) keeps
  ///   what we own; in it anybody could take the file's name first.
  static func folder(_ folder: FolderWalk.Folder, user: UInt32, isParent: Bool) -> String? {
    let information = folder.information
    if information.owner != 0, information.owner != user {
      return "\(folder.path) belongs to uid \(information.owner)"
    }
    if information.mode & 0o002 != 0, isParent || information.mode & 0o1000 == 0 {
      return "\(folder.path) has mode \(octal(information.mode)): everybody may write it"
    }
    return nil
  }

  /// What stands at the path itself, or nil when nothing does.
  static func file(_ file: FileInformation?, in parent: FileInformation, user: UInt32) -> String? {
    guard let file else { return nil }
    guard file.kind == .regular else {
      return "it is a \(file.kind == .link ? "symbolic link" : file.kind.rawValue)"
    }
    if file.isMountPoint { return "it is a mount point, which rename cannot replace" }
    if file.isImmutable { return "it is immutable (chattr +i)" }
    if file.isAppendOnly { return "it is append-only (chattr +a)" }
    if parent.isImmutable { return "its folder is immutable (chattr +i)" }
    if parent.isAppendOnly { return "its folder is append-only (chattr +a)" }
    if file.linkCount != 1 { return "it has \(file.linkCount) names (hard links)" }
    if file.owner != 0, file.owner != user { return "it belongs to uid \(file.owner)" }
    if file.mode & 0o002 != 0 { return "it has mode \(octal(file.mode)): everybody may write it" }
    // unlink(2), rename(2): in a sticky folder only the owner of the file or of the folder replaces the file.
    if user != 0, parent.mode & 0o1000 != 0, file.owner != user, parent.owner != user {
      return "its folder is sticky, and neither belongs to uid \(user)"
    }
    return nil
  }

  static func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
