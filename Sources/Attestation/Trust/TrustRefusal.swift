/// Why signatures do not count. Raw values are a contract, design §5.3: add cases, never rename one.
public enum TrustCode: String, Sendable, Hashable, CaseIterable {
  case unknownKey = "signature.unknown-key"
  case invalidSignature = "signature.invalid"
  case threshold = "signature.threshold"
  case notValidNow = "key.not-valid-now"
  case wrongRole = "key.wrong-role"
  case wrongEnvironment = "key.wrong-environment"
  case notValidAtIssue = "key.not-valid-at-issue"
  case revoked = "key.revoked"
}

/// A refusal, as a person needs it.
public struct TrustRefusal: Error, Sendable, Hashable {
  public let code: TrustCode
  /// What the keyring asks for.
  public let expected: String
  /// What the document or the key has.
  public let found: String
  /// What to do about it.
  public let hint: String

  init(_ code: TrustCode, expected: String, found: String, hint: String) {
    self.code = code
    self.expected = expected
    self.found = found
    self.hint = hint
  }
}
