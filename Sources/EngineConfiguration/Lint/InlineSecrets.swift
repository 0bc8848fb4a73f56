import StrictYAML

/// Secrets that stand in a configuration, which is readable by all and copied into tickets.
///
/// They are looked for in the text and not in its nodes: a comment holds a secret as well as a value does, and a
/// text that does not parse is shown around its mistake. The rest of the linting then reads ``redacted``, so that no
/// message and no excerpt can repeat one.
struct InlineSecrets {
  struct Finding: Hashable {
    /// From 1, as diagnostics count them.
    let line: Int
    let column: Int
    let kind: SecretScan.Kind
  }

  private(set) var findings: [Finding] = []
  /// The text with one underscore for each character of a secret, so that every other place stays where it is.
  private(set) var redacted: [UInt8]

  init(_ bytes: [UInt8]) {
    redacted = bytes
    var scan = SecretScan(bytes)
    scan.run()
    let hidden = scan.secrets.sorted { $0.range.lowerBound < $1.range.lowerBound }
    guard !hidden.isEmpty else { return }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var end = 0
    var place = Place(bytes)
    for secret in hidden where secret.range.upperBound > end {
      // One that begins within another is told with it, and its rest is hidden as well.
      let start = max(secret.range.lowerBound, end)
      if start == secret.range.lowerBound {
        place.advance(to: start, in: bytes)
        findings.append(Finding(line: place.line, column: place.column, kind: secret.kind))
      }
      output += bytes[end..<start]
      output += Self.underscores(for: bytes[start..<secret.range.upperBound])
      end = secret.range.upperBound
    }
    redacted = output + bytes[end...]
  }

  /// One for each character; what makes a line a line, an indented one or a comment stays.
  private static func underscores(for secret: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var isAtLineStart = false
    for byte in secret {
      let isEnd = byte == 0x0A || byte == 0x0D
      isAtLineStart = isEnd || (isAtLineStart && (byte == 0x20 || byte == 0x23))
      // The later bytes of a character are no character.
      if isAtLineStart { output.append(byte) } else if byte & 0xC0 != 0x80 { output.append(0x5F) }
    }
    return output
  }

  /// Line and column of an offset, as ``SourcePosition`` counts them.
  private struct Place {
    private(set) var line = 1
    private(set) var column = 1
    private var offset: Int

    init(_ bytes: [UInt8]) { offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    mutating func advance(to end: Int, in bytes: [UInt8]) {
      while offset < end {
        let byte = bytes[offset]
        offset += 1
        if byte == 0x0A || (byte == 0x0D && (offset == bytes.count || bytes[offset] != 0x0A)) {
          (line, column) = (line + 1, 1)
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
    }
  }
}
