import Cryptography
import Glibc

/// The one byte form of an envelope, read in one pass.
///
/// The form is fixed text with four kinds of holes, so reading it needs no JSON parser, and whatever is
/// read encodes to the same bytes again: a test holds the reader to that for every flipped bit.
struct CanonicalEnvelope {
  static let beforeType = Array(#"{"payloadType":""#.utf8)
  static let beforePayload = Array(#"","payload":""#.utf8)
  static let beforeSignatures = Array(#"","signatures":["#.utf8)
  static let beforeKeyID = Array(#"{"keyid":""#.utf8)
  static let beforeSignature = Array(#"","sig":""#.utf8)
  static let afterSignature = Array(#""}"#.utf8)
  static let betweenSignatures = Array(",".utf8)
  static let end = Array("]}\n".utf8)

  private let bytes: [UInt8]
  private var offset = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Throws: ``EnvelopeError/notCanonical(offset:)`` with the first byte that is not as it must be, or
  ///   ``EnvelopeError/signatures(_:)`` for more than `limit`.
  static func read(_ bytes: [UInt8], signatures limit: Int) throws(EnvelopeError) -> DSSEEnvelope {
    var reader = CanonicalEnvelope(bytes)
    try reader.take(beforeType)
    let type = try reader.text()
    guard DSSEEnvelope.isPlain(payloadType: type) else {
      throw .notCanonical(offset: beforeType.count)
    }
    try reader.take(beforePayload)
    let payload = try reader.base64()
    try reader.take(beforeSignatures)
    var signatures: [DSSESignature] = []
    repeat {
      guard signatures.count < limit else { throw .signatures("more than \(limit)") }
      if !signatures.isEmpty { try reader.take(betweenSignatures) }
      signatures.append(try reader.signature(after: signatures.last?.keyID ?? ""))
    } while reader.isAt(betweenSignatures)
    try reader.take(end)
    guard reader.offset == bytes.count else { throw .notCanonical(offset: reader.offset) }
    return DSSEEnvelope(payloadType: type, payload: payload, signatures: signatures)
  }

  /// One signature, whose keyid comes after the one before it, so that each stands once.
  private mutating func signature(after previous: String) throws(EnvelopeError) -> DSSESignature {
    try take(Self.beforeKeyID)
    let start = offset
    let keyID = try text()
    guard SHA256Digest(hex: keyID) != nil, previous.utf8.lexicographicallyPrecedes(keyID.utf8) else {
      throw .notCanonical(offset: start)
    }
    try take(Self.beforeSignature)
    let signature = try base64()
    try take(Self.afterSignature)
    return DSSESignature(keyID: keyID, signature: signature)
  }

  private func isAt(_ expected: [UInt8]) -> Bool {
    bytes[offset...].starts(with: expected)
  }

  private mutating func take(_ expected: [UInt8]) throws(EnvelopeError) {
    for byte in expected {
      guard offset < bytes.count, bytes[offset] == byte else { throw .notCanonical(offset: offset) }
      offset += 1
    }
  }

  /// The bytes up to the next quote, which stays.
  private mutating func quoted() throws(EnvelopeError) -> Range<Int> {
    let start = offset
    let found = unsafe bytes.withUnsafeBytes { buffer -> Int? in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
      guard let first = rest.baseAddress, let quote = unsafe memchr(first, 0x22, rest.count) else {
        return nil
      }
      return unsafe UnsafeRawPointer(quote) - first
    }
    guard let found else { throw .notCanonical(offset: bytes.count) }
    offset = start + found
    return start..<offset
  }

  private mutating func text() throws(EnvelopeError) -> String {
    let start = offset
    let range = try quoted()
    // Types and keyids are short; a longer one is not worth copying.
    guard range.count <= 256 else { throw .notCanonical(offset: start) }
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw .notCanonical(offset: start)
    }
    return text
  }

  private mutating func base64() throws(EnvelopeError) -> [UInt8] {
    let range = try quoted()
    let decoded = unsafe bytes.withUnsafeBytes {
      unsafe Base64.decode(UnsafeRawBufferPointer(rebasing: $0[range]))
    }
    guard let decoded else { throw .notCanonical(offset: range.lowerBound) }
    return decoded
  }
}
