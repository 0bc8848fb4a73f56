import CLinux
import Glibc

/// Becoming an unprivileged user for good.
///
/// For the `main` of a program that has been started anew (``ProcessRequest/Executable/selfExecutable``), before any
/// other thread or task exists.
public enum PrivilegeDrop {
  /// Who the process is now.
  public struct Identity: Hashable, Sendable {
    public let user: String
    public let userID: UInt32
    public let groupID: UInt32
  }

  /// Becomes the user: supplementary groups, group, user, no capabilities; checks that there is no way back; then sets
  /// no-new-privileges, hides the process from other processes of the same user (not dumpable) and asks to die with
  /// the parent (prctl(2): with the *thread* that started it, so start workers from the main thread).
  ///
  /// A process that is that user already keeps its groups, and everything else applies.
  ///
  /// - Parameters:
  ///   - user: a name in the user database.
  ///   - expectedParent: the process id that the parent handed over; without it a parent that died before this call
  ///     goes unnoticed.
  @discardableResult public static func become(
    user: String, expectedParent: Int32? = nil
  ) throws(PrivilegeError) -> Identity {
    let parent = expectedParent ?? getppid()
    let identity = try lookUp(user)
    if geteuid() == 0 {
      try drop(to: identity)
    } else if geteuid() != identity.userID {
      throw .notRoot(wanted: user, currentUserID: geteuid())
    }
    try verify(identity)
    try require(clinux_prctl(PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")
    try require(clinux_prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)")
    // After the change of user, which clears it.
    try require(clinux_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)), "prctl(PR_SET_PDEATHSIG)")
    // A parent that died before the line above sends no signal.
    guard getppid() == parent else { throw .parentGone }
    return identity
  }

  /// Stays the user that the process is, without ways to gain rights, and asks to die with the parent.
  ///
  /// - Parameter expectedParent: as in ``become(user:expectedParent:)``.
  public static func stay(expectedParent: Int32) throws(PrivilegeError) {
    try require(clinux_prctl(PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")
    try require(clinux_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)), "prctl(PR_SET_PDEATHSIG)")
    guard getppid() == expectedParent else { throw .parentGone }
  }

  /// Becomes the user with this number for good, with the groups that the user database gives it, for a person's command
  /// that has threads by now: it neither hides nor dies with its parent.
  ///
  /// - Parameter group: for a user that the database does not know.
  public static func become(userID: UInt32, elseInGroup group: UInt32) throws(PrivilegeError) {
    let identity = try lookUp(userID) ?? Identity(user: "#\(userID)", userID: userID, groupID: group)
    try drop(to: identity)
    try verify(identity)
  }

  private static func lookUp(_ userID: UInt32) throws(PrivilegeError) -> Identity? {
    var capacity = 1024
    while capacity <= 1 << 20 {
      var buffer = [CChar](repeating: 0, count: capacity)
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      let error = unsafe getpwuid_r(userID, &entry, &buffer, buffer.count, &found)
      if error == 0 {
        guard unsafe found != nil, let name = unsafe entry.pw_name else { return nil }
        return unsafe Identity(
          user: String(cString: name), userID: entry.pw_uid, groupID: entry.pw_gid)
      }
      guard error == ERANGE || error == EINTR else { throw .failed(call: "getpwuid_r", errno: error) }
      if error == ERANGE { capacity *= 2 }
    }
    throw .failed(call: "getpwuid_r", errno: ERANGE)
  }

  /// The user with this name and its primary group.
  public static func lookUp(_ user: String) throws(PrivilegeError) -> Identity {
    guard !user.isEmpty, !user.utf8.contains(0) else { throw .unknownUser(user) }
    var capacity = 1024
    while capacity <= 1 << 20 {
      var buffer = [CChar](repeating: 0, count: capacity)
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      let error = unsafe getpwnam_r(user, &entry, &buffer, buffer.count, &found)
      if error == 0 {
        guard unsafe found != nil else { throw .unknownUser(user) }
        return unsafe Identity(user: user, userID: entry.pw_uid, groupID: entry.pw_gid)
      }
      guard error == ERANGE || error == EINTR else { throw .failed(call: "getpwnam_r", errno: error) }
      if error == ERANGE { capacity *= 2 }
    }
    throw .failed(call: "getpwnam_r", errno: ERANGE)
  }

  /// The groups that the user database puts a user into, the primary one as well; empty when there are too many.
  public static func groups(of identity: Identity) -> [UInt32] {
    var count: Int32 = 1_024
    var groups = [gid_t](repeating: 0, count: Int(count))
    guard unsafe getgrouplist(identity.user, identity.groupID, &groups, &count) >= 0 else { return [] }
    return Array(groups.prefix(Int(count)))
  }

  private static func drop(to identity: Identity) throws(PrivilegeError) {
    let (user, group) = (identity.userID, identity.groupID)
    try require(unsafe clinux_initgroups(identity.user, group), "initgroups")
    try require(clinux_setresgid(group, group, group), "setresgid")
    try require(clinux_setresuid(user, user, user), "setresuid")
    guard user != 0 else { return }
    // The kernel drops them with the user id unless somebody has set SECBIT_NO_SETUID_FIXUP or ambient ones.
    try require(clinux_drop_capabilities(), "capset")
    guard clinux_holds_capabilities() == 0 else { throw .notDropped("capabilities are left") }
    guard setuid(0) == -1, clinux_setresuid(.max, 0, .max) == -1 else {
      throw .notDropped("becoming root again is possible")
    }
    guard group == 0 || setgid(0) == -1 else { throw .notDropped("getting root's group again is possible") }
  }

  /// Real, effective and saved ids must agree: of three different ones, one is a way back.
  private static func verify(_ identity: Identity) throws(PrivilegeError) {
    var (real, effective, saved): (uid_t, uid_t, uid_t) = (0, 0, 0)
    try require(unsafe clinux_getresuid(&real, &effective, &saved), "getresuid")
    guard [real, effective, saved].allSatisfy({ $0 == identity.userID }) else {
      throw .notDropped("the user ids are \(real), \(effective), \(saved), not \(identity.userID)")
    }
    var (realGroup, effectiveGroup, savedGroup): (gid_t, gid_t, gid_t) = (0, 0, 0)
    try require(unsafe clinux_getresgid(&realGroup, &effectiveGroup, &savedGroup), "getresgid")
    guard realGroup == effectiveGroup, effectiveGroup == savedGroup else {
      throw .notDropped("the group ids are \(realGroup), \(effectiveGroup), \(savedGroup)")
    }
  }

  private static func require(_ result: Int32, _ call: String) throws(PrivilegeError) {
    guard result == 0 else { throw .failed(call: call, errno: errno) }
  }
}
