import Chronology
import ExactDecimal
import StrictJSON

extension JSONObjectReader {
  mutating func word<Word: CaseIterable & RawRepresentable>(
    _ key: String
  ) throws(JSONShapeError) -> Word where Word.RawValue == String {
    let text = try string(key)
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "one of \(words)", found: text)
    }
    return word
  }

  mutating func filledString(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard !text.isEmpty else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a text", found: "an empty one")
    }
    return text
  }

  mutating func sha256(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard isSHA256(text) else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a SHA-256 digest", found: text)
    }
    return text
  }

  mutating func sha256s(_ key: String) throws(JSONShapeError) -> [String] {
    let digests = try strings(key)
    for digest in digests where !isSHA256(digest) {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "SHA-256 digests", found: digest)
    }
    return digests
  }

  mutating func timestamp(_ key: String) throws(JSONShapeError) -> Timestamp {
    let text = try string(key)
    guard let time = Timestamp(canonical: text) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a time in UTC with milliseconds", found: text)
    }
    return time
  }

  mutating func decimal(_ key: String) throws(JSONShapeError) -> ExactDecimal {
    let text = try string(key)
    guard let value = ExactDecimal(text), value > .zero, value.description == text else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a decimal above zero in lowest terms", found: text)
    }
    return value
  }

  /// An object whose members are the venue's, or null.
  mutating func optionalRecord(_ key: String) throws(JSONShapeError) -> JSON {
    let json = try value(key)
    guard json.isNull || json.members != nil else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "an object or null", found: json.kindName)
    }
    return json
  }
}

func isSHA256(_ text: String) -> Bool {
  text.utf8.count == 64
    && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
