import Glibc
import Synchronization

/// A TCP server on loopback that says exactly the bytes that a test wants said, with a thread for each connection.
public final class RawServer: Sendable {
  public typealias Serve = @Sendable (RawPeer) -> Void

  /// Chosen by the system.
  public let port: Int
  private let listener: Int32
  private let serve: Serve
  private let record = Mutex(Record())

  struct Record {
    var requests: [RecordedRequest] = []
    var connectionCount = 0
    var endedCount = 0
  }

  public init(serve: @escaping Serve) throws(RawServerError) {
    self.serve = serve
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isListening = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isListening else { throw RawServerError(errno) }
    port = Int(UInt16(bigEndian: address.sin_port))
    startThread { [weak self] in
      while true {
        let peer = accept(descriptor, nil, nil)
        guard peer >= 0, let self else { return }
        _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
        let number = self.record.withLock { record in
          record.connectionCount += 1
          return record.connectionCount
        }
        startThread {
          let peer = RawPeer(peer, number: number) { request in
            self.record.withLock { $0.requests.append(request) }
          }
          self.serve(peer)
          peer.close()
          self.record.withLock { $0.endedCount += 1 }
        }
      }
    }
  }

  /// `accept` returns with an error, and the thread ends.
  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  public var origin: String { "http://127.0.0.1:\(port)" }
  /// Whole requests, in the order in which they came.
  public var requests: [RecordedRequest] { record.withLock { $0.requests } }
  public var connectionCount: Int { record.withLock { $0.connectionCount } }
  /// Connections over which nothing more is said.
  public var endedCount: Int { record.withLock { $0.endedCount } }

  /// Answers every request alike, and keeps the connections.
  public static func answering(_ answer: String) throws(RawServerError) -> RawServer {
    try RawServer { peer in while peer.readRequest() != nil { peer.send(answer) } }
  }

  /// `HTTP/1.1 200 OK` with a length and a body.
  public static func ok(_ body: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }
}

public struct RawServerError: Error, CustomStringConvertible {
  public let description: String
  init(_ number: Int32) { description = "no server on loopback: errno \(number)" }
}

public struct RecordedRequest: Sendable {
  public let connection: Int
  public let line: String
  /// As they came: `Name: value`.
  public let headers: [String]
  public let body: String
}

/// A thread that nobody waits for; blocking calls have no place on Swift's own.
func startThread(_ body: @escaping @Sendable () -> Void) {
  var thread = pthread_t()
  let context = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
  let error = unsafe pthread_create(
    &thread, nil,
    { context in
      if let context = unsafe context {
        unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
      }
      return nil
    }, context)
  precondition(error == 0, "no thread for a server")
  pthread_detach(thread)
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
