import CLinux
import Glibc
import Synchronization

/// Two pipes between this process and one that it starts: bytes in both directions. When one side ends, whichever way,
/// the other sees the end of its pipe.
public final class ProcessChannel: Sendable {
  private let reading: Int32
  /// Nil once it was closed.
  private let writing: Mutex<Int32?>

  /// The numbers by which the started process gets its ends.
  public static let childReading: Int32 = 3
  public static let childWriting: Int32 = 4

  /// Why there is no channel: an `errno`.
  public struct Failure: Error, Sendable {
    public let errno: Int32
  }

  /// What has arrived.
  public enum Arrival: Sendable, Hashable {
    case bytes([UInt8])
    case nothing
    /// The other side has closed its end, or is gone.
    case ended
  }

  private init(reading: Int32, writing: Int32) {
    self.reading = reading
    self.writing = Mutex(writing)
  }

  deinit {
    close(reading)
    finishWriting()
  }

  /// Closes our end of the pipe to the other side, which sees that as an end; what it writes is still read.
  public func finishWriting() {
    writing.withLock { writing in
      if let number = writing { close(number) }
      writing = nil
    }
  }

  /// Opens both pipes.
  ///
  /// - Returns: our ends, and those for ``ProcessRequest/inheritedDescriptors``, which are to be released once the
  ///   process has been started, because as long as they are held here the end of the other side cannot be seen.
  public static func open() throws(Failure) -> (ours: ProcessChannel, theirs: ChildEnds) {
    do throws(OwnedDescriptor.Failure) { return try opened() } catch { throw Failure(errno: error.errno) }
  }

  private static func opened() throws(OwnedDescriptor.Failure) -> (ours: ProcessChannel, theirs: ChildEnds) {
    let down = try Pipe.open()
    let up = try Pipe.open()
    let numbers = [down.reading.number, down.writing.number, up.reading.number, up.writing.number]
    // Copies with an owner of their own; the originals close with the values.
    var copies: [Int32] = []
    for number in numbers {
      let copy = clinux_duplicate_from(number, 5)
      guard copy >= 0 else {
        let failure = OwnedDescriptor.Failure.last
        for copy in copies { close(copy) }
        throw failure
      }
      copies.append(copy)
    }
    _ = clinux_set_nonblocking(copies[2])
    return (ProcessChannel(reading: copies[2], writing: copies[1]), ChildEnds(copies[0], copies[3]))
  }

  /// The channel of the process that was started with it.
  ///
  /// - Returns: nil when there are no such pipes.
  public static func inherited() -> ProcessChannel? {
    for number in [childReading, childWriting] {
      // Something else of this process may have the number by now.
      var status = stat()
      guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return nil }
    }
    guard clinux_set_nonblocking(childReading) == 0 else { return nil }
    return ProcessChannel(reading: childReading, writing: childWriting)
  }

  /// Takes what is there, without waiting.
  public func read() -> Arrival {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe Glibc.read(reading, &buffer, buffer.count)
      if count > 0 { return .bytes(Array(buffer[..<count])) }
      if count == 0 { return .ended }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .nothing : .ended
    }
  }

  /// Writes everything, and waits while the pipe is full.
  ///
  /// - Returns: false when the other side is gone.
  @discardableResult public func write(_ bytes: [UInt8]) -> Bool {
    writing.withLock { writing in
      guard let writing else { return false }
      return Self.write(bytes, to: writing)
    }
  }

  /// Writes as much as the pipe takes at once. For a side that uses this alone.
  ///
  /// - Returns: how many bytes; nil when the other side is gone.
  public func writeWithoutWaiting(_ bytes: [UInt8]) -> Int? {
    writing.withLock { writing in
      guard let writing, clinux_set_nonblocking(writing) == 0 else { return nil }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { pointer in
          unsafe clinux_write_no_sigpipe(writing, pointer.baseAddress, pointer.count)
        }
        if count < 0 {
          if errno == EINTR { continue }
          return errno == EAGAIN ? bytes.count - rest.count : nil
        }
        rest = rest.dropFirst(count)
      }
      return bytes.count
    }
  }

  private static func write(_ bytes: [UInt8], to writing: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { pointer in
        unsafe clinux_write_no_sigpipe(writing, pointer.baseAddress, pointer.count)
      }
      if count < 0 {
        guard errno == EINTR || errno == EAGAIN else { return false }
        continue
      }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// The ends of the process that is started.
  public final class ChildEnds: Sendable {
    private let reading: Int32
    private let writing: Int32

    fileprivate init(_ reading: Int32, _ writing: Int32) { (self.reading, self.writing) = (reading, writing) }

    deinit {
      close(reading)
      close(writing)
    }

    public var descriptors: [ProcessRequest.InheritedDescriptor] {
      [
        ProcessRequest.InheritedDescriptor(reading, as: ProcessChannel.childReading),
        ProcessRequest.InheritedDescriptor(writing, as: ProcessChannel.childWriting),
      ]
    }
  }
}
