public import StrictJSON

/// Why a payload is not a Statement, or one cannot be made.
public enum StatementError: Error, Sendable, Hashable {
  case notJSON(JSONError)
  /// A member that is missing, unknown or of another kind.
  case shape(path: String, expected: String, found: String)
  /// The `_type` of something else, or of another version.
  case type(found: String)
  /// Nothing that the statement is about.
  case noSubject
  /// An empty name, or one that stands there twice.
  case subjectName(String)
  /// No SHA-256 in 64 lower-case hexadecimal digits.
  case subjectDigest(name: String, found: String)
  /// A statement, but encoding it gives other bytes: white space, another order, unneeded escapes.
  case notCanonical

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .notJSON: "statement.not-json"
    case .shape: "statement.shape"
    case .type: "statement.type"
    case .noSubject: "statement.no-subject"
    case .subjectName: "statement.subject-name"
    case .subjectDigest: "statement.subject-digest"
    case .notCanonical: "statement.not-canonical"
    }
  }

  /// What should have been there.
  public var expected: String {
    switch self {
    case .notJSON: "strict JSON"
    case .shape(let path, let expected, _): "\(expected) at \(path)"
    case .type: Statement.type
    case .noSubject: "at least one subject"
    case .subjectName: "subjects with a name each, none twice"
    case .subjectDigest(let name, _): "64 lower-case hexadecimal digits for subject \"\(name)\""
    case .notCanonical: "a statement in its one byte form"
    }
  }

  /// What was there.
  public var found: String {
    switch self {
    case .notJSON(let error): error.description
    case .shape(_, _, let found), .type(let found), .subjectDigest(_, let found): found
    case .noSubject: "none"
    case .subjectName(let name): name.isEmpty ? "an empty name" : "\"\(name)\" twice"
    case .notCanonical: "another form"
    }
  }

  /// What to do about it.
  public var hint: String { "use a document that this version of `readiness` wrote" }
}
