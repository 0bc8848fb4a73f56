internal import CLibCurl
internal import Glibc

/// A TCP connection that curl has open, from its socket's creation until its close.
final class Connection {
  let descriptor: Int32
  let openedAtNanoseconds: Int64
  /// While one is connecting or talking over it. Not weak, which would make every use of the other slower; the lane
  /// unsets it when the transfer ends.
  var user: Transfer?
  /// Known from the end of the handshake on.
  var session: TransportSession?
  var lastUsedAtNanoseconds: Int64
  /// Told to end; curl drops it when it next looks at it.
  private(set) var isRetired = false

  init(_ descriptor: Int32, user: Transfer, now: Int64) {
    self.descriptor = descriptor
    self.user = user
    openedAtNanoseconds = now
    lastUsedAtNanoseconds = now
  }

  /// Known once it is connected.
  private(set) lazy var localPort = Self.localPort(of: descriptor)

  var isIdle: Bool { user == nil && !isRetired }

  /// Whether the next request may go over it: nobody does, its peer has not ended it, and nothing is left to be read.
  ///
  /// curl (7.88.1, tried) asks only whether its peer has ended it, and takes an answer to nothing that waits there for
  /// the next request's.
  func isIdleAndQuiet() -> Bool {
    guard isIdle else { return false }
    var byte: UInt8 = 0
    let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    return count == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)
  }

  private static func localPort(of descriptor: Int32) -> Int32 {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutablePointer(to: &address) { address in
      let found = unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length) == 0
      }
      guard found else { return -1 }
      // The port is at the same place in both families.
      return unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        unsafe Int32(UInt16(bigEndian: $0.pointee.sin_port))
      }
    }
  }

  /// Ends it. curl has no call for that: it finds an ended socket, without unread bytes that would make it look alive,
  /// and closes it.
  func retire() {
    guard !isRetired else { return }
    isRetired = true
    shutdown(descriptor, Int32(SHUT_RDWR))
    var rest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let size = MemoryLayout.size(ofValue: rest)
    while unsafe recv(descriptor, &rest, size, Int32(MSG_DONTWAIT)) > 0 {}
  }
}
