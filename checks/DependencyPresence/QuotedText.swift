/// Text of a file, as a report that everybody reads may show it.
enum QuotedText {
  /// Longer texts are cut; what a person looks for is at the position, not here.
  static let longest = 400

  /// Without the user and password of URLs, and not longer than is any use.
  static func shown(_ text: String) -> String {
    let text = withoutCredentials(text)
    guard text.unicodeScalars.count > longest else { return text }
    return String(text.unicodeScalars.prefix(longest)) + "…"
  }

  /// `https://user:secret@host` becomes `https://***@host`.
  static func withoutCredentials(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "@")) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index...].starts(with: "://".utf8) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      result += "://".utf8
      index += 3
      // The authority ends at a slash, a question mark, a number sign (RFC 3986, 3.2), or where the text goes on.
      let end = bytes[index...].firstIndex { $0 <= 0x20 || "/?#\"".utf8.contains($0) } ?? bytes.count
      if let sign = bytes[index..<end].lastIndex(of: UInt8(ascii: "@")) {
        result += "***".utf8
        index = sign
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
