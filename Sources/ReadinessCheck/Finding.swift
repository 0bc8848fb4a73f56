public import Chronology
import StrictJSON

/// One thing that a check looked at, what it should have been and what it was.
public struct Finding: Sendable, Hashable {
  public enum Status: String, Sendable, CaseIterable {
    case pass, fail
    /// The question could not be answered, which counts as closed.
    case unknown
  }

  /// A file that a finding rests on.
  public struct Artifact: Sendable, Hashable {
    public let name: String
    /// 64 lower-case hexadecimal digits.
    public let sha256: String

    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  public var status: Status
  /// What was looked at: a distribution, a path, a variable, a case id.
  public var subject: String
  public var expected: String
  public var found: String
  /// One sentence, lower case, no full stop.
  public var message: String
  /// What to do about it, where that is known.
  public var hint: String?
  /// `path:line` or `path:line:column`, where the finding is about a place in a file.
  public var position: String?
  /// Until when the finding holds, for evidence that ages.
  public var validUntil: Timestamp?
  public var artifact: Artifact?

  public init(
    _ status: Status, subject: String, expected: String, found: String, message: String, hint: String? = nil,
    position: String? = nil, validUntil: Timestamp? = nil, artifact: Artifact? = nil
  ) {
    self.status = status
    self.subject = subject
    self.expected = expected
    self.found = found
    self.message = message
    self.hint = hint
    self.position = position
    self.validUntil = validUntil
    self.artifact = artifact
  }
}

/// A kind of fact that a check may state besides its findings, and that the report carries for the engine.
public enum StatedFact: Sendable, Hashable, CaseIterable {
  case libraries, statePaths, behaviours
}

/// What a check answers: findings, and facts that the report carries besides.
public struct CheckAnswer: Sendable, Hashable {
  /// At least one, or the runner calls the answer unknown: a check that asserts nothing passes nothing.
  public var findings: [Finding]
  /// Run-time versions by library name, as the subject `engine` reports them.
  public var libraries: [String: String]
  /// Absolute paths by variable name, as the subject `engine` resolves them.
  public var statePaths: [String: String]
  /// Certified behaviours by name: `yes`, `no` or `not-observed`.
  public var behaviours: [String: String]

  public init(
    findings: [Finding], libraries: [String: String] = [:], statePaths: [String: String] = [:],
    behaviours: [String: String] = [:]
  ) {
    self.findings = findings
    self.libraries = libraries
    self.statePaths = statePaths
    self.behaviours = behaviours
  }
}
