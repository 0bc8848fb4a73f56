internal import CLibCurl
internal import Glibc

/// Which addresses stay on this machine.
enum LoopbackAddress {
  /// The name `localhost`, which libcurl resolves itself (RFC 6761 §6.3), 127.0.0.0/8, and ::1.
  static func isLoopback(host: String) -> Bool {
    if host == "localhost" { return true }
    var four = in_addr()
    if unsafe inet_pton(AF_INET, host, &four) == 1 { return isLoopback(four) }
    var six = in6_addr()
    return unsafe inet_pton(AF_INET6, host, &six) == 1 && isLoopback(six)
  }

  static func isIPv6(_ host: String) -> Bool {
    var six = in6_addr()
    return unsafe inet_pton(AF_INET6, host, &six) == 1
  }

  /// An address that curl is about to connect to.
  static func isLoopback(_ address: UnsafePointer<sockaddr>) -> Bool {
    switch unsafe Int32(address.pointee.sa_family) {
    case AF_INET:
      unsafe UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        unsafe isLoopback($0.pointee.sin_addr)
      }
    case AF_INET6:
      unsafe UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        unsafe isLoopback($0.pointee.sin6_addr)
      }
    default: false
    }
  }

  private static func isLoopback(_ address: in_addr) -> Bool {
    UInt32(bigEndian: address.s_addr) >> 24 == 127
  }

  private static func isLoopback(_ address: in6_addr) -> Bool {
    unsafe withUnsafeBytes(of: address) { bytes in
      unsafe bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }
  }
}
