import Cryptography
import ReadinessReport
import StrictJSON

/// Texts by name, sorted.
func texts(_ values: [String: String]) -> JSON {
  .object(
    values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { JSONMember($0.key, .string($0.value)) })
}

func readTexts(_ reader: inout JSONObjectReader, _ key: String) throws(JSONShapeError) -> [String: String] {
  let pairs = try reader.stringMembers(key)
  return Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
}

func anchorJSON(_ anchor: ReadinessReport.Anchor?) -> JSON {
  anchor.map { ["entries": .integer($0.entries), "headSha256": .string($0.headSha256)] } ?? .null
}

func encodedBytes(_ bytes: [UInt8]) -> JSON { .string(Base64.encode(bytes)) }

func readBytes(_ reader: inout JSONObjectReader, _ key: String) throws(JSONShapeError) -> [UInt8]? {
  guard let text = try reader.optionalString(key) else { return nil }
  guard let bytes = Base64.decode(text) else {
    throw JSONShapeError(
      .wrongKind, at: reader.path(of: key), expected: "standard base64", found: "something else")
  }
  return bytes
}
