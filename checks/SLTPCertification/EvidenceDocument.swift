import Attestation
import CertificationEvidence
import Chronology
import Cryptography
import ReadinessCheck
import StrictJSON
import StrictYAML

/// One evidence file, and how far it can be relied on.
struct EvidenceDocument: Sendable {
  enum State: Sendable {
    /// No evidence, as far as one can tell: nothing else is known about it.
    case unreadable(String)
    /// Evidence that nobody whom the keyring names has vouched for.
    case untrusted(String)
    /// It reads well, but there is no keyring to judge its signatures with.
    case unjudged(String)
    case trusted(Trusted)
  }

  struct Trusted: Sendable {
    let certification: OrderCertification
    /// Of the signed payload.
    let statementSha256: String
    /// 64 lower-case hexadecimal digits each.
    let subjectDigests: [String]
    /// When the first of the signers' keys ends.
    let keysEnd: Timestamp
  }

  /// The file's name.
  let name: String
  /// Of the file.
  let sha256: String
  let state: State

  /// - Parameter keyring: nil when there is none, with the reason.
  init(name: String, bytes: [UInt8], keyring: KeyringAnswer, now: Timestamp) {
    self.name = name
    sha256 = SHA256.digest(of: bytes).hex
    state = Self.state(of: bytes, keyring: keyring, now: now)
  }

  init(name: String, unreadable reason: String) {
    self.name = name
    sha256 = ""
    state = .unreadable(reason)
  }

  var artifact: Finding.Artifact? { sha256.isEmpty ? nil : Finding.Artifact(name: name, sha256: sha256) }

  private static func state(of bytes: [UInt8], keyring: KeyringAnswer, now: Timestamp) -> State {
    let envelope: DSSEEnvelope
    do throws(EnvelopeError) { envelope = try DSSEEnvelope.parseCanonical(bytes) } catch {
      return .unreadable("\(error.code): expected \(error.expected), found \(error.found)")
    }
    guard envelope.payloadType == inTotoPayloadType else {
      return .unreadable("the envelope holds \(envelope.payloadType), not \(inTotoPayloadType)")
    }
    let statement: Statement
    do throws(StatementError) { statement = try Statement.parse(envelope.payload) } catch {
      return .unreadable("\(error.code): expected \(error.expected), found \(error.found)")
    }
    let certification: OrderCertification
    do { certification = try OrderCertification(statement: statement) } catch {
      return .unreadable(error.description)
    }
    switch keyring {
    case .absent(let reason): return .unjudged(reason)
    case .present(let keyring):
      do throws(TrustRefusal) {
        let environment = certification.environment
        // The keyring may ask for more than one certifier; nobody's signature is never enough.
        let asked = keyring.requirement(environment: environment, scope: .live)?.certifier ?? 1
        let signatures = try keyring.verify(
          envelope, role: .certifier, environment: environment, needed: max(1, asked), now: now)
        try signatures.requireValid(atIssue: certification.endedAt, now: now)
        return .trusted(
          Trusted(
            certification: certification, statementSha256: SHA256.digest(of: envelope.payload).hex,
            subjectDigests: statement.subjects.map(\.sha256.hex),
            keysEnd: signatures.notAfter))
      } catch {
        return .untrusted("\(error.code.rawValue): expected \(error.expected), found \(error.found)")
      }
    }
  }
}

/// The keys that may vouch, or why there are none.
enum KeyringAnswer: Sendable {
  case present(Keyring)
  case absent(String)

  init(_ bytes: [UInt8]?) {
    guard let bytes else {
      self = .absent("there is no keyring to judge its signatures with")
      return
    }
    do throws(KeyringMistakes) { self = .present(try Keyring(yaml: bytes, file: "keyring")) } catch {
      self = .absent("the keyring cannot be read: \(error.diagnostics.first?.description ?? "no reason")")
    }
  }
}
