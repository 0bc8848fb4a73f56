public import GateScene
import Glibc
import Processes

/// Certificates of a test's own authority, and HTTPS servers that show them.
public final class TLSScene: Sendable {
  public let scene: GateScene

  /// A certificate authority that no machine knows, in `ca.pem`.
  public init() throws {
    scene = try GateScene()
    try run(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 "
        + "-subj '/CN=Test authority'")
  }

  public var authority: String { scene["ca.pem"] }

  /// A key and a certificate `NAME.pem` for alternative names such as `IP:127.0.0.1`, negative days for an expired one.
  public func makeCertificate(_ name: String, for names: String, days: Int = 30) throws {
    try run(
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).csr "
        + "-subj /CN=\(name) -addext subjectAltName=\(names)")
    try run(
      "openssl x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy "
        + "-days \(days) -out \(name).pem && cat \(name).pem ca.pem > \(name).chain.pem")
  }

  /// One that nobody signed but itself.
  public func makeSelfSigned(_ name: String) throws {
    try run(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key "
        + "-out \(name).chain.pem -days 30 -subj /CN=\(name) -addext subjectAltName=IP:127.0.0.1")
  }

  /// What openssl and sha256sum say about a certificate.
  public func sha256(_ file: String) throws -> String {
    String(try run("openssl x509 -in \(file) -outform DER | sha256sum").prefix(64))
  }

  @discardableResult private func run(_ script: String) throws -> String {
    let result = scene.shell(script)
    guard result.isSuccess else { throw SceneError("\(script): \(result.errors)") }
    return result.output
  }
}

/// A server in Python that answers each request with `connection N request M` of all, and keeps its connections; or
/// that hands everything on to a server without TLS.
public final class TLSServer {
  public enum Manner: String, Sendable {
    case plain
    /// Says goodbye by close_notify after each answer, and leaves the connection open.
    case goodbye
    /// Ends each connection by a reset a little after an answer.
    case reset
    /// Speaks TLS 1.1 only.
    case old
  }

  public let port: Int
  private let pool = ProcessPool()
  private let processID: Int32

  /// - Parameter onward: the port on loopback to which everything is handed on.
  public init(_ tls: TLSScene, _ certificate: String, _ manner: Manner = .plain, onward: Int = 0) throws {
    let file = "port-\(UInt64.random(in: 0 ... .max))"
    pool.start(
      ProcessRequest(
        .path("/usr/bin/python3"),
        arguments: [
          "-c", Self.program, "\(certificate).chain.pem", "\(certificate).key", manner.rawValue, file,
          String(onward),
        ],
        environment: ["PATH": "/usr/bin:/bin"], workingDirectory: tls.scene.folder),
      deadline: .now().advanced(byMilliseconds: 120_000))
    for _ in 0..<600 {
      if case .finished(_, let result) = pool.waitForEvent(until: .now().advanced(byMilliseconds: 20)) {
        throw SceneError("the server ended: \(result.errors)")
      }
      let numbers = (try? tls.scene.read(file))?.split(separator: " ").compactMap { Int($0) } ?? []
      guard numbers.count == 2 else { continue }
      port = numbers[0]
      processID = Int32(numbers[1])
      return
    }
    throw SceneError("the server did not come up")
  }

  deinit {
    kill(processID, SIGKILL)
    while case .interrupted = pool.waitForEvent(until: .now().advanced(byMilliseconds: 10_000)) {}
  }

  public var origin: String { "https://127.0.0.1:\(port)" }

  private static let program = """
    import os, select, socket, ssl, struct, sys, threading, time, warnings
    warnings.simplefilter("ignore")
    chain, key, manner, place, onward = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    if manner == "old":
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    count = {"connection": 0, "request": 0}

    def serve(plain, number):
        try:
            peer = context.wrap_socket(plain, server_side=True)
            talk(peer, number) if onward == "0" else hand_on(peer)
        except OSError:
            pass

    def hand_on(peer):
        other = socket.create_connection(("127.0.0.1", int(onward)))
        while True:
            ready = [peer] if peer.pending() else select.select([peer, other], [], [])[0]
            for source, target in ((peer, other), (other, peer)):
                if source in ready:
                    data = source.recv(65536)
                    if not data:
                        return
                    target.sendall(data)

    def talk(peer, number):
        unread = b""
        while True:
            while b"\\r\\n\\r\\n" not in unread:
                more = peer.recv(65536)
                if not more:
                    return
                unread += more
            head, _, unread = unread.partition(b"\\r\\n\\r\\n")
            length = 0
            for line in head.split(b"\\r\\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            while len(unread) < length:
                unread += peer.recv(65536)
            unread = unread[length:]
            count["request"] += 1
            body = b"connection %d request %d" % (number, count["request"])
            peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
            if manner == "goodbye":
                peer.unwrap()
            if manner == "reset":
                # A reset takes back what has not been read.
                time.sleep(0.1)
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                peer.close()
                return

    listener = socket.create_server(("127.0.0.1", 0))
    with open(place + ".new", "w") as file:
        file.write("%d %d" % (listener.getsockname()[1], os.getpid()))
    os.rename(place + ".new", place)
    while True:
        plain, _ = listener.accept()
        count["connection"] += 1
        threading.Thread(target=serve, args=(plain, count["connection"]), daemon=True).start()
    """
}
