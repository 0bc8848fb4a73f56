import Cryptography
import DurableFiles
package import StrictJSON

/// A small JSON file in one byte form, with a final newline, that is replaced as a whole.
package enum StrictDocument {
  /// - Parameter limit: bytes.
  /// - Returns: nil when nothing stands at the path.
  package static func read(_ path: String, limit: Int) throws(AuditLogError) -> JSON? {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: limit, follow: false) } catch {
      if error.isNotFound { return nil }
      throw AuditLogError(error)
    }
    let json: JSON
    do { json = try JSON.parse(bytes) } catch {
      throw .damaged(path: path, reason: error.description)
    }
    guard encoded(json) == bytes else { throw .damaged(path: path, reason: "it is not in its one byte form") }
    return json
  }

  package static func encoded(_ json: JSON) -> [UInt8] { json.encoded() + [0x0A] }

  // MARK: With a digest

  /// For what permits more when a digit in it changes: the last member is the digest of the others in their byte form.
  ///
  /// It tells what a disk changed. Whoever may write the file can write the digest, too.
  package static func sealed(_ members: [JSONMember]) -> JSON {
    .object(members + [JSONMember(sealKey, .string(digest(of: members)))])
  }

  /// - Returns: what was sealed; nil when nothing stands at the path.
  package static func readSealed(_ path: String, limit: Int) throws(AuditLogError) -> JSON? {
    guard let json = try read(path, limit: limit) else { return nil }
    guard case .object(var members) = json, let last = members.popLast(), last.key == sealKey,
      last.value.stringValue == digest(of: members)
    else { throw .damaged(path: path, reason: "it does not end with the digest of its members") }
    return .object(members)
  }

  private static let sealKey = "sha256"

  private static func digest(of members: [JSONMember]) -> String {
    SHA256.digest(of: JSON.object(members).encoded()).hex
  }
}

extension JSONObjectReader {
  /// 64 lower-case hexadecimal digits.
  mutating func digest(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard isDigest(text) else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "64 lower-case hex digits", found: text)
    }
    return text
  }

  mutating func optionalDigest(_ key: String) throws(JSONShapeError) -> String? {
    guard let text = try optionalString(key) else { return nil }
    guard isDigest(text) else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "64 lower-case hex digits", found: text)
    }
    return text
  }
}

func isDigest(_ text: String) -> Bool {
  text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
