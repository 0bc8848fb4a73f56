public import Cryptography
public import StrictJSON

/// The `payloadType` of an envelope that holds an in-toto Statement.
public let inTotoPayloadType = "application/vnd.in-toto+json"

/// An in-toto Statement v1: what is said (`predicate`) about which files (`subjects`).
///
/// Stricter than in-toto, whose consumers ignore unknown fields: ours has exactly these fields in this
/// order, so that no reader can miss a restriction that another one sees.
///
/// Source: github.com/in-toto/attestation, spec/v1/statement.md.
public struct Statement: Sendable, Hashable {
  /// The `_type` of version 1.
  public static let type = "https://in-toto.io/Statement/v1"

  /// A file that the predicate is about, by its digest.
  public struct Subject: Sendable, Hashable {
    /// Unique in its statement, not empty.
    public let name: String
    public let sha256: SHA256Digest

    public init(name: String, sha256: SHA256Digest) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// At least one; in the writer's order.
  public let subjects: [Subject]
  /// A URI that names the predicate's form with its major version.
  public let predicateType: String
  /// An object.
  public let predicate: JSON

  /// - Throws: ``StatementError`` for no subject, a name that is empty or there twice, an empty
  ///   `predicateType`, a predicate that is no object.
  public init(subjects: [Subject], predicateType: String, predicate: JSON) throws(StatementError) {
    guard !subjects.isEmpty else { throw .noSubject }
    var names: Set<String> = []
    for subject in subjects {
      guard !subject.name.isEmpty, names.insert(subject.name).inserted else {
        throw .subjectName(subject.name)
      }
    }
    guard !predicateType.isEmpty else {
      throw .shape(path: "$.predicateType", expected: "a URI", found: "an empty text")
    }
    guard predicate.members != nil else {
      throw .shape(path: "$.predicate", expected: "an object", found: predicate.kindName)
    }
    self.subjects = subjects
    self.predicateType = predicateType
    self.predicate = predicate
  }

  /// The same with digests as 64 lower-case hexadecimal digits.
  ///
  /// - Throws: also ``StatementError/subjectDigest(name:found:)``.
  @_disfavoredOverload
  public init(
    subjects: [(name: String, sha256: String)], predicateType: String, predicate: JSON
  ) throws(StatementError) {
    var parsed: [Subject] = []
    for (name, hex) in subjects {
      guard let digest = SHA256Digest(hex: hex) else { throw .subjectDigest(name: name, found: hex) }
      parsed.append(Subject(name: name, sha256: digest))
    }
    try self.init(subjects: parsed, predicateType: predicateType, predicate: predicate)
  }

  /// The digest of the subject with this name.
  public func digest(ofSubject name: String) -> SHA256Digest? {
    subjects.first { $0.name == name }?.sha256
  }

  /// The payload's one byte form, without a final newline.
  public func encoded() -> [UInt8] { json.encoded() }

  /// The statement as JSON, members in the order in which they are written.
  public var json: JSON {
    [
      "_type": .string(Self.type),
      "subject": .array(
        subjects.map { subject in
          ["name": .string(subject.name), "digest": ["sha256": .string(subject.sha256.hex)]]
        }),
      "predicateType": .string(predicateType),
      "predicate": predicate,
    ]
  }
}
