/// Text that stands for what somebody still has to write.
enum Placeholder {
  /// What makes the text a placeholder, for the message; nil for text that may be meant.
  static func reason(_ text: String) -> String? {
    let bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    let letters = bytes.filter { $0 != 0x2D && $0 != 0x5F && $0 != 0x20 }
    if words.contains(String(decoding: letters, as: UTF8.self)) {
      return "a word for what is still to be written"
    }
    for word in ["changeme", "replaceme"] where contains(letters, Array(word.utf8)) {
      return "a word for what is still to be written"
    }
    if letters.count >= 3, letters.allSatisfy({ $0 == 0x78 }) { return "a row of x" }
    if letters.count >= 3, letters.allSatisfy({ $0 == 0x2E }) || text == "…" { return "dots" }
    if let open = bytes.firstIndex(of: 0x3C), let close = bytes[open...].firstIndex(of: 0x3E),
      close > open + 1
    {
      return "a name in angle brackets"
    }
    if contains(bytes, Array("${".utf8)) || contains(bytes, Array("{{".utf8)) {
      return "a template's variable that nothing filled in"
    }
    if letters.count >= 32, letters.allSatisfy({ $0 == 0x30 }) { return "a row of zeros" }
    return isExampleHost(of: bytes) ? "a host reserved for examples (RFC 2606)" : nil
  }

  private static let words: Set<String> = [
    "todo", "tbd", "tba", "fixme", "placeholder", "fillmein", "yourvalue", "youraccount", "yourkey",
    "yourhost",
  ]

  /// Whether the text is an address at a host that will never exist.
  private static func isExampleHost(of bytes: [UInt8]) -> Bool {
    let scheme = Array("://".utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: scheme) }) else { return false }
    let host = bytes[(start + 3)...].prefix { ![0x2F, 0x3A, 0x3F, 0x23].contains($0) }
    let labels = host.split(separator: 0x2E).map { String(decoding: $0, as: UTF8.self) }
    guard let top = labels.last else { return false }
    if top == "example" || top == "invalid" { return true }
    return labels.count >= 2 && labels[labels.count - 2] == "example" && ["com", "net", "org"].contains(top)
  }

  private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: part) }
  }
}
