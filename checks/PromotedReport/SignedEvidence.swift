import Attestation
import Chronology
import Cryptography
import ReadinessReport
import StrictJSON
import StrictYAML

/// A report of another machine, as evidence: it is authentic, and says what it says. It admits nobody here.
struct SignedEvidence {
  /// Why a file is no evidence.
  enum Refusal: Error {
    /// Whether it would be, cannot be told.
    case undecided(String)
    case refused(String)
  }

  let report: ReadinessReport
  /// When the first of the signers' keys ends.
  let keysEnd: Timestamp

  init(_ bytes: [UInt8], keyring: [UInt8]?, now: Timestamp) throws(Refusal) {
    guard let keyring else { throw .undecided("there is no keyring to judge its signatures with") }
    let keys: Keyring
    do throws(KeyringMistakes) { keys = try Keyring(yaml: keyring, file: "keyring") } catch {
      throw .undecided(
        "the keyring cannot be read: \(error.diagnostics.first?.description ?? "no reason")")
    }
    let envelope: DSSEEnvelope
    do throws(EnvelopeError) { envelope = try DSSEEnvelope.parseCanonical(bytes) } catch {
      throw .refused("\(error.code): expected \(error.expected), found \(error.found)")
    }
    guard envelope.payloadType == inTotoPayloadType else {
      throw .refused("the envelope holds \(envelope.payloadType), not \(inTotoPayloadType)")
    }
    let report = try Self.read(envelope.payload)
    do throws(TrustRefusal) {
      let signatures = try keys.verify(
        envelope, role: .gate, environment: report.environment, scope: report.scope, now: now)
      try signatures.requireValid(atIssue: report.issuedAt, now: now)
      keysEnd = signatures.notAfter
    } catch {
      throw .refused("\(error.code.rawValue): expected \(error.expected), found \(error.found)")
    }
    self.report = report
  }

  private static func read(_ payload: [UInt8]) throws(Refusal) -> ReadinessReport {
    let statement: Statement
    do throws(StatementError) { statement = try Statement.parse(payload) } catch {
      throw .refused("\(error.code): expected \(error.expected), found \(error.found)")
    }
    do {
      let report = try ReadinessReport(statement: statement)
      guard try report.statement() == statement, report.hasConsistentVerdict else {
        throw Refusal.refused("its verdict or its byte form is not what its blockers make")
      }
      return report
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw .refused("\(error)")
    }
  }
}
