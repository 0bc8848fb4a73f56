internal import CLibCurl
internal import Glibc

extension CurlLane {
  /// curl says what it waits for. A connection that nobody uses stays watched: its end is to be known before its use.
  func watch(_ descriptor: Int32, _ what: Int32) {
    let events: UInt32
    switch what {
    case CURL_POLL_IN: events = Poller.readable
    case CURL_POLL_OUT: events = Poller.writable
    case CURL_POLL_INOUT: events = Poller.readable | Poller.writable
    default:
      guard connections.contains(where: { $0.descriptor == descriptor }) else {
        watched[descriptor] = nil
        poller.remove(descriptor)
        return
      }
      events = Poller.readable
    }
    let before = watched.updateValue(events, forKey: descriptor)
    if before == nil {
      poller.add(descriptor, events)
    } else if before != events {
      poller.change(descriptor, events)
    }
  }

  func setTimer(_ milliseconds: Int) {
    curlDeadline =
      milliseconds < 0 ? nil : MonotonicClock.nanoseconds() + Int64(min(milliseconds, 1 << 40)) * 1_000_000
  }

  /// - Returns: -1, which curl takes for no connection, where plain text would leave this machine.
  func openSocket(_ address: UnsafePointer<curl_sockaddr>, for transfer: Transfer) -> Int32 {
    let isLoopback = unsafe LoopbackAddress.isLoopback(clibcurl_address(address))
    guard options.origin.scheme == .https || isLoopback else {
      return -1
    }
    let descriptor = unsafe socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
      address.pointee.protocol)
    if descriptor >= 0 {
      connections.append(Connection(descriptor, user: transfer, now: MonotonicClock.nanoseconds()))
    }
    return descriptor
  }

  func closeSocket(_ descriptor: Int32) {
    connections.removeAll { $0.descriptor == descriptor }
    if watched.removeValue(forKey: descriptor) != nil { poller.remove(descriptor) }
    _ = Glibc.close(descriptor)
    if connections.allSatisfy(\.isRetired) { keeper?.lost(now: MonotonicClock.nanoseconds()) }
  }

  func retire(_ connection: Connection) {
    connection.retire()
    // Ended sockets stay readable.
    watched[connection.descriptor] = nil
    poller.remove(connection.descriptor)
    if connections.allSatisfy(\.isRetired) { keeper?.lost(now: MonotonicClock.nanoseconds()) }
  }

  /// The connection over which curl is about to send a request. CURLINFO_ACTIVESOCKET knows the handle's last one only.
  func connection(of transfer: Transfer, localPort: Int32) -> Connection? {
    connections.first { ($0.user == nil || $0.user === transfer) && $0.localPort == localPort }
  }
}
