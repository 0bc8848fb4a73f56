/// What libyaml could not read, in words that help.
struct SyntaxMistake {
  private let failure: YAMLEventReader.Failure

  init(_ failure: YAMLEventReader.Failure) {
    self.failure = failure
  }

  func add(to mistakes: inout DiagnosticList) {
    if failure.isOutOfMemory {
      mistakes.add(.outOfMemory, at: failure.mark, "there is no memory to read the file")
    } else if failure.context?.text.hasSuffix("tag") == true
      || failure.problem == "found undefined tag handle"
    {
      mistakes.add(.tag, at: failure.mark, "tags are not read (\(failure.problem))")
    } else {
      mistakes.add(
        .syntax, at: failure.mark, message, hint: Self.hints[failure.problem],
        notes: failure.context.map { [($0.mark, $0.text)] } ?? [])
    }
  }

  private var message: String {
    failure.context.map { "\(failure.problem) \($0.text)" } ?? failure.problem
  }

  /// By the words of libyaml 0.2.5 (scanner.c, parser.c).
  private static let hints: [String: String] = [
    "mapping values are not allowed in this context":
      "quote a value that contains ': ', or check the indentation",
    "block sequence entries are not allowed in this context":
      "start the list on the line below its key; quote a value that starts with '- '",
    "mapping keys are not allowed in this context": "quote a value that starts with '? '",
    "could not find expected ':'": "write 'key: value' with a space after the colon",
    "did not find expected key": "indent the keys of one mapping alike, and write 'key: value'",
    "did not find expected '-' indicator": "indent the entries of one list alike, each with '- '",
    "did not find expected ',' or ']'": "separate entries with ',' and close the list with ']'",
    "did not find expected ',' or '}'": "separate entries with ',' and close the mapping with '}'",
    "did not find expected node content": "write a value here, or '[]', '{}' or '\"\"' for an empty one",
    "did not find expected <document start>":
      "indent everything alike at the top level; nothing may follow the document",
    "found character that cannot start any token": "quote a value that starts with '@', '`' or '%'",
    "found unexpected end of stream": "close the quotes",
    "found unexpected document indicator": "close the quotes before '---' or '...'",
    "found unknown escape character": "write '\\\\' for a backslash, or use single quotes",
    "did not find expected alphabetic or numeric character":
      "quote a value that starts with '*' or '&'",
    "did not find expected comment or line break": "start the text on the line below '|' or '>'",
  ]
}
