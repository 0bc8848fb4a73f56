import Cryptography
import StrictJSON

extension DSSEEnvelope {
  /// Reads the one byte form that ``encoded()`` writes, and nothing else: encoding the result gives the
  /// same bytes.
  ///
  /// - Throws: ``EnvelopeError/tooLarge(found:limit:)`` before anything is decoded;
  ///   ``EnvelopeError/notCanonical(offset:)`` for an envelope in another form,
  ///   ``EnvelopeError/malformed(_:)`` for bytes that are none in any form.
  public static func parseCanonical(
    _ bytes: [UInt8], limits: EnvelopeLimits = .init()
  ) throws(EnvelopeError) -> DSSEEnvelope {
    guard bytes.count <= limits.bytes else { throw .tooLarge(found: bytes.count, limit: limits.bytes) }
    do {
      return try CanonicalEnvelope.read(bytes, signatures: limits.signatures)
    } catch {
      // The reader stops at the first byte; whether the file is an envelope at all makes the better message.
      if case .notCanonical = error { _ = try parseForeign(bytes, limits: limits) }
      throw error
    }
  }

  /// Reads any valid DSSE envelope: white space, any order, unknown fields, either base64 alphabet with or
  /// without padding, keyid absent. Duplicate keys are refused, since readers disagree about them.
  ///
  /// - Throws: ``EnvelopeError/tooLarge(found:limit:)``, ``EnvelopeError/malformed(_:)``,
  ///   ``EnvelopeError/signatures(_:)``.
  public static func parseForeign(
    _ bytes: [UInt8], limits: EnvelopeLimits = .init()
  ) throws(EnvelopeError) -> DSSEEnvelope {
    guard bytes.count <= limits.bytes else { throw .tooLarge(found: bytes.count, limit: limits.bytes) }
    do {
      let json = try JSON.parse(bytes, limits: JSONLimits(bytes: limits.bytes))
      var envelope = try JSONObjectReader(json)
      let type = try envelope.string("payloadType")
      let payload = try decode(envelope.string("payload"), "payload")
      let entries = try envelope.objects("signatures")
      guard (1...limits.signatures).contains(entries.count) else {
        throw EnvelopeError.signatures(entries.isEmpty ? "none" : "\(entries.count)")
      }
      var signatures: [DSSESignature] = []
      for var entry in entries {
        let keyID = entry.has("keyid") ? try entry.optionalString("keyid") ?? "" : ""
        signatures.append(
          DSSESignature(keyID: keyID, signature: try decode(entry.string("sig"), "sig")))
      }
      return DSSEEnvelope(payloadType: type, payload: payload, signatures: signatures)
    } catch let error as EnvelopeError {
      throw error
    } catch let error as JSONError {
      throw .malformed(error.description)
    } catch let error as JSONShapeError {
      throw .malformed(error.description)
    } catch {
      throw .malformed("something unforeseen")
    }
  }

  private static func decode(_ text: String, _ field: String) throws(EnvelopeError) -> [UInt8] {
    guard let bytes = Base64.decodeAny(text) else { throw .malformed("\(field) is not base64") }
    return bytes
  }
}
