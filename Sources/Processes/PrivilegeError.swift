/// Why a process did not become the user it was to become. It must not go on: it may have dropped half.
public enum PrivilegeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No such user in the system's user database.
  case unknownUser(String)
  /// Only root can become somebody else.
  case notRoot(wanted: String, currentUserID: UInt32)
  /// A call failed.
  case failed(call: String, errno: Int32)
  /// The calls succeeded, but what they should have taken away is still there.
  case notDropped(String)
  /// The process that started this one is gone.
  case parentGone

  public var code: String {
    switch self {
    case .unknownUser: "privilege.unknown-user"
    case .notRoot: "privilege.not-root"
    case .failed: "privilege.failed"
    case .notDropped: "privilege.not-dropped"
    case .parentGone: "privilege.parent-gone"
    }
  }

  public var description: String {
    switch self {
    case .unknownUser(let user): "there is no user '\(user)'"
    case .notRoot(let wanted, let current): "user id \(current) cannot become '\(wanted)': only root can"
    case .failed(let call, let errno):
      "\(call) failed: \(ErrnoText.describe(errno))"
    case .notDropped(let what): "after dropping privileges \(what)"
    case .parentGone: "the process that started this one has ended"
    }
  }
}
