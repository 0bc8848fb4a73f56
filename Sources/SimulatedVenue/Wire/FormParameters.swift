/// The parameters of a query string or a form body (WHATWG URL, application/x-www-form-urlencoded), in their order.
struct FormParameters: Sendable {
  private(set) var pairs: [(key: String, value: String)] = []

  /// - Returns: nil for a broken escape, and for bytes that are not UTF-8.
  init?(_ texts: String...) {
    for text in texts {
      for part in text.split(separator: "&") {
        let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let key = FormParameters.decode(pieces[0]),
          let value = pieces.count == 2 ? FormParameters.decode(pieces[1]) : ""
        else { return nil }
        pairs.append((key, value))
      }
    }
  }

  /// The first value of a key. An empty one counts as not given, as clients send empty fields for what they leave out.
  subscript(key: String) -> String? {
    pairs.first { $0.key == key && !$0.value.isEmpty }?.value
  }

  /// All values of a key that is repeated.
  func all(_ key: String) -> [String] {
    pairs.filter { $0.key == key && !$0.value.isEmpty }.map(\.value)
  }

  /// Everything decoded, as the old signing rule hashed it.
  var decodedText: String {
    pairs.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
  }

  private static func decode(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x2B: bytes.append(0x20)
      case 0x25:
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
          return nil
        }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
