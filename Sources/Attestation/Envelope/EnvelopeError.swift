/// Why bytes are not an envelope, or one could not be made. Says nothing about trust.
public enum EnvelopeError: Error, Sendable, Hashable {
  /// More bytes than ``EnvelopeLimits/bytes``.
  case tooLarge(found: Int, limit: Int)
  /// No DSSE envelope at all; the reason names what is missing or broken.
  case malformed(String)
  /// A DSSE envelope, but not in the one byte form; `offset` is the first byte that differs from it.
  case notCanonical(offset: Int)
  /// A payload type that the one byte form cannot hold: printable ASCII without `"` and `\`, not empty.
  case payloadType(String)
  /// None, more than ``EnvelopeLimits/signatures``, or one key twice.
  case signatures(String)
  /// libcrypto could not sign.
  case signing(code: String, message: String)

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .tooLarge: "envelope.too-large"
    case .malformed: "envelope.malformed"
    case .notCanonical: "envelope.not-canonical"
    case .payloadType: "envelope.payload-type"
    case .signatures: "envelope.signatures"
    case .signing: "envelope.signing"
    }
  }

  /// What should have been there.
  public var expected: String {
    switch self {
    case .tooLarge(_, let limit): "at most \(limit) bytes"
    case .malformed: "a DSSE v1 envelope"
    case .notCanonical: "an envelope in its one byte form"
    case .payloadType: "a payload type of printable ASCII"
    case .signatures: "1 to \(EnvelopeLimits().signatures) signatures, each key once"
    case .signing: "a signature"
    }
  }

  /// What was there.
  public var found: String {
    switch self {
    case .tooLarge(let found, _): "\(found) bytes"
    case .malformed(let reason), .signatures(let reason): reason
    case .notCanonical(let offset): "another form from byte \(offset) on"
    case .payloadType(let type): type.isEmpty ? "an empty one" : "\"\(type)\""
    case .signing(_, let message): message
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .tooLarge, .malformed: "check that this is the file that was meant, and that it was copied whole"
    case .notCanonical: "use the file as `readiness` wrote it; editors and formatters change its bytes"
    case .payloadType: "sign `\(inTotoPayloadType)`"
    case .signatures: "sign with at least one key, and with each key once"
    case .signing: "check the key and libcrypto"
    }
  }
}
