public import Chronology

/// The world as a check sees it: files, programs, clocks, chance, and what the parent process handed down.
public struct CheckContext: Sendable {
  /// The id of the blocker that asks.
  public var blocker: String
  /// The policy's environment, such as `live`.
  public var environment: String
  /// The folder that relative paths start from when a check has no root. Absolute.
  public var policyFolder: String
  public var files: any FileAccess
  public var programs: any ProgramAccess
  /// The gate's own process environment, which stands for the service's; `environment-files` overlay it.
  public var serviceEnvironment: [String: String]
  /// The policy's subjects that could be read, by name.
  public var subjects: [String: Subject]
  /// Keys that may vouch for evidence: the keyring's bytes, read by the parent; nil in a dry run without one.
  public var keyring: [UInt8]?
  public var clocks: any ClockAccess
  public var now: @Sendable () -> Timestamp
  /// 32 hexadecimal digits that nobody can foresee, others each time.
  public var nonce: @Sendable () -> String
  /// How long the check may still take; programs it starts get no more.
  public var remainingMilliseconds: @Sendable () -> Int64

  /// A file whose digest the report binds.
  public struct Subject: Sendable, Hashable {
    /// As the policy names it, made absolute.
    public let path: String
    /// 64 lower-case hexadecimal digits; empty for a check that does not read digests.
    public let sha256: String

    public init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  public init(
    blocker: String, environment: String, policyFolder: String, files: any FileAccess,
    programs: any ProgramAccess, serviceEnvironment: [String: String], subjects: [String: Subject],
    keyring: [UInt8]?, clocks: any ClockAccess, now: @escaping @Sendable () -> Timestamp,
    nonce: @escaping @Sendable () -> String, remainingMilliseconds: @escaping @Sendable () -> Int64
  ) {
    self.blocker = blocker
    self.environment = environment
    self.policyFolder = policyFolder
    self.files = files
    self.programs = programs
    self.serviceEnvironment = serviceEnvironment
    self.subjects = subjects
    self.keyring = keyring
    self.clocks = clocks
    self.now = now
    self.nonce = nonce
    self.remainingMilliseconds = remainingMilliseconds
  }
}
