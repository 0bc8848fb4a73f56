/// The name of a unit that is no template and no instance (systemd.unit(5)), such as `trading-engine.service`.
struct UnitName: Sendable, Hashable {
  let text: String
  /// What stands before the type.
  private let prefix: String
  /// `service`, `timer`.
  let type: String

  private static let types: Set<String> = [
    "automount", "device", "mount", "path", "scope", "service", "slice", "socket", "swap", "target", "timer",
  ]

  /// - Returns: nil for what systemd would not take, and for templates and instances.
  init?(_ text: String) {
    guard text.utf8.count <= 255, let dot = text.lastIndex(of: "."), dot != text.startIndex else {
      return nil
    }
    let type = String(text[text.index(after: dot)...])
    guard Self.types.contains(type), text[..<dot].utf8.allSatisfy(Self.isNameByte) else { return nil }
    self.text = text
    prefix = String(text[..<dot])
    self.type = type
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: ":-_.\\".utf8.contains(byte)
    }
  }

  /// The names of the folders whose files are read after the unit's own, from the most to the least specific: the
  /// unit's, those of every beginning of its name that ends in a hyphen, and the type's.
  var dropInFolders: [String] {
    let beginnings = prefix.indices.filter { prefix[$0] == "-" && $0 != prefix.indices.last }
      .map { "\(prefix[...$0]).\(type).d" }
    return ["\(text).d"] + beginnings.reversed() + ["\(type).d"]
  }
}
