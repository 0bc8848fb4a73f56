public import Cryptography
import StrictJSON

/// One signature of an envelope.
public struct DSSESignature: Sendable, Hashable {
  /// Names the key, unauthenticated: for ours the lower-case hexadecimal SHA-256 of the public key's 32
  /// bytes, for foreign ones anything, or empty.
  public let keyID: String
  public let signature: [UInt8]

  public init(keyID: String, signature: [UInt8]) {
    self.keyID = keyID
    self.signature = signature
  }
}

/// A DSSE v1.0.2 envelope: bytes of a stated type, and signatures over both.
///
/// Having one says nothing about trust; see ``Keyring``. Whoever trusts it parses ``payload``, the very
/// bytes that were verified, and never the file again.
///
/// Source: github.com/secure-systems-lab/dsse, protocol.md and envelope.md, v1.0.2.
public struct DSSEEnvelope: Sendable, Hashable {
  public let payloadType: String
  public let payload: [UInt8]
  public let signatures: [DSSESignature]

  public init(payloadType: String, payload: [UInt8], signatures: [DSSESignature]) {
    self.payloadType = payloadType
    self.payload = payload
    self.signatures = signatures
  }

  /// What is signed: `DSSEv1 SP len(type) SP type SP len(payload) SP payload`, lengths in bytes of UTF-8.
  public static func preAuthenticationEncoding(payloadType: String, payload: [UInt8]) -> [UInt8] {
    let start = "DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) "
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.utf8.count + payload.count)
    bytes += start.utf8
    bytes += payload
    return bytes
  }

  /// ``preAuthenticationEncoding(payloadType:payload:)`` of this envelope.
  public var signedBytes: [UInt8] {
    Self.preAuthenticationEncoding(payloadType: payloadType, payload: payload)
  }

  /// Whether the one byte form can hold it: printable ASCII that JSON writes without escapes, not empty.
  public static func isPlain(payloadType: String) -> Bool {
    !payloadType.isEmpty
      && payloadType.utf8.allSatisfy { 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }
  }

  /// Signs with every key; keys in any order, each once.
  ///
  /// - Throws: ``EnvelopeError/payloadType(_:)``, ``EnvelopeError/signatures(_:)`` for no key, too many or
  ///   one twice, ``EnvelopeError/signing(code:message:)``.
  public static func sign(
    payloadType: String, payload: [UInt8], with keys: [Ed25519PrivateKey]
  ) throws(EnvelopeError) -> DSSEEnvelope {
    guard isPlain(payloadType: payloadType) else { throw .payloadType(payloadType) }
    let limit = EnvelopeLimits().signatures
    guard (1...limit).contains(keys.count) else { throw .signatures("\(keys.count) keys") }
    guard Set(keys.map(\.publicKey)).count == keys.count else { throw .signatures("the same key twice") }
    let signedBytes = preAuthenticationEncoding(payloadType: payloadType, payload: payload)
    var signatures: [DSSESignature] = []
    for key in keys {
      do {
        signatures.append(
          DSSESignature(keyID: key.publicKey.keyID, signature: try key.signature(for: signedBytes)))
      } catch {
        throw .signing(code: error.code, message: error.message)
      }
    }
    return DSSEEnvelope(
      payloadType: payloadType, payload: payload, signatures: signatures.sorted(by: precedes))
  }

  /// The one byte form: `payloadType`, `payload`, `signatures` (`keyid`, `sig`, sorted by keyid), no white
  /// space, standard base64 with padding, a final newline.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Base64.encodedByteCount(payload.count) + 256 * (signatures.count + 1))
    bytes += CanonicalEnvelope.beforeType
    // Between the quotes that JSON would write, which the parts around it already have.
    bytes += JSON.string(payloadType).encoded().dropFirst().dropLast()
    bytes += CanonicalEnvelope.beforePayload
    Base64.encode(payload, appendingTo: &bytes)
    bytes += CanonicalEnvelope.beforeSignatures
    for (index, signature) in signatures.sorted(by: Self.precedes).enumerated() {
      if index > 0 { bytes += CanonicalEnvelope.betweenSignatures }
      bytes += CanonicalEnvelope.beforeKeyID
      bytes += JSON.string(signature.keyID).encoded().dropFirst().dropLast()
      bytes += CanonicalEnvelope.beforeSignature
      Base64.encode(signature.signature, appendingTo: &bytes)
      bytes += CanonicalEnvelope.afterSignature
    }
    bytes += CanonicalEnvelope.end
    return bytes
  }

  private static func precedes(_ left: DSSESignature, _ right: DSSESignature) -> Bool {
    left.keyID.utf8.lexicographicallyPrecedes(right.keyID.utf8)
  }
}
