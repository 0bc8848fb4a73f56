/// The PEM file of an Ed25519 private key.
///
/// Read by hand: the form has one shape of 48 bytes, and libcrypto's decoders would also accept text
/// before the key, a second key behind it and encrypted ones, and prompt for a passphrase.
enum PrivateKeyPEM {
  /// The most bytes a file may have; the real one has 119.
  static let limit = 4096

  /// `SEQUENCE { INTEGER 0, SEQUENCE { OID 1.3.101.112 }, OCTET STRING { OCTET STRING (32) } }`, RFC 8410 §7.
  private static let prefix: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]

  static func encode(_ secret: [UInt8]) -> [UInt8] {
    var text = Array("-----BEGIN PRIVATE KEY-----\n".utf8)
    // Room for all of it, so that no half-written copy of the secret stays behind in freed memory.
    text.reserveCapacity(128)
    var encoding = prefix + secret
    defer { cleanse(&encoding) }
    Base64.encode(encoding, appendingTo: &text)
    text += "\n-----END PRIVATE KEY-----\n".utf8
    return text
  }

  /// The 32 secret bytes; the caller overwrites them.
  static func secret(in pem: [UInt8]) throws(CryptographyError) -> [UInt8] {
    guard !pem.isEmpty else { throw .privateKey(.empty) }
    guard pem.count <= limit else { throw .privateKey(.tooLarge(found: pem.count)) }
    var lines = pem.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst(), let label = label(of: first, "-----BEGIN ") else {
      throw .privateKey(.notPEM)
    }
    let isLegacyEncrypted = lines.first?.starts(with: "Proc-Type: 4,ENCRYPTED".utf8) == true
    guard label != "ENCRYPTED PRIVATE KEY" && !isLegacyEncrypted else { throw .privateKey(.encrypted) }
    guard label == "PRIVATE KEY" else { throw .privateKey(.wrongLabel(found: label)) }

    var body: [UInt8] = []
    body.reserveCapacity(pem.count)
    defer { cleanse(&body) }
    while let line = lines.first, self.label(of: line, "-----END ") == nil {
      body += line
      lines.removeFirst()
    }
    guard let last = lines.popFirst(), self.label(of: last, "-----END ") == label,
      var encoding = Base64.decode(body.span)
    else { throw .privateKey(.malformed) }
    defer { cleanse(&encoding) }
    // The end line's own newline, or none.
    guard lines.isEmpty || (lines.count == 1 && lines.first?.isEmpty == true) else {
      throw .privateKey(.trailingData)
    }
    guard encoding.count == prefix.count + 32, encoding.starts(with: prefix) else {
      throw .privateKey(.notEd25519)
    }
    return Array(encoding[prefix.count...])
  }

  /// The label of a line such as `-----BEGIN PRIVATE KEY-----`.
  private static func label(of line: ArraySlice<UInt8>, _ start: String) -> String? {
    let end = Array("-----".utf8)
    guard line.starts(with: start.utf8), line.suffix(end.count) == end[...],
      line.count > start.utf8.count + end.count
    else { return nil }
    let label = line.dropFirst(start.utf8.count).dropLast(end.count)
    guard label.allSatisfy({ 0x20...0x7E ~= $0 }) else { return nil }
    return String(decoding: label, as: UTF8.self)
  }
}
