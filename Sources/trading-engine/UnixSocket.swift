import Glibc

/// A connection to a Unix stream socket, between standard input and whoever prints.
final class UnixSocket {
  private let number: Int32

  /// Nil when nobody listens there.
  init?(connectingTo path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
      for (index, byte) in bytes.enumerated() { unsafe place[index] = byte }
    }
    number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { return nil }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(number, $0, size) == 0
      }
    }
    guard isConnected else {
      close(number)
      return nil
    }
  }

  deinit { close(number) }

  /// Passes standard input on and prints what comes back, until both have ended.
  ///
  /// - Parameter silence: milliseconds without a word, after standard input has ended.
  func relay(silence: Int32, print: (String) throws -> Void) throws {
    var isReading = true
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      var polled = [
        pollfd(fd: number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isReading ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
      ]
      let count = unsafe poll(&polled, 2, isReading ? -1 : silence)
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      guard count > 0 else { return }
      if polled[0].revents != 0 {
        let length = unsafe recv(number, &buffer, buffer.count, 0)
        guard length > 0 else { return }
        try print(String(decoding: buffer[..<length], as: UTF8.self))
      }
      if polled[1].revents != 0 {
        let length = unsafe read(STDIN_FILENO, &buffer, buffer.count)
        guard length > 0 else {
          isReading = false
          continue
        }
        guard send(buffer[..<length]) else { return }
      }
    }
  }

  /// Sends one line and waits for one.
  ///
  /// - Parameter patience: milliseconds between two pieces of the answer.
  /// - Returns: nil when none comes.
  func ask(_ line: String, patience: Int32) -> [UInt8]? {
    guard send(Array(line.utf8)[...]) else { return nil }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4 << 10)
    while answer.count < 64 << 10 {
      if let end = answer.firstIndex(of: 0x0A) { return Array(answer[..<end]) }
      var polled = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      let count = unsafe poll(&polled, 1, patience)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      let length = unsafe recv(number, &buffer, buffer.count, 0)
      guard length > 0 else { return nil }
      answer += buffer[..<length]
    }
    return nil
  }

  private func send(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
