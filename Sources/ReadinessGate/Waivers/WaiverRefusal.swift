/// Why a waiver that `check` was given excuses nothing. The run goes on without it.
public struct WaiverRefusal: Error, Sendable, Hashable {
  /// The file, as it was named.
  public let path: String
  /// Stable, such as `waiver.expired`.
  public let code: String
  public let expected: String
  public let found: String
  public let hint: String

  init(_ code: String, of path: String, expected: String, found: String, hint: String) {
    self.path = path
    self.code = code
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  /// `error: … [code]`, then `hint: …`.
  public var rendered: String {
    GateFailure(
      code, "the waiver '\(path)' excuses nothing: expected \(expected), found \(found)", hint: hint,
      exitStatus: 0
    ).rendered
  }
}
