/// Makes nodes of events, and refuses what strict documents do not have.
///
/// Works on a stack of its own, so no document reaches the thread's stack.
struct YAMLTreeBuilder {
  private let limits: YAMLLimits
  private var mistakes: DiagnosticList

  private var open: [OpenCollection] = []
  private var nodes = 0
  private var root: YAMLNode?
  private var documentStart: Mark?

  private init(limits: YAMLLimits, mistakes: DiagnosticList) {
    self.limits = limits
    self.mistakes = mistakes
  }

  /// The first document's root, or nil if it has none or ends too early to be of use.
  static func build(
    from source: (bytes: [UInt8], end: Mark), limits: YAMLLimits, mistakes: inout DiagnosticList
  ) -> YAMLNode? {
    var builder = YAMLTreeBuilder(limits: limits, mistakes: mistakes)
    builder.run(source)
    mistakes = builder.mistakes
    return builder.root
  }

  private mutating func run(_ source: (bytes: [UInt8], end: Mark)) {
    guard var reader = YAMLEventReader(source.bytes, end: source.end) else {
      mistakes.add(.outOfMemory, at: Mark(line: 1, column: 1), "there is no memory to read the file")
      return
    }
    do {
      while try take(reader.next()), !mistakes.isOverfull {}
    } catch {
      SyntaxMistake(error).add(to: &mistakes)
    }
  }

  /// - Returns: false if nothing more is to be read.
  private mutating func take(_ event: YAMLEvent) -> Bool {
    if event.hasAnchor { mistakes.add(.anchor, at: event.start, "anchors are not read") }
    if event.hasTag { mistakes.add(.tag, at: event.start, "tags are not read") }
    switch event.kind {
    case .scalar(let text, let style): return takeScalar(text, style, at: event.start)
    case .sequenceStart: return openCollection(isMapping: false, at: event.start)
    case .mappingStart: return openCollection(isMapping: true, at: event.start)
    case .sequenceEnd, .mappingEnd:
      if let closed = open.popLast() { place(closed.node(in: mistakes.file)) }
      return true
    case .alias: return takeAlias(at: event.start)
    case .documentStart: return startDocument(at: event.start)
    case .streamEnd:
      if documentStart == nil { reportEmpty(at: Mark(line: 1, column: 1)) }
      return false
    }
  }

  private mutating func startDocument(at mark: Mark) -> Bool {
    guard let first = documentStart else {
      documentStart = mark
      return true
    }
    mistakes.add(
      .secondDocument, at: mark, "a second document starts here",
      notes: [(first, "the first document starts here")])
    return false
  }

  private mutating func takeScalar(_ text: String, _ style: YAMLEvent.ScalarStyle, at mark: Mark) -> Bool {
    guard count(at: mark) else { return false }
    if refusesLength(of: text, at: mark) || (style == .doubleQuoted && refusesEscapes(in: text, at: mark)) {
      place(YAMLNode(.scalar(""), position: mistakes.position(of: mark), isQuoted: true))
      return true
    }
    if open.last?.expectsKey == true {
      takeKey(text, isPlain: style == .plain, at: mark)
    } else {
      if open.isEmpty, style == .plain, text.isEmpty { reportEmpty(at: mark) }
      place(YAMLNode(.scalar(text), position: mistakes.position(of: mark), isQuoted: style != .plain))
    }
    return true
  }

  private mutating func takeAlias(at mark: Mark) -> Bool {
    guard count(at: mark) else { return false }
    mistakes.add(.alias, at: mark, "aliases are not read")
    place(YAMLNode(.scalar(""), position: mistakes.position(of: mark)))
    return true
  }

  private mutating func openCollection(isMapping: Bool, at mark: Mark) -> Bool {
    guard count(at: mark) else { return false }
    guard open.count < limits.depth else {
      mistakes.add(
        .tooDeep, at: mark, "lists and mappings are nested deeper than \(limits.depth); the rest is not read")
      return false
    }
    if open.last?.expectsKey == true {
      mistakes.add(.nonScalarKey, at: mark, "a key is \(isMapping ? "a mapping" : "a list")")
    }
    open.append(OpenCollection(isMapping: isMapping, start: mark))
    return true
  }

  private mutating func takeKey(_ text: String, isPlain: Bool, at mark: Mark) {
    let top = open.count - 1
    open[top].pending = .dropped
    if isPlain, text == "<<" {
      mistakes.add(.mergeKey, at: mark, "merge keys are not read")
    } else if text.isEmpty {
      mistakes.add(.emptyKey, at: mark, "a key is empty")
    } else if let first = open[top].position(ofKey: text) {
      mistakes.add(
        .duplicateKey, at: mark, "the key \(Diagnostic.quoting(text)) is already defined in this mapping",
        notes: [(Mark(line: first.line, column: first.column), "first defined here")])
    } else {
      open[top].pending = .key(text, mistakes.position(of: mark))
    }
  }

  /// Puts a finished node where it belongs: into the collection that is open, or at the root.
  private mutating func place(_ node: YAMLNode) {
    if open.isEmpty {
      root = node
    } else {
      open[open.count - 1].take(node)
    }
  }

  private mutating func count(at mark: Mark) -> Bool {
    nodes += 1
    if nodes <= limits.nodes { return true }
    mistakes.add(
      .tooManyNodes, at: mark, "the document has more than \(limits.nodes) nodes; the rest is not read")
    return false
  }

  private mutating func refusesLength(of text: String, at mark: Mark) -> Bool {
    if text.utf8.count <= limits.scalarBytes { return false }
    mistakes.add(
      .scalarTooLong, at: mark,
      "the text has \(text.utf8.count) bytes; at most \(limits.scalarBytes) are read")
    return true
  }

  /// Bytes are screened before libyaml reads them, but escapes can make any character.
  ///
  /// - Returns: whether the text was refused.
  private mutating func refusesEscapes(in text: String, at mark: Mark) -> Bool {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return false }
    var combining = CombiningRun()
    for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" {
      if combining.exceedsLimit(with: scalar) {
        mistakes.add(.combiningCharacters, at: mark, "escapes make \(CombiningRun.phrase)")
        return true
      }
      guard let refused = RefusedCharacter(scalar) else { continue }
      mistakes.add(refused.mistake, at: mark, "an escape makes \(refused.phrase(for: scalar))")
      return true
    }
    return false
  }

  private mutating func reportEmpty(at mark: Mark) {
    mistakes.add(.emptyDocument, at: mark, "the document is empty")
  }
}
