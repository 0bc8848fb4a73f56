internal import CLibYAML

/// Reads YAML as a stream of events.
///
/// Owns a `yaml_parser_t`. libyaml stores the parser's own address inside the parser, so it lives on the heap and
/// never moves; the type is noncopyable, so that it is deleted exactly once.
@safe struct YAMLEventReader: ~Copyable {
  /// libyaml stopped. Its own words, and the construct that it was in.
  struct Failure: Error {
    let problem: String
    let mark: Mark
    let context: (text: String, mark: Mark)?
    let isOutOfMemory: Bool
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// libyaml borrows its input until the parser is deleted.
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let end: Mark
  /// How far `startsWithTag` has walked: an offset, and the number of characters before it.
  private var walked = (offset: 0, characters: 0)

  /// - Parameters:
  ///   - bytes: UTF-8 without characters that libyaml refuses.
  ///   - end: where the bytes end.
  /// - Returns: nil if there is no memory.
  init?(_ bytes: [UInt8], end: Mark) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      return nil
    }
    unsafe self.parser = unsafe parser
    self.end = end
    unsafe input = .allocate(capacity: bytes.count)
    _ = unsafe input.initialize(from: bytes)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event; `streamEnd` is the last.
  mutating func next() throws(Failure) -> YAMLEvent {
    while true {
      var raw = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
      defer { unsafe yaml_event_delete(&raw) }
      let start = mark(unsafe raw.start_mark)
      switch unsafe raw.type {
      case YAML_SCALAR_EVENT: return unsafe scalar(raw, at: start)
      case YAML_MAPPING_START_EVENT:
        let properties = unsafe raw.data.mapping_start
        return YAMLEvent(
          .mappingStart, at: start, hasAnchor: unsafe properties.anchor != nil,
          hasTag: unsafe properties.tag != nil)
      case YAML_SEQUENCE_START_EVENT:
        let properties = unsafe raw.data.sequence_start
        return YAMLEvent(
          .sequenceStart, at: start, hasAnchor: unsafe properties.anchor != nil,
          hasTag: unsafe properties.tag != nil)
      case YAML_MAPPING_END_EVENT: return YAMLEvent(.mappingEnd, at: start)
      case YAML_SEQUENCE_END_EVENT: return YAMLEvent(.sequenceEnd, at: start)
      case YAML_ALIAS_EVENT: return YAMLEvent(.alias, at: start)
      case YAML_DOCUMENT_START_EVENT: return YAMLEvent(.documentStart, at: start)
      case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return YAMLEvent(.streamEnd, at: start)
      default: continue  // the stream's start and the documents' ends say nothing
      }
    }
  }

  private mutating func scalar(_ raw: yaml_event_t, at start: Mark) -> YAMLEvent {
    let scalar = unsafe raw.data.scalar
    let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    let text = unsafe String(decoding: value, as: UTF8.self)
    var hasTag = unsafe scalar.tag != nil
    let style: YAMLEvent.ScalarStyle
    switch unsafe scalar.style {
    case YAML_PLAIN_SCALAR_STYLE:
      style = .plain
      let written = unsafe raw.end_mark.index - raw.start_mark.index
      if !hasTag, written != value.count { hasTag = startsWithTag(at: Int(unsafe raw.start_mark.index)) }
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      style = .doubleQuoted
      hasTag = unsafe hasTag || scalar.quoted_implicit == 0
    default:
      style = .otherQuoted
      hasTag = unsafe hasTag || scalar.quoted_implicit == 0
    }
    return YAMLEvent(
      .scalar(text, style), at: start, hasAnchor: unsafe scalar.anchor != nil, hasTag: hasTag)
  }

  /// libyaml drops the tag `!` of a scalar without a trace, but for the place where the scalar starts. Asked only
  /// about scalars longer in the file than in memory, and only forwards: the walk is linear over all.
  private mutating func startsWithTag(at character: Int) -> Bool {
    let count = unsafe input.count
    while walked.characters < character, walked.offset < count {
      walked.offset += 1
      while walked.offset < count, unsafe input[walked.offset] & 0xC0 == 0x80 { walked.offset += 1 }
      walked.characters += 1
    }
    return unsafe walked.offset < count && input[walked.offset] == 0x21
  }

  private func failure() -> Failure {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
    let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
    return Failure(
      problem: problem ?? "cannot be read as YAML", mark: mark(unsafe parser.pointee.problem_mark),
      context: context.map { ($0, mark(unsafe parser.pointee.context_mark)) },
      isOutOfMemory: unsafe parser.pointee.error == YAML_MEMORY_ERROR)
  }

  /// libyaml counts from 0, in code points, and sees one line more behind a last line without an end.
  private func mark(_ mark: yaml_mark_t) -> Mark {
    guard mark.line < end.line else { return end }
    return Mark(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
