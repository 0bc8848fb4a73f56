/// What is wrong with a file that should hold one Ed25519 private key.
public enum PrivateKeyMistake: Sendable, Hashable {
  case empty
  /// Larger than any such file, in bytes.
  case tooLarge(found: Int)
  /// No `-----BEGIN …-----` line at the start.
  case notPEM
  /// `ENCRYPTED PRIVATE KEY`, or a legacy `Proc-Type: 4,ENCRYPTED` header.
  case encrypted
  /// Another PEM label, such as `RSA PRIVATE KEY`, `PUBLIC KEY` or `OPENSSH PRIVATE KEY`.
  case wrongLabel(found: String)
  /// The label fits, but the key is for another algorithm, or in a form other than RFC 8410's plain one.
  case notEd25519
  /// No end line, a broken line, or base64 that is not strict.
  case malformed
  /// Something follows the end line: a second key, a comment, white space.
  case trailingData

  /// The stable name of this mistake.
  public var code: String {
    switch self {
    case .empty: "private-key.empty"
    case .tooLarge: "private-key.too-large"
    case .notPEM: "private-key.not-pem"
    case .encrypted: "private-key.encrypted"
    case .wrongLabel: "private-key.wrong-label"
    case .notEd25519: "private-key.not-ed25519"
    case .malformed: "private-key.malformed"
    case .trailingData: "private-key.trailing-data"
    }
  }

  /// One line for a person, lower case, no full stop.
  public var message: String {
    switch self {
    case .empty: "the private key file is empty"
    case .tooLarge(let found): "the private key file has \(found) bytes, an Ed25519 key has about 120"
    case .notPEM: "the private key file is not PEM"
    case .encrypted: "the private key is encrypted, and nobody is there to type its passphrase"
    case .wrongLabel(let found): "the file holds \"\(found)\", not \"PRIVATE KEY\""
    case .notEd25519: "the private key is not an Ed25519 key in its plain PKCS #8 form"
    case .malformed: "the private key file is damaged"
    case .trailingData: "the private key file goes on after the key"
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .encrypted:
      "decrypt it with `openssl pkey` and protect the file by its mode, or by a credential store"
    case .trailingData: "keep one key per file, and nothing else in it"
    case .empty, .tooLarge, .notPEM, .wrongLabel, .notEd25519, .malformed:
      "make one with `readiness keys generate`, or `openssl genpkey -algorithm ed25519`"
    }
  }
}
