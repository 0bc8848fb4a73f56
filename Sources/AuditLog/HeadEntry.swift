public import ReadinessReport
import StrictJSON

/// The newest report about one pair of subjects, as a head file names it.
public struct HeadEntry: Sendable, Hashable {
  /// Digest of the subject `engine`; nil when the policy has no such subject.
  public var engine: String?
  /// Digest of the subject `configuration`; nil when the policy has no such subject.
  public var configuration: String?
  public var sequence: Int64
  /// Digest of the report's payload, its name in the archive.
  public var sha256: String
  public var verdict: Verdict

  public init(
    engine: String?, configuration: String?, sequence: Int64, sha256: String, verdict: Verdict
  ) {
    self.engine = engine
    self.configuration = configuration
    self.sequence = sequence
    self.sha256 = sha256
    self.verdict = verdict
  }

  /// Whether both are about the same pair of digests.
  public func isAboutSame(as other: HeadEntry) -> Bool {
    engine == other.engine && configuration == other.configuration
  }
}

extension HeadEntry {
  var json: JSON {
    [
      "engine": engine.map(JSON.string) ?? .null,
      "configuration": configuration.map(JSON.string) ?? .null,
      "sequence": .integer(sequence), "sha256": .string(sha256), "verdict": .string(verdict.rawValue),
    ]
  }

  init(_ json: JSON, at path: String) throws(JSONShapeError) {
    var reader = try JSONObjectReader(json, at: path)
    engine = try reader.optionalDigest("engine")
    configuration = try reader.optionalDigest("configuration")
    sequence = try reader.integer("sequence", in: 0 ... .max)
    sha256 = try reader.digest("sha256")
    let word = try reader.string("verdict")
    guard let verdict = Verdict(rawValue: word) else {
      throw JSONShapeError(.wrongKind, at: reader.path(of: "verdict"), expected: "a verdict", found: word)
    }
    self.verdict = verdict
    try reader.finish()
  }
}
