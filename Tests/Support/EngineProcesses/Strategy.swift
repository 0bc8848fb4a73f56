import Glibc
package import StrictJSON

/// A strategy at the engine's socket.
package final class Strategy {
  private let number: Int32
  private var buffered: [UInt8] = []
  package private(set) var answers: [JSON] = []
  /// Whether the engine has ended the connection.
  package private(set) var isOver = false

  /// Nil when nobody listens there.
  package init?(_ path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
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

  package func send(_ line: String) {
    let bytes = Array(line.utf8) + [0x0A]
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count != bytes.count { isOver = true }
  }

  /// Waits for an answer to an intent.
  ///
  /// - Parameter words: any of these; empty: whatever comes.
  /// - Returns: nil when it did not come in time, or the engine has gone.
  @discardableResult
  package func answer(to intent: String, _ words: [String] = [], within milliseconds: Int) async -> JSON? {
    var found: JSON?
    _ = await eventually(milliseconds, every: 10) {
      self.receive()
      found = self.answers.last { answer in
        let isWanted = words.isEmpty || words.contains(answer["answer"]?.stringValue ?? "")
        return isWanted && answer["intent"]?.stringValue == intent
      }
      return found != nil || self.isOver
    }
    return found
  }

  /// The same for who measures: waits in poll(2), and keeps the thread.
  package func awaitedAnswer(to intent: String, _ words: [String], within milliseconds: Int) -> JSON? {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while !isOver, ContinuousClock.now < end {
      receive()
      let found = answers.last { answer in
        words.contains(answer["answer"]?.stringValue ?? "") && answer["intent"]?.stringValue == intent
      }
      if let found { return found }
      var look = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&look, 1, 100)
    }
    return nil
  }

  /// The words of all answers to an intent so far.
  package func words(to intent: String) -> [String] {
    receive()
    return answers.filter { $0["intent"]?.stringValue == intent }.compactMap { $0["answer"]?.stringValue }
  }

  /// Why an intent was refused; nil when it was not.
  package func code(to intent: String) -> String? {
    receive()
    return answers.last { $0["intent"]?.stringValue == intent && $0["code"] != nil }?["code"]?.stringValue
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe recv(number, &chunk, chunk.count, Int32(MSG_DONTWAIT))
      guard count > 0 else {
        if count == 0 || (errno != EAGAIN && errno != EINTR) { isOver = true }
        break
      }
      buffered += chunk[..<count]
    }
    while let end = buffered.firstIndex(of: 0x0A) {
      if let json = try? JSON.parse(Array(buffered[..<end])) { answers.append(json) }
      buffered.removeFirst(end + 1)
    }
  }
}
