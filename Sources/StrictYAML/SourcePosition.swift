/// A place in a document, as an editor shows it.
public struct SourcePosition: Sendable, Hashable {
  /// The path as the user wrote it, never resolved, so that a report does not leak a home folder.
  public let file: String
  /// Counted from 1. A line ends with LF, CR LF or a lone CR.
  public let line: Int
  /// Counted from 1, in Unicode scalars: libyaml's own unit, plus one. A byte order mark counts as nothing.
  public let column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourcePosition: Comparable {
  /// By file, then from the document's top to its bottom.
  public static func < (left: Self, right: Self) -> Bool {
    guard left.file == right.file else { return left.file < right.file }
    return (left.line, left.column) < (right.line, right.column)
  }
}

extension SourcePosition: CustomStringConvertible {
  /// `file:line:column`, with what a terminal would obey in the file's name escaped.
  public var description: String { "\(PrintableText.escaping(file)):\(line):\(column)" }
}
