import Cryptography

/// Where the chain stands: how many records there were, and the digest of the last one's line.
struct JournalHead: Hashable {
  var seq: Int64
  /// SHA-256 of the line without its newline, in hexadecimal.
  var hash: String

  /// Before the first record.
  static let start = JournalHead(seq: 0, hash: String(repeating: "0", count: 64))
}
