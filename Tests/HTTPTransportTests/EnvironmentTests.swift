import GateScene
import HTTPScene
import HTTPTransport
import Processes
import Testing

/// Each variable is shown to work on a program that heeds it, and not to work on ours.
@Suite("The environment", .timeLimit(.minutes(10))) struct EnvironmentTests {
  static let probe = "\(BuiltPrograms.folder)/transport-probe"
  let tls: TLSScene
  var scene: GateScene { tls.scene }

  init() throws {
    tls = try TLSScene()
    try tls.makeCertificate("leaf", for: "IP:127.0.0.1")
  }

  private func probe(_ origin: String, _ trust: String, _ environment: [String: String]) -> String {
    scene.run(Self.probe, [origin, trust, "/"], environment: environment).output
  }

  @Test(
    "names no proxy",
    arguments: ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
  func proxy(_ variable: String) throws {
    let proxy = try RawServer { peer in peer.readRequest() }
    let environment = [
      variable: "http://127.0.0.1:\(proxy.port)", "NO_PROXY": "nobody", "no_proxy": "nobody",
    ]
    let plain = try RawServer.answering(RawServer.ok("ok"))
    let server = try TLSServer(tls, "leaf")
    #expect(probe(plain.origin, "system", environment) == "200 own \n")
    #expect(probe(server.origin, tls.authority, environment).hasPrefix("200 own "))
    #expect(proxy.connectionCount == 0)

    let origin = variable.lowercased() == "https_proxy" ? server.origin : plain.origin
    scene.run("/usr/bin/curl", ["-s", "-m", "5", origin], environment: environment)
    // curl heeds HTTP_PROXY in lower case only, for the sake of CGI programs.
    #expect(proxy.connectionCount == (variable == "HTTP_PROXY" ? 0 : 1))
  }

  @Test(
    "adds nobody to the system's trust store", arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"])
  func trust(_ variable: String) throws {
    let server = try TLSServer(tls, "leaf")
    scene.shell("mkdir ca && cp ca.pem ca/ && openssl rehash ca")
    let environment = [variable: variable == "SSL_CERT_DIR" ? scene["ca"] : tls.authority]
    let words = probe(server.origin, "system", environment)
    #expect(words.hasPrefix("transport.tls "), "\(words)")
    #expect(scene.run("/usr/bin/curl", ["-s", "-m", "5", server.origin], environment: environment).isSuccess)
  }

  @Test("takes nothing from the trust that was given")
  func trustElsewhere() throws {
    let server = try TLSServer(tls, "leaf")
    for variable in ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"] {
      let words = probe(server.origin, tls.authority, [variable: "/nonexistent"])
      #expect(words.hasPrefix("200 own \(try tls.sha256("leaf.pem")),"), "\(variable): \(words)")
    }
  }

  @Test("has no session's secrets written down")
  func keyLog() throws {
    let server = try TLSServer(tls, "leaf")
    let environment = ["SSLKEYLOGFILE": scene["keys"]]
    #expect(probe(server.origin, tls.authority, environment).hasPrefix("200 own "))
    #expect(!scene.exists("keys"))
    scene.run(
      "/usr/bin/curl", ["-s", "-m", "5", "--cacert", tls.authority, server.origin], environment: environment)
    #expect(scene.exists("keys"))
  }

  @Test("loads no code into OpenSSL", arguments: ["OPENSSL_CONF"])
  func configuration(_ variable: String) throws {
    let server = try TLSServer(tls, "leaf")
    try scene.write(
      "planted.c",
      """
      #include <fcntl.h>
      #include <unistd.h>
      __attribute__((constructor)) static void planted(void) { close(open(MARKER, O_CREAT | O_WRONLY, 0600)); }
      int OSSL_provider_init(const void *h, const void *in, const void **out, void **ctx) { return 0; }

      """)
    #expect(
      scene.shell("cc -shared -fPIC -DMARKER='\"\(scene["marker"])\"' -o planted.so planted.c").isSuccess)
    try scene.write(
      "openssl.cnf",
      "openssl_conf = init\n[init]\nproviders = p\n[p]\nplanted = m\ndefault = d\n[m]\nmodule = \(scene["planted.so"])\n"
        + "activate = 1\n[d]\nactivate = 1\n")
    let environment = [variable: scene["openssl.cnf"]]
    #expect(probe(server.origin, tls.authority, environment).hasPrefix("200 own "))
    #expect(!scene.exists("marker"))
    scene.run(
      "/usr/bin/curl", ["-s", "-m", "5", "--cacert", tls.authority, server.origin], environment: environment)
    #expect(scene.exists("marker"))
  }

  @Test(
    "has no home with passwords or options in it",
    arguments: ["HOME", "CURL_HOME", "XDG_CONFIG_HOME", "NETRC"])
  func home(_ variable: String) throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    try scene.write(".netrc", "machine 127.0.0.1 login planted password planted\n", mode: 0o600)
    for name in [".curlrc", "curlrc"] { try scene.write(name, "header = \"Planted: yes\"\nnetrc\n") }
    let value = variable == "NETRC" ? scene[".netrc"] : scene.folder
    #expect(probe(server.origin, "system", [variable: value]) == "200 own \n")
    #expect(server.requests.map(\.headers) == [["Host: 127.0.0.1:\(server.port)"]])
    guard variable != "NETRC" else { return }
    scene.run("/usr/bin/curl", ["-s", "-m", "5", server.origin], environment: [variable: value])
    #expect(server.requests.last?.headers.contains("Planted: yes") == true)
  }

  /// The one way by which this test's authority becomes the system's: a file system of the probe's own.
  @Test("is what the system's trust store is: whom that vouches for is said to be vouched for by it")
  func system() throws {
    let server = try TLSServer(tls, "leaf")
    let script =
      "mount --bind ca.pem /etc/ssl/certs/ca-certificates.crt && exec '\(Self.probe)' \(server.origin) system /"
    let result = scene.run("/usr/bin/unshare", ["--mount", "sh", "-c", script])
    guard result.isSuccess else { return }  // Needs the right to make a mount namespace.
    #expect(result.output.hasPrefix("200 system \(try tls.sha256("leaf.pem")),"))
    let bundle = scene.run(
      "/usr/bin/unshare", ["--mount", "sh", "-c", script.replacing(" system /", with: " ca.pem /")])
    #expect(bundle.output.hasPrefix("200 own "))
  }
}
