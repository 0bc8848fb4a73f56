import Glibc

/// Our end of a pipe that a child writes, and what has come out of it so far.
struct CappedStream: ~Copyable {
  private var descriptor: OwnedDescriptor?
  private let limit: Int
  private(set) var bytes: [UInt8] = []
  /// The child has written more than the limit; `bytes` holds the first `limit` of it.
  private(set) var isExceeded = false

  init(_ descriptor: consuming OwnedDescriptor?, limit: Int) {
    self.descriptor = descriptor
    self.limit = max(0, limit)
  }

  /// nil when there is nothing more to read.
  var number: Int32? {
    switch descriptor {
    case .some(let open): open.number
    case .none: nil
    }
  }

  /// One read(2), so that a flood on one pipe cannot keep the loop from the others and from their deadlines.
  /// - Returns: whether there may be more right now.
  @discardableResult mutating func read(into buffer: inout [UInt8]) -> Bool {
    guard let number else { return false }
    let room = limit - bytes.count
    let wanted = min(buffer.count, room + 1)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, wanted) }
    guard count > 0 else {
      let isInterrupted = count < 0 && errno == EINTR
      if count == 0 || errno != EAGAIN && errno != EINTR { descriptor = nil }
      return isInterrupted
    }
    bytes.append(contentsOf: buffer[..<min(count, room)])
    isExceeded = count > room
    return true
  }

  /// Everything that is in the pipe now, up to the limit.
  mutating func drain(into buffer: inout [UInt8]) {
    while !isExceeded, read(into: &buffer) {}
    descriptor = nil
  }
}
