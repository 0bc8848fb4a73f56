extension Diagnostic {
  /// The diagnostic under the line it is about.
  ///
  /// ```
  /// live.yaml:7:3: error: the key 'id' is already defined in this mapping [yaml.duplicate-key]
  ///   7 |   id: b
  ///     |   ^
  /// live.yaml:5:3: note: first defined here
  ///   5 |   id: a
  ///     |   ^
  ///   hint: keep one of the two
  /// ```
  ///
  /// - Parameter source: the text of ``position``'s file. A line that it lacks is left out, and so are the lines
  ///   of notes about other files.
  public func rendered(in source: SourceText?) -> String {
    var lines = [description]
    lines += source?.excerpt(at: position) ?? []
    for note in notes {
      lines.append("\(note.position): note: \(PrintableText.escaping(note.message))")
      if note.position.file == position.file { lines += source?.excerpt(at: note.position) ?? [] }
    }
    if let hint { lines.append("  hint: \(PrintableText.escaping(hint))") }
    return lines.joined(separator: "\n")
  }
}

extension SourceText {
  /// Columns of a terminal that an excerpt shows of a line.
  private static let excerptWidth = 160
  /// Bytes of a line that are looked at on either side of the caret: enough for the excerpt, whatever it holds.
  private static let excerptReach = 4096

  /// The position's line and a caret below it, or nothing if there is no such line.
  func excerpt(at position: SourcePosition) -> [String] {
    guard let start = start(ofLine: position.line) else { return [] }
    let caret = offset(ofColumn: position.column, inLineAt: start)
    let end = end(ofLineAt: caret, reach: Self.excerptReach)
    let before = cells(endingAt: caret, from: max(start, caret - Self.excerptReach))
    let after = cells(startingAt: caret, to: end)

    let widthBefore = before.reduce(0) { $0 + $1.width }
    let widthAfter = after.reduce(0) { $0 + $1.width }
    let roomBefore = max(Self.excerptWidth / 2, Self.excerptWidth - widthAfter)
    let shownBefore = Self.fitting(before.reversed(), in: roomBefore).reversed()
    let roomAfter = Self.excerptWidth - min(widthBefore, roomBefore)
    let shownAfter = Self.fitting(after, in: roomAfter)

    let cutBefore = shownBefore.count < before.count || caret - start > Self.excerptReach
    let cutAfter = shownAfter.count < after.count || end - caret == Self.excerptReach
    let lead = (cutBefore ? "…" : "") + shownBefore.map(\.text).joined()
    let text = lead + shownAfter.map(\.text).joined() + (cutAfter ? "…" : "")
    let indent = (cutBefore ? 1 : 0) + shownBefore.reduce(0) { $0 + $1.width }

    let number = String(position.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    return ["  \(number) | \(text)", "  \(gutter) | \(String(repeating: " ", count: indent))^"]
  }

  private static func fitting(_ cells: [PrintableText.Cell], in room: Int) -> [PrintableText.Cell] {
    var width = 0
    return Array(
      cells.prefix {
        width += $0.width
        return width <= room
      })
  }
}
