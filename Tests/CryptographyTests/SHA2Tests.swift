import Cryptography
import Glibc
import Testing

@Suite("SHA-2 and HMAC")
struct SHA2Tests {
  /// FIPS 180-4 examples, and the empty message.
  static let vectors: [(message: String, sha256: String, sha512: String)] = [
    (
      "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
    (
      "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
        + "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445"
    ),
  ]

  @Test("the published vectors come out", arguments: vectors)
  func published(message: String, sha256: String, sha512: String) throws {
    let message = Array(message.utf8)
    #expect(SHA256.digest(of: message).description == sha256)
    #expect(Hexadecimal.encode(SHA512.digest(of: message)) == sha512)
    var stream = try SHA256Stream()
    for byte in message { stream.update([byte].span) }
    #expect(try stream.finish().hex == sha256)
  }

  @Test("a million a's, in pieces of every length")
  func million() throws {
    var stream = try SHA256Stream()
    var left = 1_000_000
    var piece = 0
    while left > 0 {
      let count = min(left, piece)
      stream.update([UInt8](repeating: 0x61, count: count).span)
      left -= count
      piece = (piece + 1) % 1500
    }
    let digest = try stream.finish()
    #expect(digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(digest == SHA256.digest(of: [UInt8](repeating: 0x61, count: 1_000_000)))
  }

  /// RFC 4231 cases 1–4, 6 and 7, and the empty key with the empty message.
  static let codes: [(key: [UInt8], message: [UInt8], sha256: String, sha512: String)] = [
    (
      [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
        + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    ),
    (
      [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
      "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
        + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"
    ),
    (
      Array(1...25), [UInt8](repeating: 0xCD, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
      "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
        + "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
        + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
      "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
        + "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"
    ),
    (
      [], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
      "b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac673"
        + "0c6c515421b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47"
    ),
  ]

  @Test("RFC 4231's codes come out", arguments: codes)
  func authenticationCodes(key: [UInt8], message: [UInt8], sha256: String, sha512: String) {
    #expect(Hexadecimal.encode(HMAC.sha256(key: key, message: message)) == sha256)
    #expect(Hexadecimal.encode(HMAC.sha512(key: key, message: message)) == sha512)
  }

  @Test("a prepared key gives the same codes", arguments: codes)
  func preparedCodes(key: [UInt8], message: [UInt8], sha256: String, sha512: String) {
    let prepared = PreparedHMACSHA512(key: key)
    for _ in 0..<2 { #expect(Hexadecimal.encode(prepared.authenticationCode(for: message)) == sha512) }
  }

  @Test("a prepared key of every length about a block's gives libcrypto's codes")
  func preparedLengths() {
    for length in [0, 1, 63, 64, 65, 127, 128, 129, 256, 300] {
      let key = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
      let message = (0..<(2 * length + 5)).map { UInt8(truncatingIfNeeded: $0) }
      #expect(
        PreparedHMACSHA512(key: key).authenticationCode(for: message)
          == HMAC.sha512(key: key, message: message))
    }
  }

  @Test("constant-time equality is equality")
  func equality() {
    #expect(constantTimeEqual([], []))
    #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    #expect(!constantTimeEqual([], [0]))
    for bit in 0..<256 {
      var other = [UInt8](repeating: 0x5A, count: 32)
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!constantTimeEqual([UInt8](repeating: 0x5A, count: 32), other))
    }
  }

  @Test("a digest is exactly 32 bytes or 64 lower-case digits")
  func digestForms() {
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(SHA256Digest(hex: hex)?.hex == hex)
    #expect(SHA256Digest(hex: hex)?.bytes.count == 32)
    for wrong in ["", hex.uppercased(), String(hex.dropLast()), hex + "0", hex + "00", "g" + hex.dropFirst()]
    {
      #expect(SHA256Digest(hex: wrong) == nil, "\(wrong)")
    }
    for count in [0, 31, 33, 64] {
      #expect(SHA256Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }
  }
}

@Suite("Hashing an open file")
struct FileDigestTests {
  @Test(
    "agrees with sha256sum at sizes around the buffer's", arguments: [0, 1, 1_048_575, 1_048_576, 3_145_729])
  func sizes(count: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(state: UInt64(count))
    let file = try folder.write(generator.bytes(count), to: "file")
    let descriptor = unsafe open(file, O_RDONLY)
    defer { close(descriptor) }
    // The digest covers the whole file even when something was read before.
    lseek(descriptor, off_t(count / 2), SEEK_SET)
    let found = try SHA256.digest(ofDescriptor: descriptor, limit: Int64(count))
    #expect(shell("sha256sum \(file)").output.prefix(64) == found.digest.hex)
    #expect(found.byteCount == Int64(count))
    #expect(lseek(descriptor, 0, SEEK_CUR) == off_t(count / 2))
  }

  @Test("one byte over the limit is refused")
  func limit() throws {
    let folder = try TemporaryFolder()
    let descriptor = unsafe open(try folder.write([1, 2, 3], to: "file"), O_RDONLY)
    defer { close(descriptor) }
    #expect(throws: CryptographyError.tooLarge(limit: 2)) {
      try SHA256.digest(ofDescriptor: descriptor, limit: 2)
    }
    #expect(CryptographyError.tooLarge(limit: 2).code == "cryptography.too-large")
  }

  @Test("what cannot be read by position is refused")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let directory = unsafe open(folder.path, O_RDONLY)
    defer { close(directory) }
    #expect(throws: CryptographyError.unreadable(errno: EISDIR)) {
      try SHA256.digest(ofDescriptor: directory)
    }
    #expect(throws: CryptographyError.unreadable(errno: EBADF)) { try SHA256.digest(ofDescriptor: -1) }
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    #expect(throws: CryptographyError.unreadable(errno: ESPIPE)) {
      try SHA256.digest(ofDescriptor: ends[0])
    }
    #expect(CryptographyError.unreadable(errno: EBADF).code == "cryptography.unreadable")
  }
}
