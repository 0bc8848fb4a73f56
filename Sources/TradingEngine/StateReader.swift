import Chronology
import StrictJSON

/// Reads a state document's members strictly.
struct StateReader {
  private var reader: JSONObjectReader

  init(_ json: JSON, version key: String) throws(StateDocumentError) {
    do {
      reader = try JSONObjectReader(json)
      let version = try reader.string(key)
      guard version == "v1" else { throw StateDocumentError("$.\(key): expected v1, found \(version)") }
    } catch let error as StateDocumentError {
      throw error
    } catch {
      throw StateDocumentError("\(error)")
    }
  }

  mutating func optionalString(_ key: String) throws(StateDocumentError) -> String? {
    do { return try reader.optionalString(key) } catch { throw StateDocumentError(error.description) }
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(StateDocumentError) -> Word
  where Word.RawValue == String {
    guard let text = try optionalString(key), let word = Word(rawValue: text) else {
      throw StateDocumentError(
        "$.\(key): expected one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }

  mutating func timestamp(_ key: String) throws(StateDocumentError) -> Timestamp {
    guard let time = try optionalTimestamp(key) else { throw StateDocumentError("$.\(key): expected a time") }
    return time
  }

  mutating func optionalTimestamp(_ key: String) throws(StateDocumentError) -> Timestamp? {
    guard let text = try optionalString(key) else { return nil }
    guard let time = Timestamp(canonical: text) else {
      throw StateDocumentError("$.\(key): expected a time like 2026-11-23T14:05:09.120Z, found '\(text)'")
    }
    return time
  }

  mutating func objects(_ key: String) throws(StateDocumentError) -> [JSON] {
    let elements: [JSON]
    do { elements = try reader.array(key) } catch { throw StateDocumentError(error.description) }
    for (index, element) in elements.enumerated() where element.members == nil {
      throw StateDocumentError("$.\(key)[\(index)]: expected an object")
    }
    return elements
  }

  func finish() throws(StateDocumentError) {
    do { try reader.finish() } catch { throw StateDocumentError(error.description) }
  }
}

extension JSON {
  /// The text, or null.
  static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
