/// One pass over a text for what looks like a secret.
struct SecretScan {
  struct Secret {
    let range: Range<Int>
    let kind: Kind
  }

  /// What a secret looks like, in the words of messages.
  enum Kind: String {
    case signingSecret = "an API secret (64 bytes in base64)"
    case privateKey = "a private key"
    case login = "a user or password in an address"
    case query = "a secret in an address"
    case address = "an address that is itself a secret"
    case named = "the value of a key that is called a secret"

    var hint: String {
      let place =
        switch self {
        case .signingSecret, .privateKey, .named:
          "keep the new one in the file that 'venue.credentials' names"
        case .login: "let 'alerts.command' name a program that reads a file of its own"
        case .query, .address: "keep the new one in a file of its own, which 'url-file' names"
        }
      return "whoever read this file has it: have it revoked, and \(place)"
    }
  }

  private let bytes: [UInt8]
  private(set) var secrets: [Secret] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      scan(start..<end)
      start = end + 1
    }
  }

  private mutating func scan(_ line: Range<Int>) {
    findKeyMaterial(in: line)
    findAddresses(in: line)
    findNamedValues(in: line)
  }

  /// 64 bytes of base64, as Kraken's API secrets are, and the heads of private keys.
  private mutating func findKeyMaterial(in line: Range<Int>) {
    var start = line.lowerBound
    while start < line.upperBound {
      guard Self.isBase64(bytes[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < line.upperBound, Self.isBase64(bytes[end]) { end += 1 }
      let isPadded = end + 2 <= line.upperBound && bytes[end] == 0x3D && bytes[end + 1] == 0x3D
      if end - start == 86, isPadded {
        secrets.append(Secret(range: start..<end + 2, kind: .signingSecret))
      }
      start = end
    }
    if let begin = find("-----BEGIN", in: line),
      let head = find("PRIVATE KEY-----", in: begin.upperBound..<line.upperBound)
    {
      // Its lines end where the key does, or where the text does.
      let rest = find("-----END", in: head.upperBound..<bytes.count)?.lowerBound ?? bytes.count
      secrets.append(Secret(range: head.upperBound..<rest, kind: .privateKey))
    }
  }

  /// `https://user:password@host`, `?token=…`, and addresses that are secrets as a whole.
  private mutating func findAddresses(in line: Range<Int>) {
    var rest = line
    while let scheme = find("://", in: rest) {
      let authority = scheme.upperBound
      var end = authority
      while end < line.upperBound, !Self.endsAddress(bytes[end]) { end += 1 }
      let pathStart = (authority..<end).first { [0x2F, 0x3F, 0x23].contains(bytes[$0]) } ?? end
      if let at = (authority..<pathStart).last(where: { bytes[$0] == 0x40 }), at > authority {
        secrets.append(Secret(range: authority..<at, kind: .login))
      }
      findQueries(in: pathStart..<end)
      findChatAddress(host: authority..<pathStart, path: pathStart..<end)
      rest = end..<line.upperBound
    }
  }

  private mutating func findQueries(in address: Range<Int>) {
    guard let query = address.first(where: { bytes[$0] == 0x3F }) else { return }
    var start = query + 1
    while start < address.upperBound {
      let end = (start..<address.upperBound).first { bytes[$0] == 0x26 } ?? address.upperBound
      if let equals = (start..<end).first(where: { bytes[$0] == 0x3D }), equals + 1 < end,
        Self.namesSecret(bytes[start..<equals]) || Self.folded(bytes[start..<equals]) == Array("key".utf8)
      {
        secrets.append(Secret(range: equals + 1..<end, kind: .query))
      }
      start = end + 1
    }
  }

  /// Whoever knows such an address can write in its owner's name: its path is the secret.
  private mutating func findChatAddress(host: Range<Int>, path: Range<Int>) {
    let name = String(decoding: bytes[host], as: UTF8.self)
    guard ["hooks.slack.com", "discord.com", "discordapp.com", "api.telegram.org"].contains(name),
      path.count > 16
    else { return }
    secrets.append(Secret(range: path.lowerBound + 1..<path.upperBound, kind: .address))
  }

  /// `api-secret: …`, wherever a key can stand, outside of comments.
  private mutating func findNamedValues(in line: Range<Int>) {
    let end = Self.comment(in: bytes, line) ?? line.upperBound
    var opened = 0
    var index = line.lowerBound
    while index < end {
      let byte = bytes[index]
      if byte == 0x7B || byte == 0x5B { opened += 1 }
      if byte == 0x7D || byte == 0x5D { opened -= 1 }
      guard Self.isNameByte(byte) else {
        index += 1
        continue
      }
      let start = index
      while index < end, Self.isNameByte(bytes[index]) { index += 1 }
      guard Self.namesSecret(bytes[start..<index]) else { continue }
      var colon = index
      if colon < end, bytes[colon] == 0x22 || bytes[colon] == 0x27 { colon += 1 }
      while colon < end, Self.isBlank(bytes[colon]) { colon += 1 }
      guard colon < end, bytes[colon] == 0x3A else { continue }
      let value = value(after: colon + 1, in: line, isInFlow: opened > 0)
      index = max(index, min(value.upperBound, end))
      // A path names where the secret is, and an alias or a mapping is read by its own keys.
      guard !value.isEmpty, ![0x2F, 0x7B, 0x5B].contains(bytes[value.lowerBound]) else { continue }
      secrets.append(Secret(range: value, kind: .named))
    }
  }

  private func value(after start: Int, in line: Range<Int>, isInFlow: Bool) -> Range<Int> {
    var start = start
    while start < line.upperBound, Self.isBlank(bytes[start]) { start += 1 }
    guard start < line.upperBound, bytes[start] != 0x23 else { return start..<start }
    let first = bytes[start]
    if first == 0x22 || first == 0x27 {
      // Between the quotes, which may be lines apart.
      let end = (start + 1..<bytes.count).first { bytes[$0] == first } ?? bytes.count
      return start + 1..<end
    }
    if first == 0x7C || first == 0x3E { return block(below: line) }
    var end = Self.comment(in: bytes, start..<line.upperBound) ?? line.upperBound
    if isInFlow { end = (start..<end).first { [0x2C, 0x7D, 0x5D].contains(bytes[$0]) } ?? end }
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The lines below that stand further to the right.
  private func block(below line: Range<Int>) -> Range<Int> {
    func indent(at start: Int) -> Int {
      var index = start
      while index < bytes.count, bytes[index] == 0x20 { index += 1 }
      return index - start
    }
    let outer = indent(at: line.lowerBound)
    var first: Int?
    var end = line.upperBound
    var start = line.upperBound
    while start < bytes.count {
      while start < bytes.count, bytes[start] == 0x0A || bytes[start] == 0x0D { start += 1 }
      guard start < bytes.count, indent(at: start) > outer else { break }
      first = first ?? start + indent(at: start)
      end = (start..<bytes.count).first { bytes[$0] == 0x0A || bytes[$0] == 0x0D } ?? bytes.count
      start = end
    }
    return (first ?? end)..<end
  }

  private func find(_ text: String, in range: Range<Int>) -> Range<Int>? {
    let pattern = Array(text.utf8)
    guard range.count >= pattern.count else { return nil }
    for start in range.lowerBound...range.upperBound - pattern.count
    where bytes[start] == pattern[0] && bytes[start..<start + pattern.count].elementsEqual(pattern) {
      return start..<start + pattern.count
    }
    return nil
  }
}

extension SecretScan {
  private static let words = [
    "secret", "password", "passwd", "passphrase", "token", "apikey", "privatekey", "accesskey",
  ]

  /// Whether a key is called like a secret, however it is spelt: `API_SECRET`, `api-key`.
  static func namesSecret(_ name: some Sequence<UInt8>) -> Bool {
    let name = folded(name)
    return words.contains { word in
      let word = Array(word.utf8)
      return name.indices.contains { name[$0...].starts(with: word) }
    }
  }

  /// In lower case, without `-` and `_`.
  private static func folded(_ name: some Sequence<UInt8>) -> [UInt8] {
    name.filter { $0 != 0x2D && $0 != 0x5F }.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }

  /// Where a comment begins: a number sign at the line's beginning or behind a blank.
  private static func comment(in bytes: [UInt8], _ line: Range<Int>) -> Int? {
    line.first { bytes[$0] == 0x23 && ($0 == line.lowerBound || isBlank(bytes[$0 - 1])) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
    default: false
    }
  }

  private static func endsAddress(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0x22 || byte == 0x27 || byte == 0x2C || byte == 0x7D || byte == 0x5D
      || byte == 0x3E
  }
}
