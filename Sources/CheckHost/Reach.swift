import DurableFiles
import FilePaths
import Glibc
import Synchronization

/// Who else decides what stands at a path, and so reads through whoever opens it.
///
/// A check run by root would otherwise read for others: the service's user puts a link to `/etc/shadow` in the place of
/// a requirements file, or includes it, and the lines come back in a report that everybody can read. So root reads a
/// file only when everybody who leads there could read it too: who owns or may write a folder on the way, a link, or
/// the file that names it. Any other user reads with no more rights than the kernel gives.
final class Reach: Sendable {
  enum Leader: Hashable {
    case user(UInt32)
    case group(UInt32)
    case everybody
  }

  /// A folder or file as the kernel reaches it, and who leads there.
  private struct Place {
    /// Without links, `.` and `..`.
    var physical: String
    var leaders: Set<Leader>
  }

  /// Hundreds of files stand in a few folders. Keys are bytes: equal texts may be two paths.
  private struct Known {
    var places: [[UInt8]: Place] = [:]
    var folders: [[UInt8]: FileStatus] = [:]
    var groups: [UInt32: Set<UInt32>] = [:]
  }

  private let known = Mutex(Known())
  private static let mostLinks = 40

  /// - Parameters:
  ///   - descriptor: what was opened at the path.
  ///   - naming: files whose content led to the path.
  /// - Throws: `invalid`, when somebody leads there who could not read it.
  func require(_ descriptor: Int32, at path: String, naming: [String]) throws(FileError) {
    try known.withLock { known throws(FileError) in
      try require(descriptor, at: path, naming: naming, &known)
    }
  }

  private func require(
    _ descriptor: Int32, at path: String, naming: [String], _ known: inout Known
  ) throws(FileError) {
    var links = 0
    var leaders = try place(Self.absolute(path), isFolder: false, &known, &links).leaders
    for file in naming {
      let place = try place(Self.absolute(file), isFolder: false, &known, &links)
      leaders.formUnion(place.leaders)
      leaders.formUnion(Self.writers(of: try DurableFiles.status(file), isFolder: false))
    }
    guard !leaders.isEmpty else { return }
    // What is open decides, not what stands at the path by now.
    let opened = try DurableFiles.linkTarget("/proc/self/fd/\(descriptor)")
    guard opened.isAbsolutePath else { throw refusal(path, "it has no path") }
    let file = try DurableFiles.status(descriptor: descriptor, path: path)
    let folders = try folders(above: opened, &known)
    for leader in leaders {
      let mayRead =
        may(leader, 0o4, file, &known) && folders.allSatisfy { may(leader, 0o1, $0, &known) }
      guard mayRead else { throw refusal(path, "\(Self.words(leader)) leads there and may not read it") }
    }
  }

  private func refusal(_ path: String, _ reason: String) -> FileError {
    FileError(.read, path, .invalid("not read as root: \(reason)"))
  }

  private static func absolute(_ path: String) throws(FileError) -> String {
    path.isAbsolutePath ? path : try DurableFiles.realPath(".").appendingPath(path)
  }

  /// - Parameters:
  ///   - path: absolute.
  ///   - isFolder: whether it is on the way to something, and so worth remembering.
  private func place(
    _ path: String, isFolder: Bool, _ known: inout Known, _ links: inout Int
  ) throws(FileError) -> Place {
    let key = Array(path.utf8)
    if let place = known.places[key] { return place }
    var components = path.pathComponents
    guard let name = components.popLast() else {
      return Place(physical: "/", leaders: Self.writers(of: try DurableFiles.status("/"), isFolder: true))
    }
    let parent = try place("/" + components.joined(separator: "/"), isFolder: true, &known, &links)
    var place = parent
    switch name {
    case ".": break
    case "..": place.physical = parent.physical.splitAtLastSlash?.folder ?? "/"
    default:
      place.physical = parent.physical.appendingPath(name)
      let status = try DurableFiles.status(place.physical, follow: false)
      if status.kind == .symbolicLink {
        links += 1
        guard links <= Self.mostLinks else {
          throw FileError(.resolve, path, .invalid("it has too many links"))
        }
        let target = try DurableFiles.linkTarget(place.physical)
        place = try self.place(
          target.isAbsolutePath ? target : parent.physical.appendingPath(target), isFolder: isFolder, &known,
          &links)
        place.leaders.formUnion(parent.leaders)
        if status.userID != 0 { place.leaders.insert(.user(status.userID)) }
      } else if status.kind == .folder {
        place.leaders.formUnion(Self.writers(of: status, isFolder: true))
      }
    }
    if isFolder { known.places[key] = place }
    return place
  }

  /// Who may change a file, or put other entries into a folder. In a sticky folder that is its owner: who else may write
  /// there replaces only what is his, and a link or folder of his counts by itself.
  private static func writers(of status: FileStatus, isFolder: Bool) -> Set<Leader> {
    var writers: Set<Leader> = status.userID == 0 ? [] : [.user(status.userID)]
    guard !(isFolder && status.isSticky) else { return writers }
    if status.mode & 0o020 != 0, status.groupID != 0 { writers.insert(.group(status.groupID)) }
    if status.mode & 0o002 != 0 { writers.insert(.everybody) }
    return writers
  }

  private func folders(above path: String, _ known: inout Known) throws(FileError) -> [FileStatus] {
    var folders: [FileStatus] = []
    var folder = path
    while folder != "/", let (parent, _) = folder.splitAtLastSlash {
      folder = parent
      let key = Array(folder.utf8)
      if known.folders[key] == nil { known.folders[key] = try DurableFiles.status(folder, follow: false) }
      if let status = known.folders[key] { folders.append(status) }
    }
    return folders
  }

  /// Whether the mode's bits let somebody; access control lists only add to the group's.
  private func may(_ leader: Leader, _ bit: UInt32, _ status: FileStatus, _ known: inout Known) -> Bool {
    switch leader {
    case .everybody: return status.mode & bit != 0
    case .group(let group):
      return status.mode & (group == status.groupID ? bit << 3 : bit) != 0
    case .user(let user):
      if user == status.userID { return status.mode & bit << 6 != 0 }
      let groups = known.groups[user] ?? Self.groups(of: user)
      known.groups[user] = groups
      return status.mode & (groups.contains(status.groupID) ? bit << 3 : bit) != 0
    }
  }

  /// Empty for a user whom the database does not know.
  private static func groups(of user: UInt32) -> Set<UInt32> {
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    guard unsafe getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil else {
      return []
    }
    var count: Int32 = 1_024
    var groups = [gid_t](repeating: 0, count: Int(count))
    guard unsafe getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count) >= 0 else { return [] }
    return Set(groups.prefix(Int(count)))
  }

  private static func words(_ leader: Leader) -> String {
    switch leader {
    case .user(let user): "user \(user)"
    case .group(let group): "group \(group)"
    case .everybody: "everybody"
    }
  }
}
