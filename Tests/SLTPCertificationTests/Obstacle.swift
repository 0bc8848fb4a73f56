import Attestation
import CertificationEvidence
import CheckScene
import Chronology
import Cryptography
import ReadinessCheck
import StrictJSON
import Testing
import Trading
import TranscriptScene

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

  static let all = files + trust + environments + age + binding + content + transcripts + specifications

  static let files: [Obstacle] = [
    Obstacle("no folder", .fail, "nothing at") { _ in },
    Obstacle("a folder without evidence", .fail, "no *.json") { try $0.write([], as: "readme") },
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
    Obstacle(
      "a policy environment that nobody knows", .fail, "environment simulator", "accept: [simulator]\n"
    ) {
      $0.scene.environment = "somewhere"
      try $0.write($0.certification { $0.environment = .simulator })
    },
  ]

  static let age: [Obstacle] = [
    Obstacle("evidence that is a millisecond too old", .fail, "too long ago", "max-age: 1h\n") {
      try $0.write($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: -1) })
    },
    Obstacle("evidence from the future", .fail, "in the future") {
      try $0.write($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 3_605_001) })
    },
    Obstacle("live evidence whose certificates only a custom CA vouched for", .fail, "did not vouch") {
      try $0.write($0.certification { $0.isTrustedBySystem = false })
    },
    Obstacle("live evidence without a certificate", .fail, "did not vouch") {
      try $0.write($0.certification { $0.certificateSha256s = [] })
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
    Obstacle("a case that was not triggered", .fail, "judged not-triggered: trigger.not-reached") {
      try $0.write($0.certification()) { $0.remove("reached", "flat", "after", "again", "end") }
    },
    Obstacle("a case that was aborted", .fail, "judged aborted: case.not-ended") {
      try $0.write($0.certification()) { $0.remove("ends") }
    },
    Obstacle("a case that a stranger disturbed", .fail, "judged contaminated: foreign.position") {
      try $0.write($0.certification()) {
        $0.insert(["shown.positions"], before: "entry.marker", as: "strange-")
      }
    },
    Obstacle(
      "a case that the recorder calls passed and the venue failed", .fail, "order.deviates, reduce-only"
    ) {
      try $0.write($0.certification()) {
        $0.answer("shown.orders", replacing: #""reduceOnly":true"#, with: #""reduceOnly":false"#)
      }
    },
    Obstacle("a case that the transcript's plan does not have", .fail, "transcript does not hold the case") {
      try $0.write($0.certification()) { $0.header.plan.cases = [.init(.stopLoss, .short, .last)] }
    },
    Obstacle("a newer run that failed", .fail, "new.json: judged fail: order.refused") {
      try $0.write($0.certification(), as: "old.json")
      try $0.write(
        $0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1) }, as: "new.json"
      ) { $0.answer("tested.send", replacing: #""status":"placed""#, with: #""status":"invalidPrice""#) }
    },
    newerFailure("that was aborted") { $0.ending = .aborted },
    newerFailure("that somebody else disturbed later") { $0.ending = .contaminated },
    newerFailure("from the future") { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 2 * 3_600_000) },
    newerFailure("of another build with the same order mapping", about: EvidenceScene.otherEngine) { _ in },
    Obstacle("a newer run that was aborted and cannot be judged", .unknown, "new.json: its transcript") {
      try $0.write($0.certification(), as: "old.json")
      try $0.write(
        try $0.sign(
          $0.certification {
            $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
            $0.ending = .aborted
          }), as: "new.json")
    },
    Obstacle(
      "newer simulator evidence of this build that failed", .fail, "is judged fail: order.refused",
      "binds: order-mapping\n"
    ) {
      try $0.write($0.certification(), about: EvidenceScene.otherEngine)
      try $0.write($0.certification { $0.environment = .simulator }, as: "old.json")
      try $0.write(
        $0.certification {
          $0.environment = .simulator
          $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
        }, as: "new.json", alter: refuse)
    },
    Obstacle("a newer run that cannot be judged", .unknown, "new.json: its transcript") {
      try $0.write($0.certification(), as: "old.json")
      try $0.write(
        try $0.sign($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1) }), as: "new.json")
    },
  ]

  /// The venue refuses the order under test.
  static func refuse(_ scene: inout TranscriptScene) {
    scene.answer("tested.send", replacing: #""status":"placed""#, with: #""status":"invalidPrice""#)
  }

  private static func newerFailure(
    _ name: String, about digest: String = EvidenceScene.engine,
    _ change: @escaping @Sendable (inout OrderCertification) -> Void
  ) -> Obstacle {
    Obstacle("a newer run that failed, \(name)", .fail, "new.json: judged fail: order.refused") {
      try $0.write($0.certification(), as: "old.json")
      let certification = $0.certification {
        $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
        change(&$0)
      }
      try $0.write(certification, about: digest, as: "new.json", alter: refuse)
    }
  }

  static let transcripts: [Obstacle] = [
    Obstacle("no transcript", .unknown, "is missing") {
      try $0.write($0.certification())
      $0.scene.shell("rm evidence/*.transcript.jsonl")
    },
    Obstacle("a transcript that cannot be read", .unknown, "cannot be read") {
      try $0.write($0.certification())
      $0.scene.shell("for file in evidence/*.transcript.jsonl; do rm $file; mkfifo $file; done")
    },
    Obstacle("a transcript with another digest", .fail, "is not its transcript") {
      try $0.write($0.certification())
      $0.scene.shell(
        "for file in evidence/*.transcript.jsonl; do sed -i s/TESTKEY/OTHERKEY/ $file; echo >> $file; done")
    },
    Obstacle("a transcript whose lines were changed before it was signed", .fail, "damaged") {
      try $0.writeDamaged($0.certification())
    },
    Obstacle("an adapter that this build does not know", .unknown, "cannot judge transcripts of the adapter")
    {
      try $0.writeEngine(mapping: "null", adapter: "\"kraken-unified\"")
      try $0.write($0.certification { $0.adapter = "kraken-unified" })
    },
    disagreement("environment") { $0.header.environment = .demo },
    Obstacle("evidence that claims live for a simulator's session", .fail, "by its session it was simulator")
    {
      try $0.write($0.certification()) { $0.header.session.origin = "https://10.0.0.7" }
    },
    disagreement("adapter") { $0.header.adapter = "another" },
    disagreement("order mapping") { $0.header.orderMappingSha256 = String(repeating: "0", count: 64) },
    disagreement("certificates") {
      $0.header.session.certificateSha256s = [String(repeating: "0", count: 64)]
    },
    disagreement("account") { $0.header.account = "another" },
    disagreement("engine") { $0.header.engineSha256 = String(repeating: "0", count: 64) },
    disagreement("beginning") { $0.header.startedAt = $0.header.startedAt.advanced(byMilliseconds: 1) },
    disagreement("end") { $0.endsAt = $0.endsAt?.advanced(byMilliseconds: 1) },
    disagreement("ending") { $0.ending = .aborted },
    disagreement("instruments") {
      $0.answer("instruments", replacing: #""tickSize":1"#, with: #""tickSize":2"#)
    },
    Obstacle("another number of lines", .fail, "disagree about the number of lines") {
      try $0.writeMiscounted($0.certification())
    },
  ]

  /// The transcript says something else than the evidence.
  private static func disagreement(
    _ subject: String, _ alter: @escaping @Sendable (inout TranscriptScene) -> Void
  ) -> Obstacle {
    Obstacle("a transcript that disagrees about the \(subject)", .fail, "disagree about the \(subject)") {
      try $0.write($0.certification(), alter: alter)
    }
  }

  static let specifications: [Obstacle] = [
    Obstacle("no certified specification", .fail, "disagree about the instruments") {
      try $0.write($0.certification { $0.instruments = [] })
    },
    Obstacle("an instrument that has changed", .fail, "has changed since: tickSize") {
      try $0.writeCache(updated: $0.now, tickSize: "2")
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
      try $0.writeEngine(mapping: "null", adapter: "\"kraken-futures-rest-v3\"", paths: "exit 64")
      try $0.write($0.certification())
    },
  ]
}
