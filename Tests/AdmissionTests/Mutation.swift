import Attestation
import Chronology
import Cryptography
import Glibc
import ReadinessReport
import StrictJSON
import Testing

@testable import Admission
@testable import AuditLog

/// One thing that is wrong with the world, and the refusal that it must meet.
struct Mutation: Sendable, CustomTestStringConvertible {
  let code: String
  let name: String
  /// What it changes; two mutations of one part cannot be combined.
  let part: String
  let change: @Sendable (inout Scenario) throws -> Void

  init(
    _ code: String, _ name: String, part: String,
    _ change: @escaping @Sendable (inout Scenario) throws -> Void
  ) {
    self.code = code
    self.name = name
    self.part = part
    self.change = change
  }

  var testDescription: String { "\(code): \(name)" }

  static let all =
    trust + file + signatures + content + keyring + binding + clock + sequence + policy + waivers
    + approvals + state
}

extension Mutation {
  static let trust = [
    Mutation("trust.running-as-root", "user 0", part: "user") { $0.world.identity.userIDs = [1, 0, 1, 1] },
    Mutation("trust.running-as-root", "a capability over files", part: "user") {
      $0.world.identity.capabilities = 1 << 1
    },
    Mutation("trust.writable-by-engine", "everybody may write the executable", part: "modes") {
      $0.afterwards = { $0.change(mode: 0o777, of: "bin/trading-engine") }
    },
    Mutation("trust.writable-by-engine", "everybody may write the folder of the configuration", part: "modes")
    {
      $0.afterwards = { $0.change(mode: 0o777, of: "etc") }
    },
    Mutation("trust.writable-by-engine", "everybody may write the keyring", part: "modes") {
      $0.afterwards = { $0.change(mode: 0o646, of: "etc/keyring.yaml") }
    },
    Mutation("trust.writable-by-engine", "everybody may write the report", part: "modes") {
      $0.afterwards = { $0.change(mode: 0o666, of: "gate/report.json") }
    },
    Mutation("trust.writable-by-engine", "everybody may write the heads' folder", part: "modes") {
      $0.afterwards = { $0.change(mode: 0o777, of: "gate/heads") }
    },
    Mutation("trust.writable-by-engine", "a folder on the way of a link is writable", part: "modes") {
      $0.loaded.executablePath = $0.scratch["bin/current/trading-engine"]
      $0.afterwards = { scratch in
        try scratch.createFolder("releases")
        try scratch.createFolder("releases/1")
        try scratch.write("releases/1/trading-engine", [])
        scratch.change(mode: 0o777, of: "releases")
        scratch.link("bin/current", to: "../releases/1")
      }
    },
    Mutation("trust.loader-variable", "LD_PRELOAD is set", part: "variables") {
      $0.world.environment = ["PATH": "/usr/bin", "LD_PRELOAD": "/x.so"]
    },
    Mutation("trust.loader-variable", "OPENSSL_CONF is set and empty", part: "variables") {
      $0.world.environment = ["OPENSSL_CONF": ""]
    },
  ]

  static let file = [
    Mutation("report.missing", "no file", part: "file") { $0.afterwards = { $0.remove("gate/report.json") } },
    Mutation("report.missing", "no folder", part: "file") {
      $0.requirements.reportPath = $0.scratch["nowhere/report.json"]
    },
    Mutation("report.unreadable", "a folder in its place", part: "file") {
      $0.afterwards = { scratch in
        scratch.remove("gate/report.json")
        try scratch.createFolder("gate/report.json")
      }
    },
    Mutation("report.unreadable", "a FIFO in its place", part: "file") {
      $0.afterwards = { scratch in
        scratch.remove("gate/report.json")
        _ = unsafe mkfifo(scratch["gate/report.json"], 0o600)
      }
    },
    Mutation("report.too-large", "one byte too many", part: "file") {
      $0.afterwards = { scratch in
        _ = unsafe truncate(scratch["gate/report.json"], Admission.reportLimit + 1)
      }
    },
    Mutation("report.not-canonical", "an empty file", part: "file") { $0.editFile = { _ in [] } },
    Mutation("report.not-canonical", "no final newline", part: "file") { $0.editFile = { $0.dropLast() } },
    Mutation("report.not-canonical", "white space", part: "file") { $0.editFile = { $0 + [0x20] } },
    Mutation("report.payload-type", "another type", part: "type") { $0.payloadType = "text/plain" },
  ]

  static let signatures = [
    Mutation("keyring.unreadable", "no keyring", part: "keyring") {
      $0.afterwards = { $0.remove("etc/keyring.yaml") }
    },
    Mutation("keyring.unreadable", "no YAML", part: "keyring") { $0.keyringFile = Array("keyring: [".utf8) },
    Mutation("keyring.unreadable", "a key twice", part: "keyring") { $0.keys.append(.gate) },
    Mutation("signature.unknown-key", "a stranger signed", part: "signers") { $0.signers = [9] },
    Mutation("signature.unknown-key", "a stranger signed as well", part: "signers") { $0.signers = [1, 9] },
    Mutation("signature.invalid", "the payload is another one", part: "file") {
      $0.editFile = { bytes in
        let envelope = try? DSSEEnvelope.parseCanonical(bytes)
        return DSSEEnvelope(
          payloadType: inTotoPayloadType, payload: (envelope?.payload ?? []) + [0x20],
          signatures: envelope?.signatures ?? []
        ).encoded()
      }
    },
    Mutation("signature.invalid", "one of two signatures is another's", part: "file") {
      $0.editFile = { bytes in
        let signed = try? DSSEEnvelope.parseCanonical(bytes)
        let id = (try? privateKey(2).publicKey.keyID) ?? ""
        let extra = DSSESignature(keyID: id, signature: signed?.signatures.first?.signature ?? [])
        return DSSEEnvelope(
          payloadType: inTotoPayloadType, payload: signed?.payload ?? [],
          signatures: (signed?.signatures ?? []) + [extra]
        ).encoded()
      }
    },
    Mutation("signature.threshold", "one of two gates", part: "requirement") {
      $0.requirement = .init(gate: 2, approver: 0)
    },
    Mutation("signature.threshold", "nothing required for live", part: "requirement") {
      $0.requirement = nil
    },
    Mutation("key.not-valid-now", "the key has ended", part: "key") { $0.keys[0].notAfter = noon },
    Mutation("key.not-valid-now", "the key has not begun", part: "key") {
      $0.keys[0].notBefore = noon.advanced(byMilliseconds: 1)
    },
    Mutation("key.wrong-role", "an approver signed", part: "signers") { $0.signers = [3] },
    Mutation("key.wrong-role", "an approver signed as well", part: "signers") { $0.signers = [1, 3] },
    Mutation("key.wrong-environment", "a key for demo", part: "key") { $0.keys[0].environments = [.demo] },
  ]

  static let content = [
    Mutation("report.not-canonical", "members of the payload in another order", part: "payload") {
      $0.editPayload = {
        $0.replacing(#""environment":"live","scope":"live""#, with: #""scope":"live","environment":"live""#)
      }
    },
    Mutation("report.malformed", "no JSON", part: "payload") { $0.editPayload = { $0.dropLast() } },
    Mutation("report.malformed", "an unknown member", part: "payload") {
      $0.editPayload = { $0.replacing(#""verdict":"#, with: #""override":true,"verdict":"#) }
    },
    Mutation("report.malformed", "a member is missing", part: "payload") {
      $0.editPayload = { $0.replacing(#""previous":null,"#, with: "") }
    },
    Mutation("report.malformed", "an unknown word", part: "payload") {
      $0.editPayload = { $0.replacing(#""scope":"live""#, with: #""scope":"any""#) }
    },
    Mutation("report.malformed", "a fraction where a number belongs", part: "payload") {
      $0.editPayload = { $0.replacing(#""maxOrders":60"#, with: #""maxOrders":60.0"#) }
    },
    Mutation("report.malformed", "it ends before it begins", part: "payload") {
      $0.report.expiresAt = $0.report.issuedAt
    },
    Mutation("report.version", "the next version of the predicate", part: "payload") {
      $0.predicateType = "urn:readiness-gate:readiness-report:v2"
    },
    Mutation("report.version", "an approval", part: "payload") { $0.predicateType = Approval.predicateType },
    Mutation("report.version", "another Statement", part: "payload") {
      $0.editPayload = { $0.replacing("Statement/v1", with: "Statement/v2") }
    },
  ]

  static let keyring = [
    Mutation("key.not-valid-at-issue", "issued before the key began", part: "key") {
      $0.keys[0].notBefore = $0.report.issuedAt.advanced(byMilliseconds: 1)
    },
    Mutation("key.revoked", "revoked since", part: "key") {
      $0.keys[0].revokedAt = noon.advanced(byMilliseconds: -1)
    },
    Mutation("keyring.mismatch", "another keyring", part: "keyring digest") {
      $0.report.keyringSha256 = digest("another").hex
    },
    Mutation("keyring.mismatch", "no keyring named", part: "keyring digest") {
      $0.report.keyringSha256 = ""
      $0.editPayload = { $0.replacing(#""keyringSha256":"""#, with: #""keyringSha256":null"#) }
    },
    Mutation("keyring.older", "a generation less than seen", part: "marks") {
      $0.marks = Scenario.marks(generation: 4)
    },
  ]

  static let binding =
    [
      Mutation("report.wrong-environment", "for demo", part: "environment") { $0.report.environment = .demo },
      Mutation("report.wrong-scope", "for certification", part: "scope") { $0.report.scope = .certification },
      Mutation("report.wrong-scope", "a session of another scope is asked for", part: "asked scope") {
        $0.requirements.scope = .certification
        $0.report.scope = .certification
      },
    ]
    + ["engine", "configuration", "policy"].map { name in
      Mutation("report.subject-missing.\(name)", "no subject \(name)", part: "subject \(name)") { scenario in
        scenario.report.subjects.removeAll { $0.name == name }
      }
    }
    + ["engine", "configuration", "policy"].map { name in
      Mutation("report.subject-mismatch.\(name)", "another \(name)", part: "subject \(name)") { scenario in
        scenario.report.subjects = scenario.report.subjects.map {
          $0.name == name ? .init(name: name, sha256: digest("another").hex) : $0
        }
      }
    } + [
      Mutation("report.subject-mismatch.strategy", "a subject beyond the engine's means", part: "subjects") {
        $0.report.subjects.append(.init(name: "strategy", sha256: digest("strategy").hex))
      },
      Mutation("report.wrong-account", "another account", part: "account") {
        $0.report.account = "account-2"
      },
      Mutation("report.library-mismatch", "another version", part: "libraries") {
        $0.loaded.libraries["libyaml"] = "0.2.6"
      },
      Mutation("report.library-mismatch", "a library that the gate did not see", part: "libraries") {
        $0.loaded.libraries["libcurl"] = "7.88.1"
      },
      Mutation("report.library-mismatch", "a library that is not loaded", part: "libraries") {
        $0.report.libraries["libcurl"] = "7.88.1"
      },
      Mutation("report.wrong-host", "another machine", part: "host") {
        $0.report.host.machineId = String(repeating: "b", count: 32)
      },
      Mutation("report.wrong-host", "a host without machine id", part: "host") {
        $0.world.machineId = nil
        $0.report.host.machineId = ""
      },
      Mutation("report.wrong-boot", "another boot", part: "boot") { $0.report.host.bootId = "boot-0" },
      Mutation("report.wrong-boot", "a boot that cannot be told", part: "boot") {
        $0.world.bootId = nil
        $0.report.host.bootId = ""
      },
    ]
}
