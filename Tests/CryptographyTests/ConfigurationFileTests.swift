import Cryptography
import Glibc
import Testing

@Suite("OpenSSL's configuration file")
struct ConfigurationFileTests {
  /// A shared library that writes a marker file as soon as it is loaded.
  static let source = """
    #include <fcntl.h>
    #include <unistd.h>
    __attribute__((constructor)) static void planted(void) { close(open(MARKER, O_CREAT | O_WRONLY, 0600)); }
    int OSSL_provider_init(const void *h, const void *in, const void **out, void **ctx) { return 0; }
    """

  static let sections: [(kind: String, text: String)] = [
    (
      "provider",
      "[init]\nproviders = p\n[p]\nplanted = m\ndefault = d\n[m]\nmodule = MODULE\nactivate = 1\n[d]\nactivate = 1\n"
    ),
    (
      "engine",
      "[init]\nengines = e\n[e]\nplanted = m\n[m]\nengine_id = planted\ndynamic_path = MODULE\ninit = 1\n"
    ),
  ]

  @Test("loads nothing into this module's processes", arguments: sections)
  func planted(kind: String, text: String) throws {
    let folder = try TemporaryFolder()
    let marker = "\(folder.path)/marker"
    let module = "\(folder.path)/planted.so"
    let source = try folder.write(Array(Self.source.utf8), to: "planted.c")
    #expect(shell("cc -shared -fPIC -DMARKER='\"\(marker)\"' -o \(module) \(source)").status == 0)
    let parts = text.split(separator: "MODULE", omittingEmptySubsequences: false)
    let configuration = try folder.write(
      Array("openssl_conf = init\n\(parts.joined(separator: module))".utf8), to: "openssl.cnf")

    let probe = try folderOfThisExecutable() + "/cryptography-probe"
    let ours = shell("OPENSSL_CONF=\(configuration) OPENSSL_MODULES=\(folder.path) \(probe)")
    #expect(ours.status == 0)
    #expect(
      ours.output == "libcrypto \(LibCryptoVersion.loaded) \(SHA256.digest(of: Array("abc".utf8)))\n")
    #expect(unsafe access(marker, F_OK) != 0, "the planted \(kind) ran in our process")

    // The same file does run code in a program that initialises libcrypto the usual way.
    _ = shell("OPENSSL_CONF=\(configuration) openssl dgst -sha256 /dev/null")
    #expect(unsafe access(marker, F_OK) == 0, "the planted \(kind) proves nothing: it never runs")
  }

  @Test("initialising twice, and from many threads, is once")
  func initialisation() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<16 { group.addTask { try initializeCryptography() } }
      try await group.waitForAll()
    }
  }

  @Test("the version is the loaded library's, as the openssl command reports it")
  func version() {
    let version = LibCryptoVersion.loaded.description
    #expect(shell("openssl version").output.contains("Library: OpenSSL \(version) "))
  }

  private func folderOfThisExecutable() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw SystemError(number: errno) }
    let path = buffer[..<count].map { UInt8(bitPattern: $0) }
    return String(decoding: path[..<(path.lastIndex(of: 0x2F) ?? 0)], as: UTF8.self)
  }
}
