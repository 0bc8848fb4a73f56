import FilePaths
import StrictJSON
public import StrictYAML

/// A path as a document gives it, after expansion of `${NAME}` and `${NAME:-default}`.
public struct DocumentPath: Sendable, Hashable {
  /// Absolute, or relative to the check's root or else to the top document's folder.
  public let text: String
  public let position: SourcePosition

  public init(_ text: String, at position: SourcePosition) {
    self.text = text
    self.position = position
  }

  public var isAbsolute: Bool { text.isAbsolutePath }

  /// The path from a folder; an absolute path stays as it is. Nothing is normalised and no file is touched.
  public func resolved(in folder: String) -> String {
    if isAbsolute { return text }
    return folder.endsInSlash ? folder + text : "\(folder)/\(text)"
  }
}

extension Schema<DocumentPath> {
  /// A path relative to the file that contains it; in the resolved document relative to the top file.
  public static let path = path(isRebased: true)
  /// A path relative to a `root` that stands beside it.
  public static let pathInRoot = path(isRebased: false)

  private static func path(isRebased: Bool) -> Schema<DocumentPath> {
    Schema(
      describe: { ["type": "string", "minLength": 1] },
      read: { node, reading in
        guard case .scalar(let written) = node.content, !written.isEmpty else {
          reading.report("wrong-type", at: node.position, "expected a path, found \(node.kindName)")
          return nil
        }
        guard let text = expand(written, at: node.position, &reading) else { return nil }
        guard !text.isEmpty, text.utf8.count < 4_096 else {
          reading.report(
            "bad-value", at: node.position,
            text.isEmpty ? "the path '\(shortened(written))' is empty" : "the path is longer than 4095 bytes")
          return nil
        }
        let isRelative = !text.isAbsolutePath
        let based = isRebased && isRelative && !reading.folder.isEmpty ? "\(reading.folder)/\(text)" : text
        return Resolved(DocumentPath(based, at: node.position), .string(based))
      })
  }
}

/// Replaces `${NAME}` and `${NAME:-default}`; a lone `$` is refused, so that no half-written name passes
/// as text. Values are not expanded again.
private func expand(_ written: String, at position: SourcePosition, _ reading: inout Reading) -> String? {
  guard written.utf8.contains(UInt8(ascii: "$")) else { return written }
  var text = ""
  var rest = written[...]
  while let dollar = rest.firstIndex(of: "$") {
    text += rest[..<dollar]
    rest = rest[dollar...].dropFirst()
    guard rest.first == "{", let end = rest.firstIndex(of: "}") else {
      reading.report(
        "bad-expansion", at: position, "'$' begins nothing in '\(shortened(written))'",
        hint: "write ${NAME} or ${NAME:-default}")
      return nil
    }
    let body = rest[rest.index(after: rest.startIndex)..<end]
    let parts = body.split(separator: ":-", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard isEnvironmentName(name) else {
      reading.report(
        "bad-expansion", at: position, "'\(shortened(name))' is not the name of an environment variable",
        hint: "write ${NAME} or ${NAME:-default}")
      return nil
    }
    guard parts.count == 1 || !parts[1].utf8.contains(0x24) else {
      reading.report(
        "bad-expansion", at: position, "'$' stands in the default of \(name), and defaults are not expanded",
        hint: "write the path itself after ':-'")
      return nil
    }
    // As in a shell, `:-` stands in for an empty value too.
    let own = reading.environment(name).flatMap { $0.isEmpty ? nil : $0 }
    guard let value = own ?? (parts.count == 2 ? String(parts[1]) : nil) else {
      reading.report(
        "unset-variable", at: position, "the environment variable \(name) is not set, or empty",
        hint: "set it, or write ${\(name):-default}")
      return nil
    }
    guard !value.utf8.contains(where: { $0 < 0x20 }) else {
      reading.report("bad-expansion", at: position, "\(name) holds a control character")
      return nil
    }
    reading.add(Expansion(name: name, value: value, isSet: own != nil, position: position))
    text += value
    rest = rest[rest.index(after: end)...]
  }
  return text + rest
}

/// Letters, digits and underscores, not beginning with a digit (POSIX.1-2017, 8.1, and lower case as used).
public func isEnvironmentName(_ name: String) -> Bool {
  let bytes = name.utf8
  guard let first = bytes.first, !(0x30...0x39).contains(first), bytes.count <= 256 else { return false }
  return bytes.allSatisfy {
    (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
  }
}

extension Schema<String> {
  /// The name of an environment variable.
  public static let environmentName = scalar(
    "the name of an environment variable",
    describe: ["type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"], resolved: JSON.string,
    parse: { isEnvironmentName($0) ? $0 : nil })
}
