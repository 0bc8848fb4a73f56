import Glibc

/// The server's end of a connection. All calls block, and belong to the connection's own thread.
public final class RawPeer {
  /// 1 for the server's first connection.
  public let number: Int
  private var descriptor: Int32
  private var unread: [UInt8] = []
  private let record: (RecordedRequest) -> Void

  init(_ descriptor: Int32, number: Int, record: @escaping (RecordedRequest) -> Void) {
    self.descriptor = descriptor
    self.number = number
    self.record = record
    var on: Int32 = 1
    unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The next whole request; nil when the connection has ended before it.
  @discardableResult public func readRequest() -> RecordedRequest? {
    var seen = 0
    while true {
      // Not from the beginning each time, for large bodies.
      if unread.count >= seen, let end = unread.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: unread[..<end.lowerBound], as: UTF8.self).split(
          separator: "\r\n", omittingEmptySubsequences: false
        ).map(String.init)
        let length =
          lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        if unread.count >= end.upperBound + length {
          let body = unread[end.upperBound..<(end.upperBound + length)]
          let request = RecordedRequest(
            connection: number, line: lines.first ?? "", headers: Array(lines.dropFirst()),
            body: String(decoding: body, as: UTF8.self))
          unread.removeFirst(end.upperBound + length)
          record(request)
          return request
        }
        seen = end.upperBound + length
      }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
      guard count > 0 else { return nil }
      unread += bytes[..<count]
    }
  }

  /// - Returns: false when the other side takes no more.
  @discardableResult public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult public func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Blocks until the other side has ended the connection, whatever it says before.
  public func waitForEnd() {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while unsafe recv(descriptor, &bytes, bytes.count, 0) > 0 {}
  }

  public func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1_000) }

  /// No more bytes to the other side.
  public func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Ends the connection by a reset segment.
  public func reset() {
    var now = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    close()
  }
}
