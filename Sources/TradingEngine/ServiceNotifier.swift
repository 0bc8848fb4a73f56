import FilePaths
import Glibc

/// Tells systemd how the service is, sd_notify(3): one datagram to the socket that `NOTIFY_SOCKET` names.
///
/// Without the variable every call does nothing. Nothing waits and nothing fails: a service manager that does not
/// listen must not stop the engine, and its watchdog acts by itself.
public struct ServiceNotifier: Sendable {
  /// The socket's path; `@` stands for the NUL of the abstract namespace, unix(7).
  private let address: String?
  /// How often ``watchdog`` is expected at the latest, in milliseconds: half of what systemd allows.
  public let watchdogInterval: Int64?

  /// - Parameter processID: this process; `WATCHDOG_PID` may be meant for another.
  public init(environment: [String: String], processID: Int32) {
    address = environment["NOTIFY_SOCKET"].flatMap { path in
      let isUsable =
        (path.isAbsolutePath || path.hasBytes(prefix: "@")) && (2...107).contains(path.utf8.count)
      return isUsable ? path : nil
    }
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
    watchdogInterval = environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { microseconds in
      isOurs && microseconds > 0 ? max(1, microseconds / 2_000) : nil
    }
  }

  /// The engine is up; the text is shown by `systemctl status`.
  public func ready(_ status: String) { send("READY=1\nSTATUS=\(Self.line(status))") }
  public func status(_ status: String) { send("STATUS=\(Self.line(status))") }
  public func stopping(_ status: String) { send("STOPPING=1\nSTATUS=\(Self.line(status))") }
  public func watchdog() { send("WATCHDOG=1") }

  private static func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  private func send(_ message: String) {
    guard let address else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    let path = Array(address.utf8)
    unsafe withUnsafeMutableBytes(of: &target.sun_path) { bytes in
      unsafe bytes.copyBytes(from: path)
      if path.first == 0x40 { unsafe bytes[0] = 0 }
    }
    // An abstract name ends where the length says; a path ends with its NUL.
    let header = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    let length = socklen_t(header + path.count + (path.first == 0x40 ? 0 : 1))
    let bytes = Array(message.utf8)
    unsafe withUnsafePointer(to: &target) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        _ = unsafe sendto(
          descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), generic, length)
      }
    }
  }
}
