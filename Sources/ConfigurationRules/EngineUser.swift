import FilePaths
import ReadinessCheck

/// The user that the engine runs as, whose rights to files count.
public struct EngineUser: Sendable {
  /// For messages, such as `trading`.
  public let name: String
  let rights: FileRights

  public init(name: String, userIDs: [UInt32], groupIDs: [UInt32]) {
    self.name = name
    rights = FileRights(userIDs: userIDs, groupIDs: groupIDs)
  }

  /// Root's rights say nothing about the engine, which never runs as root.
  public var isRoot: Bool { rights.userIDs.contains(0) }

  func may(_ right: FileRights.Right, _ file: FileInformation) -> Bool {
    rights.may(right, owner: file.owner, group: file.group, mode: file.mode)
  }

  /// Why the user could change a file or the entries of a folder, in words; nil when he could not.
  func reasonToWrite(_ file: FileInformation) -> String? {
    rights.reasonToWrite(owner: file.owner, group: file.group, mode: file.mode)
  }

  /// Why the user does not get as far as the path, in words; nil when it does, or nothing is there.
  func obstacle(on path: String, in files: any FileAccess) throws(FileAccessError) -> String? {
    for place in try files.places(of: path) {
      guard let entry = try files.information(place, followingLinks: false) else { continue }
      if entry.kind == .folder, !may(.enter, entry) { return "\(name) may not enter '\(place)'" }
    }
    return nil
  }
}

extension FileAccess {
  /// Every folder on the way to a path, links followed, and the file itself.
  func places(of path: String) throws(FileAccessError) -> [String] {
    let absolute = path.isAbsolutePath ? path : try canonicalPath(".").appendingPath(path)
    let places = try PathWalk.places(of: absolute) {
      (place: String) throws(FileAccessError) -> PathWalk.Entry? in
      guard let entry = try information(place, followingLinks: false) else { return nil }
      return entry.kind == .link ? .link(target: try linkTarget(place)) : .other
    }
    guard let places else {
      throw FileAccessError(.other, "cannot resolve '\(path)': it has too many links")
    }
    return places
  }
}
