import Attestation
import CertificationEvidence
import CheckScene
import Chronology
import Cryptography
import ReadinessCheck
import StrictJSON
import Testing
import Trading

/// Why a case is not certified, and what the finding says.
struct Obstacle: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let status: Finding.Status
  /// A part of the finding's `found`.
  let found: String
  /// Parameters besides those of the scene's policy.
  let more: String
  let prepare: @Sendable (EvidenceScene) throws -> Void

  init(
    _ name: String, _ status: Finding.Status, _ found: String, _ more: String = "",
    prepare: @escaping @Sendable (EvidenceScene) throws -> Void
  ) {
    (testDescription, self.status, self.found, self.more, self.prepare) = (name, status, found, more, prepare)
  }

  static let all = files + trust + environments + age + binding + content + specifications

  static let files: [Obstacle] = [
    Obstacle("no folder", .fail, "nothing at") { _ in },
    Obstacle("a folder without evidence", .fail, "no *.json") { try $0.write([], as: "readme") },
    Obstacle("evidence that covers, which nobody can judge yet", .unknown, "evidence.json") {
      try $0.write($0.certification())
    },
    Obstacle("a file that is no envelope", .unknown, "e.json: envelope.") {
      try $0.write(Array("{}\n".utf8), as: "e.json")
    },
    Obstacle("an envelope of another type", .unknown, "holds text/plain") {
      let envelope = try DSSEEnvelope.sign(payloadType: "text/plain", payload: [0x41], with: [$0.certifier])
      try $0.write(envelope.encoded(), as: "e.json")
    },
    Obstacle("a payload that is no statement", .unknown, "e.json: statement.") {
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: [0x41], with: [$0.certifier])
      try $0.write(envelope.encoded(), as: "e.json")
    },
    Obstacle("a statement of another type", .unknown, "$.predicateType") {
      let statement = try Statement(
        subjects: [("engine", EvidenceScene.engine)], predicateType: "urn:other", predicate: .object([]))
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: statement.encoded(), with: [$0.certifier])
      try $0.write(envelope.encoded(), as: "e.json")
    },
  ]

  static let trust: [Obstacle] = [
    Obstacle("a payload that was altered", .fail, "signature.invalid") {
      let signed = try DSSEEnvelope.parseCanonical(try $0.sign($0.certification()))
      let other = try DSSEEnvelope.parseCanonical(try $0.sign($0.certification { $0.account = "f2" }))
      let mixed = DSSEEnvelope(
        payloadType: signed.payloadType, payload: other.payload, signatures: signed.signatures)
      try $0.write(mixed.encoded(), as: "e.json")
    },
    Obstacle("a signer whom nobody knows", .fail, "signature.unknown-key") {
      try $0.write($0.certification(), with: try Ed25519PrivateKey.generate())
    },
    Obstacle("a signer who is no certifier", .fail, "key.wrong-role") {
      try $0.setKeyring($0.certifier, roles: [.gate])
      try $0.write($0.certification())
    },
    Obstacle("a certifier for another environment", .fail, "key.wrong-environment") {
      try $0.setKeyring($0.certifier, environments: [.simulator])
      try $0.write($0.certification())
    },
    Obstacle("a key that has ended", .fail, "key.not-valid-now") {
      try $0.setKeyring($0.certifier, from: -10, to: -1)
      try $0.write($0.certification())
    },
    Obstacle("a key that had not begun when the run ended", .fail, "key.not-valid-at-issue") {
      try $0.setKeyring($0.certifier, from: -1)
      try $0.write(
        $0.certification {
          $0.startedAt = $0.startedAt.advanced(byMilliseconds: -2 * EvidenceScene.day)
          $0.endedAt = $0.endedAt.advanced(byMilliseconds: -2 * EvidenceScene.day)
        })
    },
    Obstacle("a key that is revoked", .fail, "key.revoked") {
      try $0.setKeyring($0.certifier, revoked: .init(at: $0.now, reason: "lost"))
      try $0.write($0.certification())
    },
    Obstacle("no keyring", .unknown, "there is no keyring") {
      $0.scene.keyring = nil
      try $0.write($0.certification())
    },
    Obstacle("a keyring that cannot be read", .unknown, "the keyring cannot be read") {
      $0.scene.keyring = Array("keyring: v9\n".utf8)
      try $0.write($0.certification())
    },
  ]

  static let environments: [Obstacle] = [
    Obstacle("evidence from the simulator under a live policy", .fail, "environment simulator") {
      try $0.write($0.certification { $0.environment = .simulator })
    },
    Obstacle(
      "evidence from the simulator that a live policy says it accepts", .fail, "environment simulator",
      "accept: [simulator, live]\n"
    ) { try $0.write($0.certification { $0.environment = .simulator }) },
    Obstacle("evidence from demo that is not accepted", .fail, "environment demo", "accept: [live]\n") {
      try $0.write($0.certification { $0.environment = .demo })
    },
    Obstacle("evidence from demo that is accepted", .unknown, "evidence.json") {
      try $0.write($0.certification { $0.environment = .demo })
    },
    Obstacle(
      "a simulator's evidence under a simulator's policy", .unknown, "evidence.json", "accept: [simulator]\n"
    ) {
      $0.scene.environment = "simulator"
      try $0.write($0.certification { $0.environment = .simulator })
    },
    Obstacle(
      "a policy environment that nobody knows", .fail, "environment simulator", "accept: [simulator]\n"
    ) {
      $0.scene.environment = "somewhere"
      try $0.write($0.certification { $0.environment = .simulator })
    },
  ]

  static let age: [Obstacle] = [
    Obstacle("evidence that is just young enough", .unknown, "evidence.json", "max-age: 1h\n") {
      try $0.write($0.certification())
    },
    Obstacle("evidence that is a millisecond too old", .fail, "too long ago", "max-age: 1h\n") {
      try $0.write($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: -1) })
    },
    Obstacle("evidence within the clocks' tolerance", .unknown, "evidence.json") {
      try $0.write($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 3_605_000) })
    },
    Obstacle("evidence from the future", .fail, "in the future") {
      try $0.write($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 3_605_001) })
    },
    Obstacle("a run that was aborted", .fail, "its run was aborted") {
      try $0.write($0.certification { $0.ending = .aborted })
    },
  ]

  static let binding: [Obstacle] = [
    Obstacle("evidence about another binary", .fail, "another program") {
      try $0.write($0.certification(), about: EvidenceScene.otherEngine)
    },
    Obstacle("a subject without a digest", .unknown, "digest of the subject") {
      $0.scene.subjects["engine"] = .init(path: "/x", sha256: "")
      try $0.write($0.certification())
    },
    Obstacle("another adapter", .fail, "the adapter kraken-unified") {
      try $0.write($0.certification { $0.adapter = "kraken-unified" })
    },
    Obstacle("an engine that does not say which adapter it uses", .unknown, "which adapter") {
      try $0.writeEngine(mapping: "null", adapter: "null")
      try $0.write($0.certification())
    },
    Obstacle("an engine that does not answer", .unknown, "which adapter it uses: trading-engine identity") {
      try $0.scene.writeEngine("#!/bin/sh\nexit 1\n")
      try $0.write($0.certification())
    },
  ]

  static let content: [Obstacle] = [
    Obstacle("another case only", .fail, "does not hold the case") {
      try $0.write($0.certification { $0.cases[0].certificationCase = .init(.stopLoss, .short, .last) })
    },
    Obstacle("another symbol only", .fail, "does not hold the case") {
      try $0.write($0.certification { $0.cases[0].symbol = "PF_ETHUSD" })
    },
    Obstacle("a case that was not triggered", .fail, "verdict is not-triggered") {
      try $0.write($0.certification { $0.cases[0].verdict = .notTriggered })
    },
    Obstacle("a newer run that failed", .fail, "new.json: its recorder's own verdict is fail") {
      try $0.write($0.certification(), as: "old.json")
      try $0.write(
        $0.certification {
          $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
          $0.cases[0].verdict = .fail
        }, as: "new.json")
    },
    Obstacle("an older run that failed", .unknown, "new.json") {
      try $0.write($0.certification(), as: "new.json")
      try $0.write(
        $0.certification {
          $0.endedAt = $0.endedAt.advanced(byMilliseconds: -1)
          $0.cases[0].verdict = .fail
        }, as: "old.json")
    },
  ]

  static let specifications: [Obstacle] = [
    Obstacle("no certified specification", .fail, "does not hold the specification") {
      try $0.write($0.certification { $0.instruments = [] })
    },
    Obstacle("an instrument that has changed", .fail, "has changed since: tickSize") {
      try $0.writeCache(updated: $0.now, tickSize: "1")
      try $0.write($0.certification())
    },
    Obstacle("a cache of specifications that is too old", .unknown, "the cache of specifications is of") {
      try $0.writeCache(updated: $0.now.advanced(byMilliseconds: -EvidenceScene.day - 1), tickSize: "0.5")
      try $0.write($0.certification())
    },
    Obstacle("a cache that was never filled", .unknown, "cannot be read") {
      try $0.writeCache(updated: nil, tickSize: "0.5")
      try $0.write($0.certification())
    },
    Obstacle("a cache without the instrument", .unknown, "does not hold PF_XBTUSD") {
      try $0.writeCache(updated: $0.now, tickSize: "0.5", symbol: "PF_ETHUSD")
      try $0.write($0.certification())
    },
    Obstacle("a cache that is missing", .unknown, "cannot be read") {
      $0.scene.shell("rm bin/specs.json")
      try $0.write($0.certification())
    },
    Obstacle("an engine that does not say where its cache is", .unknown, "does not say where its cache") {
      try $0.writeEngine(mapping: "null", adapter: "\"kraken-futures-rest\"", paths: "exit 64")
      try $0.write($0.certification())
    },
  ]
}
