import Attestation
import Chronology
import DurableFiles
import ReadinessReport
import StrictJSON

/// A waiver on disk whose signature a keyring vouches for. What it is about is not judged yet.
struct WaiverFile {
  /// Larger files are refused before they are read. ``WaiverRun`` writes none that comes near.
  static let byteLimit = 64 << 10

  let path: String
  let waiver: BlockerWaiver
  /// As reports embed it.
  let envelope: JSON
  let signers: VerifiedSignatures

  /// When the waiver ends, or before that a key that signed it: from then on nobody would believe it.
  var endsAt: Timestamp { min(waiver.expiresAt, signers.notAfter) }

  /// Reads the file and verifies it before it believes a word of it.
  ///
  /// - Throws: `waiver.unreadable`, `waiver.too-large`, `waiver.not-a-waiver`, `waiver.not-canonical`, the keyring's
  ///   codes from `signature.unknown-key` to `key.revoked`, `waiver.malformed`, `waiver.wrong-approver`.
  init(
    _ path: String, keyring: Keyring, environment: TradingEnvironment, now: Timestamp
  ) throws(WaiverRefusal) {
    self.path = path
    let envelope = try Self.envelope(path)
    do {
      signers = try keyring.verify(
        envelope, role: .approver, environment: environment, needed: 1, now: now)
    } catch { throw WaiverRefusal(error, of: path) }
    waiver = try Self.waiver(in: envelope, path)
    do { try signers.requireValid(atIssue: waiver.notBefore, now: now) } catch {
      throw WaiverRefusal(error, of: path)
    }
    let names = signers.signers.map(\.name)
    // Reports show this name, so nobody may give another's.
    guard names.contains(waiver.approver) else {
      throw WaiverRefusal(
        "waiver.wrong-approver", of: path,
        expected: "the name of the key that signed it, \(names.joined(separator: ", "))",
        found: waiver.approver, hint: Self.waiveAgain)
    }
    do { self.envelope = try JSON.parse(Array(envelope.encoded().dropLast())) } catch {
      throw WaiverRefusal(
        "waiver.not-canonical", of: path, expected: "an envelope in its one byte form", found: "\(error)",
        hint: Self.waiveAgain)
    }
  }

  static let waiveAgain = "have it waived with `readiness waive`, or leave it out"

  private static func envelope(_ path: String) throws(WaiverRefusal) -> DSSEEnvelope {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try DurableFiles.read(path, limit: byteLimit) } catch {
      var code = "waiver.unreadable"
      if case .tooLarge = error.reason { code = "waiver.too-large" }
      throw WaiverRefusal(
        code, of: path, expected: "a regular file of at most \(byteLimit >> 10) KiB", found: "\(error)",
        hint: "name the file that `readiness waive` wrote, or leave it out")
    }
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseCanonical(bytes) } catch {
      var code = "waiver.not-a-waiver"
      if case .notCanonical = error { code = "waiver.not-canonical" }
      throw WaiverRefusal(code, of: path, expected: error.expected, found: error.found, hint: error.hint)
    }
    guard envelope.payloadType == inTotoPayloadType else {
      throw notAWaiver(path, expected: inTotoPayloadType, found: envelope.payloadType)
    }
    return envelope
  }

  private static func waiver(
    in envelope: DSSEEnvelope, _ path: String
  ) throws(WaiverRefusal) -> BlockerWaiver {
    let statement: Statement
    do { statement = try Statement.parse(envelope.payload) } catch {
      throw notAWaiver(path, expected: error.expected, found: error.found)
    }
    guard statement.predicateType == BlockerWaiver.predicateType else {
      throw notAWaiver(path, expected: BlockerWaiver.predicateType, found: statement.predicateType)
    }
    do { return try BlockerWaiver(statement: statement) } catch {
      throw WaiverRefusal(
        "waiver.malformed", of: path, expected: "\(error.expected) at \(error.path)", found: error.found,
        hint: "make it again with a `readiness` of this version")
    }
  }

  private static func notAWaiver(_ path: String, expected: String, found: String) -> WaiverRefusal {
    WaiverRefusal(
      "waiver.not-a-waiver", of: path, expected: expected, found: found,
      hint: "name the file that `readiness waive` wrote")
  }
}

extension WaiverRefusal {
  /// The keyring's no to a waiver's signature.
  fileprivate init(_ refusal: TrustRefusal, of path: String) {
    self.init(
      refusal.code.rawValue, of: path, expected: refusal.expected, found: refusal.found, hint: refusal.hint)
  }
}
