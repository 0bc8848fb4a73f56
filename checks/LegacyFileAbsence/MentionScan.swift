/// Finds where text mentions a file.
///
/// A mention is the path as the policy writes it, in any ASCII case, that is no part of a longer name: in
/// `self.kill_switch_state` and `.kill_switch_state_path` the file `.kill_switch_state` is not mentioned, in
/// `root/.kill_switch_state` and `".kill_switch_state.bak"` it is.
struct MentionScan: Sendable {
  struct Mention: Sendable, Hashable {
    /// From 1.
    let line: Int
    /// As the policy writes it.
    let file: String
  }

  private let needles: [(file: String, folded: [UInt8])]

  init(files: [String]) {
    needles = files.map { ($0, Array(RelativePath.tidied($0).utf8).map(Self.folded)) }
  }

  /// Each line at most once per file.
  func mentions(in content: [UInt8]) -> [Mention] {
    let text = content.map(Self.folded)
    var mentions: [Mention] = []
    for (file, needle) in needles {
      var line = 1
      var lineCountedTo = 0
      var start = 0
      while let hit = firstOccurrence(of: needle, in: text, from: start) {
        start = hit + 1
        guard isWhole(hit, needle, text) else { continue }
        for index in lineCountedTo..<hit where text[index] == 0x0A { line += 1 }
        lineCountedTo = hit
        let mention = Mention(line: line, file: file)
        if mentions.last != mention { mentions.append(mention) }
      }
    }
    return mentions.sorted { $0.line < $1.line }
  }

  private func firstOccurrence(of needle: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard let first = needle.first, text.count >= needle.count else { return nil }
    var index = start
    while index <= text.count - needle.count {
      if text[index] == first, text[index..<(index + needle.count)].elementsEqual(needle) { return index }
      index += 1
    }
    return nil
  }

  private func isWhole(_ hit: Int, _ needle: [UInt8], _ text: [UInt8]) -> Bool {
    if hit > 0 {
      let before = text[hit - 1]
      // `x.name`, `f().name`, `a[0].name` read a member; `x.name` for a file of that name is no mention of `.name`.
      let readsMember = needle.first == 0x2E && (before == 0x29 || before == 0x5D)
      let isLongerPath = before == 0x2E && needle.first != 0x2E && !endsInDotFolder(hit, text)
      if isNameByte(before) || before == 0x2D || readsMember || isLongerPath { return false }
    }
    let end = hit + needle.count
    return end == text.count || !isNameByte(text[end])
  }

  private func endsInDotFolder(_ hit: Int, _ text: [UInt8]) -> Bool { hit == 1 || text[hit - 2] == 0x2F }

  private func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }
}
