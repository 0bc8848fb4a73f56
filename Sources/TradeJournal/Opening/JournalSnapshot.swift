import Cryptography
import DurableFiles
import StrictJSON

/// The state that the records up to one of them lead to: `snapshot.json`, replaced in one step.
///
/// It also says what has to be there besides: the segment that was written when it was made. Opening misses that
/// segment, so that records after the snapshot cannot vanish with it.
struct JournalSnapshot {
  static let name = "snapshot.json"
  static let byteLimit = 64 << 20

  enum Stored {
    case absent
    case valid(JournalSnapshot)
    case damaged(reason: String)
  }

  let head: JournalHead
  /// The number of the segment in which the next record was to stand.
  let segment: Int
  let body: JSON

  func encoded() throws(JournalError) -> [UInt8] {
    _ = try CanonicalBody(body, limit: Self.byteLimit - 1024)
    let bytes = JSON.object(Self.sealed(members)).encoded()
    // Many small values take more than the bytes they are written in.
    guard case .valid = Self.read(bytes) else { throw .invalid("the snapshot could not be read again") }
    return bytes
  }

  static func load(_ path: String) throws(JournalError) -> Stored {
    do { return read(try DurableFiles.read(path, limit: byteLimit, follow: false)) } catch {
      if error.isNotFound { return .absent }
      if case .tooLarge = error.reason { return .damaged(reason: error.description) }
      throw .failed(error)
    }
  }

  private static func read(_ bytes: [UInt8]) -> Stored {
    do {
      let json = try JSON.parse(bytes, limits: CanonicalBody.limits(bytes: byteLimit))
      var reader = try JSONObjectReader(json)
      guard try reader.string("journal-snapshot") == "v1" else {
        return .damaged(reason: "it has an unknown version")
      }
      let seq = try reader.integer("seq", in: 0 ... .max)
      let hash = try reader.string("head")
      let segment = try reader.integer("segment", in: 1...999_999_999_999)
      let body = try reader.value("body")
      _ = try reader.string("sha256")
      try reader.finish()
      let snapshot = JournalSnapshot(
        head: JournalHead(seq: seq, hash: hash), segment: Int(segment), body: body)
      guard SHA256Digest(hex: hash) != nil, JSON.object(sealed(snapshot.members)).encoded() == bytes else {
        return .damaged(reason: "its digest does not match")
      }
      return .valid(snapshot)
    } catch {
      return .damaged(reason: "\(error)")
    }
  }

  private var members: [JSONMember] {
    [
      JSONMember("journal-snapshot", "v1"), JSONMember("seq", .integer(head.seq)),
      JSONMember("head", .string(head.hash)), JSONMember("segment", .integer(segment)),
      JSONMember("body", body),
    ]
  }

  /// With the digest of the object as it is without it.
  private static func sealed(_ members: [JSONMember]) -> [JSONMember] {
    members + [JSONMember("sha256", .string(SHA256.digest(of: JSON.object(members).encoded()).hex))]
  }
}
