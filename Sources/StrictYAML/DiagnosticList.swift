/// The mistakes found in one file, up to a limit.
struct DiagnosticList {
  let file: String
  let limit: Int
  private(set) var found: [Diagnostic] = []
  /// One more than the limit was found: going on serves nobody.
  private(set) var isOverfull = false

  init(file: String, limit: Int) {
    self.file = file
    self.limit = limit
  }

  mutating func add(
    _ mistake: YAMLMistake, at mark: Mark, _ message: String, hint: String? = nil,
    notes: [(mark: Mark, message: String)] = []
  ) {
    guard found.count < limit else {
      isOverfull = true
      return
    }
    found.append(
      Diagnostic(
        mistake.rawValue, at: position(of: mark), message, hint: hint ?? mistake.hint,
        notes: notes.map { Diagnostic.Note(position: position(of: $0.mark), message: $0.message) }))
  }

  func position(of mark: Mark) -> SourcePosition {
    SourcePosition(file: file, line: mark.line, column: mark.column)
  }

  /// In the document's order, mistakes of one place in the order in which they were found.
  func sorted() -> [Diagnostic] {
    var all = found.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
    if isOverfull {
      // An error when it is all that is told: a list of no errors would read as consent.
      all.append(
        Diagnostic(
          YAMLMistake.moreLeftOut.rawValue, at: all.last?.position ?? position(of: Mark(line: 1, column: 1)),
          "more mistakes were left out", hint: YAMLMistake.moreLeftOut.hint,
          severity: all.isEmpty ? .error : .note))
    }
    return all
  }
}

/// A place in the file at hand; line and column from 1, the column in Unicode scalars.
struct Mark {
  let line: Int
  let column: Int
}
