/// YAML without its surprises: every scalar is text, every node has a place, and what makes a document mean
/// something other than what it shows is refused.
///
/// Refused, each with a code of ``YAMLMistake``: bytes other than UTF-8; a byte order mark; control, invisible and
/// bidirectional characters and rows of more than 30 combining ones, raw or by escape (`\t` and `\n` in double quotes are welcome); tabs, anywhere;
/// carriage returns; no document or more than one; directives; duplicate, empty, merge and non-scalar keys;
/// anchors, aliases and tags; whatever exceeds ``YAMLLimits``. `---` before and `...` after the one document are
/// read.
public enum StrictYAML {
  /// Reads one document. Never throws: whatever is wrong stands in the diagnostics, and any of severity error
  /// means that the document must be refused.
  ///
  /// All mistakes are found in one run, up to the first that ends it: bytes that are not UTF-8, a long row of
  /// combining characters, a mistake of syntax, a second document, a limit of depth or nodes. Time and memory are linear in the file's size.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its path as the user wrote it, for positions.
  public static func parse(_ bytes: [UInt8], file: String, limits: YAMLLimits = .init()) -> ParsedDocument {
    var mistakes = DiagnosticList(file: file, limit: limits.diagnostics)
    guard bytes.count <= limits.bytes else {
      mistakes.add(
        .tooLarge, at: Mark(line: 1, column: 1),
        "the file has \(bytes.count) bytes; at most \(limits.bytes) are read")
      return ParsedDocument(root: nil, diagnostics: mistakes.sorted(), source: SourceText([]))
    }
    var root: YAMLNode?
    if let screened = ByteScreening.screen(bytes, mistakes: &mistakes) {
      root = YAMLTreeBuilder.build(from: screened, limits: limits, mistakes: &mistakes)
    }
    return ParsedDocument(root: root, diagnostics: mistakes.sorted(), source: SourceText(bytes))
  }
}
