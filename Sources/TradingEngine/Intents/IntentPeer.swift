import Glibc
import NIOCore

/// Who is at the other end of a connection, as the kernel says: `SO_PEERCRED`, unix(7).
struct IntentPeer: Sendable, Hashable {
  let processID: Int32
  let userID: UInt32

  /// Whether it may speak: the engine's own user, and root, who could do anything anyway. The file's rights say so
  /// already; a descriptor that was handed on, or rights that somebody changed, are why this asks again.
  func isAdmitted(by ownUserID: UInt32) -> Bool { userID == ownUserID || userID == 0 }

  /// Nil where the kernel does not say: then nobody is admitted.
  static func of(_ channel: any Channel) async -> IntentPeer? {
    guard let options = channel as? any SocketOptionProvider else { return nil }
    let credentials: Credentials? = try? await options.unsafeGetSocketOption(
      level: .init(rawValue: SOL_SOCKET), name: .init(rawValue: SO_PEERCRED)
    ).get()
    return credentials.map { IntentPeer(processID: $0.processID, userID: $0.userID) }
  }

  /// `struct ucred`, which glibc declares for GNU sources only.
  private struct Credentials: Sendable {
    var processID: Int32 = 0
    var userID: UInt32 = 0
    var groupID: UInt32 = 0
  }
}
