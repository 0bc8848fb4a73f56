import Admission
import DurableFiles
import Processes

/// The user that the engine runs as, whose rights to files count.
struct EngineUser {
  let name: String
  let identity: ProcessIdentity

  /// - Throws: usage, when the user database does not know the name.
  init(named name: String) throws(GateFailure) {
    do throws(PrivilegeError) {
      let found = try PrivilegeDrop.lookUp(name)
      self.name = name
      identity = ProcessIdentity(
        userIDs: [found.userID], groupIDs: [found.groupID] + PrivilegeDrop.groups(of: found), capabilities: 0)
    } catch {
      throw GateFailure(
        "usage.unknown-user", "--user: \(error)", hint: "name the user of the engine's unit, such as trading",
        exitStatus: 64)
    }
  }

  /// The user running this process.
  static let current = EngineUser(name: "this user", identity: .current())

  private init(name: String, identity: ProcessIdentity) {
    self.name = name
    self.identity = identity
  }

  /// Root's rights say nothing about the engine, which never runs as root.
  var isRoot: Bool { identity.userIDs.contains(0) }

  enum Right: UInt32 {
    case read = 4
    case write = 2
    case enter = 1
  }

  /// By owner and mode; access control lists are not looked at.
  func may(_ right: Right, _ status: FileStatus) -> Bool {
    let bit = right.rawValue
    if identity.userIDs.contains(status.userID) { return status.mode & bit << 6 != 0 }
    return status.mode & (identity.groupIDs.contains(status.groupID) ? bit << 3 : bit) != 0
  }

  /// Why the user does not get as far as the path, in words; nil when it does, or nothing is there.
  func obstacle(on path: String) throws(FileError) -> String? {
    for place in try TrustedPlaces.places(of: path) {
      let status = try DurableFiles.status(place, follow: false)
      if status.kind == .folder, !may(.enter, status) { return "\(name) may not enter '\(place)'" }
    }
    return nil
  }
}
