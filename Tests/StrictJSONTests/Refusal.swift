import StrictJSON
import Testing

/// Text that is refused, marked with `»` before the offending byte.
struct Refusal: Sendable, CustomTestStringConvertible {
  let marked: String
  let code: JSONError.Code

  init(_ marked: String, _ code: JSONError.Code) {
    self.marked = marked
    self.code = code
  }

  var testDescription: String { "\(marked.debugDescription): \(code.rawValue)" }

  var source: (bytes: [UInt8], offset: Int) {
    let parts = marked.split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
    return (Array(parts.joined().utf8), parts[0].utf8.count)
  }

  static let all = structure + numbers + strings

  static let structure = [
    Refusal("»", .empty), Refusal(" \n»", .empty), Refusal("»\u{FEFF}1", .byteOrderMark),
    Refusal("»]", .unexpectedByte), Refusal("»,", .unexpectedByte), Refusal("»:", .unexpectedByte),
    Refusal("[»", .unexpectedEnd), Refusal("{»", .unexpectedEnd), Refusal("[1»", .unexpectedEnd),
    Refusal("[1,»", .unexpectedEnd), Refusal("{\"a\"»", .unexpectedEnd), Refusal("{\"a\":»", .unexpectedEnd),
    Refusal("{\"a\":1»", .unexpectedEnd), Refusal("{\"a\":1,»", .unexpectedEnd),
    Refusal("\"»", .unexpectedEnd),
    Refusal("tru»", .unexpectedEnd), Refusal("[[[1]]»", .unexpectedEnd),
    Refusal("[1,»]", .unexpectedByte), Refusal("[»,1]", .unexpectedByte), Refusal("[1 »2]", .unexpectedByte),
    Refusal("[1»}", .unexpectedByte), Refusal("{»]", .unexpectedByte), Refusal("{»1:2}", .unexpectedByte),
    Refusal("{»a:1}", .unexpectedByte), Refusal("{\"a\"»,1}", .unexpectedByte),
    Refusal("{\"a\":1»]", .unexpectedByte),
    Refusal("{\"a\":1,»}", .unexpectedByte), Refusal("{\"a\":»}", .unexpectedByte),
    Refusal("{»,}", .unexpectedByte),
    Refusal("»'a'", .unexpectedByte), Refusal("[»// x\n1]", .unexpectedByte),
    Refusal("»\u{A0}1", .unexpectedByte),
    Refusal("[»é]", .unexpectedByte), Refusal("»\u{B}1", .unexpectedByte), Refusal("»\0", .unexpectedByte),
    Refusal("»True", .unexpectedByte), Refusal("t»True", .unexpectedByte), Refusal("n»il", .unexpectedByte),
    Refusal("»undefined", .unexpectedByte),
    Refusal("1 »2", .trailingBytes), Refusal("{}»}", .trailingBytes), Refusal("[]»\0", .trailingBytes),
    Refusal("null»l", .trailingBytes), Refusal("\"a\"»\"b\"", .trailingBytes), Refusal("1»,", .trailingBytes),
    Refusal("{\"a\":1,»\"a\":2}", .duplicateKey), Refusal("{\"a\":1,»\"\\u0061\":2}", .duplicateKey),
    Refusal("{\"é\":1,»\"e\u{301}\":2}", .duplicateKey), Refusal("{\"\":1,»\"\":2}", .duplicateKey),
    Refusal("[{\"b\":{\"a\":1,\"c\":{},»\"a\":1}}]", .duplicateKey),
    Refusal("{\((0..<50).map { "\"k\($0)\":0" }.joined(separator: ",")),»\"k3\":1}", .duplicateKey),
    Refusal("{\((0..<50).map { "\"k\($0)\":0" }.joined(separator: ",")),»\"k49\":1}", .duplicateKey),
  ]

  static let numbers = [
    Refusal("0»1", .invalidNumber), Refusal("-0»1", .invalidNumber), Refusal("-»a", .invalidNumber),
    Refusal("-»", .unexpectedEnd), Refusal("1.»", .unexpectedEnd), Refusal("1e»", .unexpectedEnd),
    Refusal("1e+»", .unexpectedEnd), Refusal("[1.»]", .invalidNumber), Refusal("[1.»e1]", .invalidNumber),
    Refusal("[1e»]", .invalidNumber), Refusal("[1E-»]", .invalidNumber),
    Refusal("[1e+»-1]", .invalidNumber),
    Refusal("»+1", .unexpectedByte), Refusal("».5", .unexpectedByte), Refusal("-».5", .invalidNumber),
    Refusal("»NaN", .unexpectedByte), Refusal("»Infinity", .unexpectedByte),
    Refusal("-»Infinity", .invalidNumber),
    Refusal("0»x1F", .trailingBytes), Refusal("1»_000", .trailingBytes),
    Refusal("1.2».3", .trailingBytes),
    Refusal("-»-1", .invalidNumber), Refusal("[1»a]", .unexpectedByte), Refusal("»１", .unexpectedByte),
  ]

  static let strings = [
    Refusal("\"a»\nb\"", .controlCharacter), Refusal("\"»\t\"", .controlCharacter),
    Refusal("\"»\0\"", .controlCharacter),
    Refusal("\"»\u{1F}\"", .controlCharacter), Refusal("{\"»\n\":1}", .controlCharacter),
    Refusal("\"»\\a\"", .invalidEscape), Refusal("\"»\\'\"", .invalidEscape),
    Refusal("\"»\\x41\"", .invalidEscape),
    Refusal("\"»\\U0041\"", .invalidEscape), Refusal("\"»\\\n\"", .invalidEscape),
    Refusal("\"»\\u12G4\"", .invalidEscape),
    Refusal("\"»\\u+123\"", .invalidEscape), Refusal("\"»\\u12\"", .invalidEscape),
    Refusal("\"»\\é\"", .invalidEscape),
    Refusal("\"\\»", .unexpectedEnd), Refusal("\"\\u12»", .unexpectedEnd), Refusal("\"\\\"»", .unexpectedEnd),
    Refusal("\"ab»\\uD800\"", .loneSurrogate), Refusal("\"»\\uDC00\"", .loneSurrogate),
    Refusal("\"»\\uD800x\"", .loneSurrogate), Refusal("\"»\\uD800\\n\"", .loneSurrogate),
    Refusal("\"»\\uD800\\u0041\"", .loneSurrogate), Refusal("\"»\\uD800\\uD800\"", .loneSurrogate),
    Refusal("\"»\\uDFFF\\uDBFF\"", .loneSurrogate), Refusal("\"»\\uD800", .loneSurrogate),
    Refusal("\"\\uD83D»\\uZZZZ\"", .invalidEscape),
    Refusal("[»\"e\(String(repeating: "\u{301}", count: 31))\"]", .combiningCharacters),
    Refusal("[»\"e\(String(repeating: "\\u0301", count: 31))\"]", .combiningCharacters),
  ]
}
