import Cryptography
import Glibc
import Testing

@Suite("Ed25519")
struct Ed25519Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var secret: String
    var publicKey: String
    var message: [UInt8]
    var signature: String

    var testDescription: String { name }

    var pem: [UInt8] {
      get throws { pemFile("PRIVATE KEY", try bytes("302e020100300506032b657004220420" + secret)) }
    }
  }

  /// RFC 8032 §7.1.
  static let vectors = [
    Vector(
      name: "TEST 1", secret: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: [],
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    Vector(
      name: "TEST 2", secret: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: [0x72],
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
        + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    Vector(
      name: "TEST 3", secret: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: [0xAF, 0x82],
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
        + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    Vector(
      name: "TEST SHA(abc)", secret: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      message: SHA512.digest(of: Array("abc".utf8)),
      signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
        + "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
  ]

  @Test("RFC 8032's vectors, signed and verified", arguments: vectors)
  func published(vector: Vector) throws {
    let key = try Ed25519PrivateKey(pem: vector.pem)
    #expect(Hexadecimal.encode(key.publicKey.rawRepresentation) == vector.publicKey)
    #expect(try Hexadecimal.encode(key.signature(for: vector.message)) == vector.signature)
    let publicKey = try #require(Ed25519PublicKey(rawRepresentation: bytes(vector.publicKey)))
    #expect(publicKey.isValidSignature(try bytes(vector.signature), for: vector.message))
    #expect(publicKey.keyID == SHA256.digest(of: publicKey.rawRepresentation).hex)
    #expect(publicKey == key.publicKey && publicKey.hashValue == key.publicKey.hashValue)
  }

  @Test("every flipped bit of signature, message or key is refused")
  func flippedBits() throws {
    let key = try Ed25519PrivateKey.generate()
    let message = Array("the position is closed".utf8)
    let signature = try key.signature(for: message)
    #expect(key.publicKey.isValidSignature(signature, for: message))
    func flips(_ bytes: [UInt8]) -> [[UInt8]] {
      (0..<bytes.count * 8).map { bit in
        var copy = bytes
        copy[bit / 8] ^= 1 << (bit % 8)
        return copy
      }
    }
    for other in flips(signature) { #expect(!key.publicKey.isValidSignature(other, for: message)) }
    for other in flips(message) { #expect(!key.publicKey.isValidSignature(signature, for: other)) }
    for other in flips(key.publicKey.rawRepresentation) {
      guard let otherKey = Ed25519PublicKey(rawRepresentation: other) else { continue }
      #expect(!otherKey.isValidSignature(signature, for: message))
    }
  }

  @Test("a signature of another length is refused")
  func lengths() throws {
    let key = try Ed25519PrivateKey.generate()
    let signature = try key.signature(for: [1])
    for other in [[], Array(signature.dropLast()), signature + [0], signature + signature] {
      #expect(!key.publicKey.isValidSignature(other, for: [1]))
    }
  }

  @Test("S plus the group's order, the malleable twin, is refused")
  func malleability() throws {
    // L = 2^252 + 27742317777372353535851937790883648493, little endian.
    let order = try bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    let key = try Ed25519PrivateKey.generate()
    for message in [[], [1], Array("a longer message".utf8)] as [[UInt8]] {
      var signature = try key.signature(for: message)
      var carry = 0
      for index in 0..<32 {
        let sum = Int(signature[32 + index]) + Int(order[index]) + carry
        signature[32 + index] = UInt8(truncatingIfNeeded: sum)
        carry = sum >> 8
      }
      #expect(!key.publicKey.isValidSignature(signature, for: message))
    }
  }

  /// Little endian, as public keys are written.
  static let unsoundKeys: [(why: String, hex: String)] = {
    let zeros = String(repeating: "00", count: 31)
    let ones = String(repeating: "ff", count: 30)
    let eighth = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc"
    let other = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03"
    return [
      ("order 4", "00" + zeros), ("order 4, sign set", "00" + zeros.dropLast(2) + "80"),
      ("order 1", "01" + zeros), ("order 1, sign set", "01" + zeros.dropLast(2) + "80"),
      ("order 2", "ec" + ones + "7f"), ("order 2, sign set", "ec" + ones + "ff"),
      ("order 8", eighth + "05"), ("order 8, sign set", eighth + "85"),
      ("order 8", other + "7a"), ("order 8, sign set", other + "fa"),
      ("y is p", "ed" + ones + "7f"), ("y is p + 3, a point", "f0" + ones + "7f"),
      ("y is p + 18", "ff" + ones + "7f"), ("y is p + 3, sign set", "f0" + ones + "ff"),
      ("off the curve", "02" + zeros), ("off the curve", "07" + zeros), ("off the curve", "11" + zeros),
      ("short", zeros), ("long", zeros + "0000"), ("empty", ""),
    ]
  }()

  @Test("a public key that is no sound point is refused", arguments: unsoundKeys)
  func unsound(why: String, hex: String) throws {
    #expect(Ed25519PublicKey(rawRepresentation: try bytes(hex)) == nil, "\(why)")
  }

  @Test("the points with y = 3, 4, 5, 6, 9, 10 are taken, with either sign")
  func soundKeys() {
    for y in [3, 4, 5, 6, 9, 10] as [UInt8] {
      for sign in [0, 0x80] as [UInt8] {
        let raw = [y] + [UInt8](repeating: 0, count: 30) + [sign]
        #expect(Ed25519PublicKey(rawRepresentation: raw)?.rawRepresentation == raw)
      }
    }
  }

  @Test("two generated keys differ, and each survives its PEM file")
  func generation() throws {
    let keys = try (0..<50).map { _ in try Ed25519PrivateKey.generate() }
    #expect(Set(keys.map(\.publicKey)).count == keys.count)
    for key in keys {
      let copy = try Ed25519PrivateKey(pem: key.pem())
      #expect(copy.publicKey == key.publicKey)
      #expect(try copy.pem() == key.pem())
      #expect(try copy.signature(for: [7]) == key.signature(for: [7]))
    }
  }

  @Test("the openssl command verifies ours, and we verify its")
  func openssl() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(state: 8032)
    let at = folder.path
    for count in [1, 32, 1000, 100_000] {
      let message = generator.bytes(count)
      let file = try folder.write(message, to: "message")
      let ours = try Ed25519PrivateKey.generate()
      let pem = try folder.write(try ours.pem(), to: "ours.pem")
      _ = try folder.write(try ours.signature(for: message), to: "ours.sig")
      #expect(
        shell("openssl pkeyutl -verify -rawin -in \(file) -inkey \(pem) -sigfile \(at)/ours.sig").status == 0)

      #expect(shell("openssl genpkey -algorithm ed25519 -out \(at)/theirs.pem").status == 0)
      #expect(
        shell("openssl pkeyutl -sign -rawin -in \(file) -inkey \(at)/theirs.pem -out \(at)/theirs.sig").status
          == 0)
      let theirs = try Ed25519PrivateKey(pem: folder.read("theirs.pem"))
      #expect(try theirs.pem() == folder.read("theirs.pem"))
      #expect(theirs.publicKey.isValidSignature(try folder.read("theirs.sig"), for: message))
      #expect(try theirs.signature(for: message) == folder.read("theirs.sig"))
      #expect(
        shell("openssl pkey -in \(at)/theirs.pem -pubout -outform DER -out \(at)/theirs.pub").status == 0)
      #expect(Array(try folder.read("theirs.pub").suffix(32)) == theirs.publicKey.rawRepresentation)
    }
  }
}

/// A PEM file around any bytes.
func pemFile(_ label: String, _ contents: [UInt8]) -> [UInt8] {
  Array("-----BEGIN \(label)-----\n\(Base64.encode(contents))\n-----END \(label)-----\n".utf8)
}
