import StrictJSON

/// Where the numbering of one (environment, scope, policy name, machine) stands.
struct Chain: Hashable {
  var sequence: Int64
  /// Digest of the payload with that number.
  var previous: String

  var encoded: [UInt8] {
    StrictDocument.encoded([
      "chain": "v1", "sequence": .integer(sequence), "previous": .string(previous),
    ])
  }

  /// - Returns: nil when there is no such file.
  static func read(_ path: String) throws(AuditLogError) -> Chain? {
    guard let json = try StrictDocument.read(path, limit: 4 << 10) else { return nil }
    do { return try Chain(json) } catch { throw .damaged(path: path, reason: error.description) }
  }

  private init(_ json: JSON) throws(JSONShapeError) {
    var reader = try JSONObjectReader(json)
    let version = try reader.string("chain")
    guard version == "v1" else {
      throw JSONShapeError(.wrongKind, at: "$.chain", expected: "v1", found: version)
    }
    sequence = try reader.integer("sequence", in: 0 ... .max)
    previous = try reader.digest("previous")
    try reader.finish()
  }

  init(sequence: Int64, previous: String) {
    self.sequence = sequence
    self.previous = previous
  }
}
