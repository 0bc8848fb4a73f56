import Cryptography
import StrictJSON

/// One record as a line: `{"seq":N,"prev":"…","crc":"…","body":…}` in StrictJSON's one byte form.
///
/// `prev` is the digest of the line before, without its newline; 64 zeros for the first. `crc` covers the body.
struct JournalLine {
  /// Why bytes are not the line that should stand there.
  struct Mismatch: Error {
    let expected: String
    let found: String
  }

  let seq: Int64
  let previous: String
  let body: JSON
  /// Without the newline.
  let bytes: [UInt8]

  /// What the chain is at behind this line.
  var head: JournalHead { JournalHead(seq: seq, hash: SHA256.digest(of: bytes).hex) }

  init(after head: JournalHead, _ body: CanonicalBody) {
    (seq, previous, self.body) = (head.seq + 1, head.hash, body.json)
    bytes = Self.encode(seq: seq, previous: previous, body.bytes)
  }

  /// Reads a line strictly: whatever ``init(after:_:)`` does not write is refused.
  init(reading bytes: [UInt8]) throws(Mismatch) {
    let form = "a record in its one byte form"
    let json: JSON
    do { json = try JSON.parse(bytes, limits: CanonicalBody.limits(bytes: bytes.count)) } catch {
      throw Mismatch(expected: form, found: error.description)
    }
    guard let members = json.members, members.map(\.key) == ["seq", "prev", "crc", "body"],
      let seq = members[0].value.integerValue, seq > 0, let previous = members[1].value.stringValue,
      SHA256Digest(hex: previous) != nil, let crc = members[2].value.stringValue
    else { throw Mismatch(expected: form, found: "other members") }
    let body = members[3].value.encoded()
    let expected = Checksum.hex(of: body)
    guard crc == expected else { throw Mismatch(expected: "crc \(expected)", found: "crc \(crc)") }
    guard Self.encode(seq: seq, previous: previous, body) == bytes else {
      throw Mismatch(expected: form, found: "the same values in other bytes")
    }
    (self.seq, self.previous, self.body, self.bytes) = (seq, previous, members[3].value, bytes)
  }

  private static func encode(seq: Int64, previous: String, _ body: [UInt8]) -> [UInt8] {
    let start = #"{"seq":\#(seq),"prev":"\#(previous)","crc":"\#(Checksum.hex(of: body))","body":"#
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.utf8.count + body.count + 1)
    bytes += start.utf8
    bytes += body
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}
