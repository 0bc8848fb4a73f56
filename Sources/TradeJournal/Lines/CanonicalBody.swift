import StrictJSON

/// A body of which it is certain that it can be read again.
///
/// A record that was accepted and then stops every later opening would be worse than one that was refused: so what is
/// written is read back first, by the parser and within the limits that opening has.
struct CanonicalBody {
  static let depthLimit = 60

  let json: JSON
  let bytes: [UInt8]

  init(_ json: JSON, limit: Int) throws(JournalError) {
    guard Self.isEncodable(json, depth: 0) else {
      throw .invalid("it has a number that is none, or is nested more than \(Self.depthLimit) deep")
    }
    bytes = json.encoded()
    guard bytes.count <= limit else {
      throw .invalid("it has \(bytes.count) bytes; at most \(limit) are taken")
    }
    let again: JSON
    do { again = try JSON.parse(bytes, limits: Self.limits(bytes: bytes.count)) } catch {
      throw .invalid("it could not be read again: \(error)")
    }
    guard again.encoded() == bytes else { throw .invalid("it would be read as something else") }
    self.json = json
  }

  /// For a text with a body inside.
  static func limits(bytes: Int) -> JSONLimits {
    JSONLimits(bytes: bytes, depth: depthLimit + 4, values: 10_000_000)
  }

  private static func isEncodable(_ json: JSON, depth: Int) -> Bool {
    guard depth <= depthLimit else { return false }
    return switch json {
    case .null, .bool, .string: true
    case .number(let lexeme): JSON.isNumber(lexeme)
    case .array(let items): items.allSatisfy { isEncodable($0, depth: depth + 1) }
    case .object(let members): members.allSatisfy { isEncodable($0.value, depth: depth + 1) }
    }
  }
}
