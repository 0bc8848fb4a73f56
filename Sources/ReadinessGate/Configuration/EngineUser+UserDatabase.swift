import Admission
import ConfigurationRules
import Processes

extension EngineUser {
  /// - Throws: usage, when the user database does not know the name.
  init(named name: String) throws(GateFailure) {
    do throws(PrivilegeError) {
      let found = try PrivilegeDrop.lookUp(name)
      self.init(
        name: name, userIDs: [found.userID], groupIDs: [found.groupID] + PrivilegeDrop.groups(of: found))
    } catch {
      throw GateFailure(
        "usage.unknown-user", "--user: \(error)", hint: "name the user of the engine's unit, such as trading",
        exitStatus: 64)
    }
  }

  /// The user running this process.
  static var current: EngineUser {
    let identity = ProcessIdentity.current()
    return EngineUser(name: "this user", userIDs: identity.userIDs, groupIDs: identity.groupIDs)
  }
}
