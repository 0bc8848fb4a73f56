/// Whose rights to files count: who somebody is to the kernel. Owner and mode decide; access control lists are not
/// looked at.
public struct FileRights: Sendable, Hashable {
  public enum Right: UInt32, Sendable {
    case read = 4
    case write = 2
    case enter = 1
  }

  public let userIDs: [UInt32]
  public let groupIDs: [UInt32]

  public init(userIDs: [UInt32], groupIDs: [UInt32]) {
    self.userIDs = userIDs
    self.groupIDs = groupIDs
  }

  /// Whether the mode of a file with this owner and group lets them.
  public func may(_ right: Right, owner: UInt32, group: UInt32, mode: UInt32) -> Bool {
    let bit = right.rawValue
    if userIDs.contains(owner) { return mode & bit << 6 != 0 }
    return mode & (groupIDs.contains(group) ? bit << 3 : bit) != 0
  }

  /// Why they could change a file or the entries of a folder, in words; nil when they could not.
  ///
  /// The owner counts as able: he can give himself the right.
  public func reasonToWrite(owner: UInt32, group: UInt32, mode: UInt32) -> String? {
    if userIDs.contains(owner) { return "user \(owner) owns it" }
    if mode & 0o020 != 0, groupIDs.contains(group) { return "group \(group) may write it" }
    return mode & 0o002 != 0 ? "everybody may write it" : nil
  }
}
