import Cryptography
import Testing

@Suite("The private key file")
struct PrivateKeyFileTests {
  static let secret = [UInt8](repeating: 0x42, count: 32)
  static let prefix: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
  static let good = pemFile("PRIVATE KEY", prefix + secret)

  static let mistakes: [(what: String, file: [UInt8], mistake: PrivateKeyMistake)] = [
    ("empty", [], .empty),
    ("100 kB", [UInt8](repeating: 0x41, count: 100_000), .tooLarge(found: 100_000)),
    (
      "a key and 100 kB of newlines", good + [UInt8](repeating: 0x0A, count: 100_000),
      .tooLarge(found: 100_119)
    ),
    ("the raw 32 bytes", secret, .notPEM),
    ("DER", prefix + secret, .notPEM),
    ("text before the key", Array("# my key\n".utf8) + good, .notPEM),
    ("a byte order mark", [0xEF, 0xBB, 0xBF] + good, .notPEM),
    ("lines ending in CR LF", good.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, .notPEM),
    ("a newline before the key", [0x0A] + good, .notPEM),
    ("an openssh key", pemFile("OPENSSH PRIVATE KEY", secret), .wrongLabel(found: "OPENSSH PRIVATE KEY")),
    ("a certificate", pemFile("CERTIFICATE", secret), .wrongLabel(found: "CERTIFICATE")),
    ("lower case", pemFile("private key", prefix + secret), .wrongLabel(found: "private key")),
    ("two keys", good + good, .trailingData),
    ("a newline behind", good + [0x0A], .trailingData),
    ("a comment behind", good + Array("# mine".utf8), .trailingData),
    ("a NUL behind", good + [0], .trailingData),
    ("no end line", Array(good.prefix(80)), .malformed),
    ("only the first line", Array("-----BEGIN PRIVATE KEY-----\n".utf8), .malformed),
    ("another end label", Array(good.dropLast(26)) + Array("-----END PUBLIC KEY-----\n".utf8), .malformed),
    ("a space in the base64", good.map { $0 == 0x34 ? 0x20 : $0 }, .malformed),
    ("nothing inside", pemFile("PRIVATE KEY", []), .notEd25519),
    ("31 bytes of secret", pemFile("PRIVATE KEY", prefix + secret.dropLast()), .notEd25519),
    ("33 bytes of secret", pemFile("PRIVATE KEY", prefix + secret + [0]), .notEd25519),
    ("the algorithm of X25519", pemFile("PRIVATE KEY", replaced(11, 0x6E)), .notEd25519),
    ("PKCS #8 version 2", pemFile("PRIVATE KEY", replaced(4, 0x01)), .notEd25519),
  ]

  static func replaced(_ index: Int, _ byte: UInt8) -> [UInt8] {
    var encoding = prefix + secret
    encoding[index] = byte
    return encoding
  }

  @Test("each mistake has its own name", arguments: mistakes)
  func refused(what: String, file: [UInt8], mistake: PrivateKeyMistake) {
    #expect(throws: CryptographyError.privateKey(mistake), "\(what)") { try Ed25519PrivateKey(pem: file) }
    let error = CryptographyError.privateKey(mistake)
    #expect(error.code == mistake.code && error.code.hasPrefix("private-key."))
    #expect(!error.message.isEmpty && !error.message.hasSuffix(".") && !error.hint.isEmpty)
  }

  /// What the openssl command writes, and what we say to it.
  static let foreign: [(arguments: String, mistake: PrivateKeyMistake?)] = [
    ("genpkey -algorithm ed25519", nil),
    ("genpkey -algorithm ed25519 -aes256 -pass pass:secret", .encrypted),
    ("genpkey -algorithm ed448", .notEd25519),
    ("genpkey -algorithm x25519", .notEd25519),
    ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", .notEd25519),
    ("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024", .notEd25519),
    ("genrsa -traditional 1024", .wrongLabel(found: "RSA PRIVATE KEY")),
    ("genrsa -traditional -aes128 -passout pass:secret 1024", .encrypted),
    ("ecparam -name prime256v1 -genkey -noout", .wrongLabel(found: "EC PRIVATE KEY")),
    ("ecparam -name prime256v1 -genkey", .wrongLabel(found: "EC PARAMETERS")),
    ("genpkey -algorithm ed25519 | openssl pkey -pubout", .wrongLabel(found: "PUBLIC KEY")),
    ("genpkey -algorithm ed25519 | openssl pkey -text", .trailingData),
    ("genpkey -algorithm ed25519 -outform DER", .notPEM),
  ]

  @Test("the openssl command's keys", arguments: foreign)
  func peers(arguments: String, mistake: PrivateKeyMistake?) throws {
    let folder = try TemporaryFolder()
    #expect(shell("openssl \(arguments) > \(folder.path)/key").status == 0)
    let file = try folder.read("key")
    guard let mistake else {
      _ = try Ed25519PrivateKey(pem: file)
      return
    }
    #expect(throws: CryptographyError.privateKey(mistake)) { try Ed25519PrivateKey(pem: file) }
  }

  @Test("the file without its last newline is taken")
  func noFinalNewline() throws {
    let key = try Ed25519PrivateKey(pem: Self.good)
    #expect(try Ed25519PrivateKey(pem: Self.good.dropLast()).publicKey == key.publicKey)
    #expect(try key.pem() == Self.good)
  }

  @Test("no flipped bit and no cut goes unnoticed")
  func damage() throws {
    let publicKey = try Ed25519PrivateKey(pem: Self.good).publicKey
    for bit in 0..<Self.good.count * 8 {
      var file = Self.good
      file[bit / 8] ^= 1 << (bit % 8)
      // A damaged secret is another key, which no keyring names.
      if let key = try? Ed25519PrivateKey(pem: file) { #expect(key.publicKey != publicKey) }
    }
    for count in 0..<Self.good.count - 1 {
      #expect(throws: CryptographyError.self) { try Ed25519PrivateKey(pem: Array(Self.good.prefix(count))) }
    }
  }

  @Test("random bytes are refused, and nothing crashes")
  func noise() {
    var generator = SeededGenerator(state: 8410)
    let pieces = [
      Array("-----BEGIN PRIVATE KEY-----".utf8), Array("-----END PRIVATE KEY-----".utf8), [0x0A], [],
      Array("MC4CAQAwBQYDK2VwBCIEIA==".utf8), Array("-----BEGIN ".utf8), Array("-----END ".utf8),
    ]
    for _ in 0..<5000 {
      var file: [UInt8] = []
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        file += pieces.randomElement(using: &generator) ?? []
        if Bool.random(using: &generator) {
          file += generator.bytes(Int.random(in: 0...4, using: &generator))
        }
      }
      #expect(throws: CryptographyError.self) { try Ed25519PrivateKey(pem: file) }
    }
  }
}
