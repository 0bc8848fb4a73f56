import Attestation
import CertificationEvidence
import CheckScene
import Chronology
import Cryptography
import ReadinessCheck
import SLTPCertification
import StrictJSON
import Testing
import Trading
import TranscriptScene

/// A scene with an engine that says who it is, a certifier in the keyring, and evidence that the certifier signs.
struct EvidenceScene {
  let scene: CheckScene
  let certifier: Ed25519PrivateKey

  static let engine = String(repeating: "e", count: 64)
  static let otherEngine = String(repeating: "f", count: 64)
  static let mapping = KrakenTranscriptAdapter().orderMappingSha256
  static let day: Int64 = 86_400_000

  static let policy = """
    evidence: evidence
    symbols: [PF_XBTUSD]
    orders: [stop-loss]
    positions: [long]

    """
  static let subject = "PF_XBTUSD TC-SL-LONG-LAST"

  var now: Timestamp { scene.now }

  init() throws {
    scene = try CheckScene()
    certifier = try Ed25519PrivateKey.generate()
    scene.environment = "live"
    try setKeyring(certifier)
    try writeEngine(mapping: "\"\(Self.mapping)\"", adapter: "\"kraken-futures-rest-v3\"")
    try writeCache(updated: now.advanced(byMilliseconds: -3_600_000), tickSize: "1")
    scene.subjects["configuration"] = .init(path: "/etc/engine.yaml", sha256: "")
  }

  /// A keyring with one key; its validity in days from now.
  func setKeyring(
    _ key: Ed25519PrivateKey, roles: [KeyRole] = [.certifier],
    environments: [TradingEnvironment] = TradingEnvironment.allCases, from: Int64 = -10, to: Int64 = 10,
    revoked: TrustedKey.Revocation? = nil
  ) throws {
    scene.keyring = try Keyring.creating(
      with: TrustedKey(
        name: "certifier", publicKey: key.publicKey, roles: roles, environments: environments,
        notBefore: now.advanced(byMilliseconds: from * Self.day),
        notAfter: now.advanced(byMilliseconds: to * Self.day), revocation: revoked)
    ).bytes
  }

  func writeEngine(mapping: String, adapter: String, paths: String? = nil) throws {
    let specs = "\(scene.folder)/bin/specs.json"
    let answer =
      #"echo '{"paths":[{"variable":"INSTRUMENT_SPECS_CACHE_PATH","path":"\#(specs)","source":"default","kind":"x"}]}'"#
    try scene.writeEngine(
      """
      #!/bin/sh
      case "$1 $2" in
      "identity --json")
        echo '{"name":"trading-engine","version":"1","orderMappingSha256":\(mapping),"adapter":\(adapter)}' ;;
      "state paths") \(paths ?? answer) ;;
      *) exit 64 ;;
      esac
      """)
  }

  func writeCache(updated: Timestamp?, tickSize: String, symbol: String = "PF_XBTUSD") throws {
    var values = Self.specification
    values["tickSize"] = tickSize
    let json: JSON = [
      "instrumentSpecs": "v1", "updatedAt": updated.map { .string($0.description) } ?? .null,
      "instruments": [InstrumentSpecification(symbol: symbol, values: values).json],
      "note": .null,
    ]
    try scene.write("bin/specs.json", json.text())
  }

  /// Evidence that holds the stop-loss case, made an hour ago.
  func certification(_ change: (inout OrderCertification) -> Void = { _ in }) -> OrderCertification {
    let ended = now.advanced(byMilliseconds: -3_600_000)
    var certification = OrderCertification(
      environment: .live, adapter: KrakenTranscriptAdapter().name, orderMappingSha256: Self.mapping,
      origin: "https://futures.kraken.com", certificateSha256s: [String(repeating: "d", count: 64)],
      isTrustedBySystem: true, account: "f1",
      startedAt: ended.advanced(byMilliseconds: -60_000), endedAt: ended, ending: .completed,
      judgeVersion: TranscriptJudgement.judgeVersion,
      transcript: .init(sha256: String(repeating: "0", count: 64), entries: 1),
      instruments: [InstrumentSpecification(symbol: "PF_XBTUSD", values: Self.specification)],
      behaviours: [:],
      cases: [
        .init(
          symbol: "PF_XBTUSD", certificationCase: .init(.stopLoss, .long, .last), verdict: .pass, reason: nil,
          sent: [:],
          shown: [:], trigger: nil, fills: [], slippage: nil, latencyMilliseconds: nil)
      ])
    change(&certification)
    return certification
  }

  func sign(
    _ certification: OrderCertification, about digest: String = engine, with key: Ed25519PrivateKey? = nil
  ) throws -> [UInt8] {
    let statement = try certification.statement(subjects: [("engine", digest)])
    return try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: statement.encoded(), with: [key ?? certifier]
    ).encoded()
  }

  /// What the scene's venue says of its instrument.
  static let specification: [String: String] = [
    "type": "flexible_futures", "tickSize": "1", "contractSize": "1", "contractValueTradePrecision": "4",
    "marginLevels[0].numNonContractUnits": "0", "marginLevels[0].initialMargin": "0.01",
    "marginLevels[0].maintenanceMargin": "0.005",
  ]

  /// Writes evidence with the transcript that belongs to it.
  ///
  /// - Parameter alter: what the transcript holds besides or instead.
  /// - Returns: the evidence's bytes.
  @discardableResult
  func write(
    _ certification: OrderCertification, about digest: String = engine, with key: Ed25519PrivateKey? = nil,
    as name: String = "evidence.json", alter: (inout TranscriptScene) -> Void = { _ in }
  ) throws -> [UInt8] {
    var certification = certification
    if certification.environment != .live, certification.origin == "https://futures.kraken.com" {
      let isDemo = certification.environment == .demo
      certification.origin = isDemo ? "https://demo-futures.kraken.com" : "http://127.0.0.1:40123"
      if !isDemo { (certification.certificateSha256s, certification.isTrustedBySystem) = ([], false) }
    }
    let bytes = transcript(of: certification, about: digest, alter: alter).encoded()
    certification.transcript = .init(
      sha256: SHA256.digest(of: bytes).hex, entries: Int64(bytes.count { $0 == 0x0A }))
    try write(bytes, as: CertificationTranscript.fileName(sha256: certification.transcript.sha256))
    let evidence = try sign(certification, about: digest, with: key)
    try write(evidence, as: name)
    return evidence
  }

  /// Evidence that names a transcript in which one line is missing.
  func writeDamaged(_ certification: OrderCertification) throws {
    var certification = certification
    var lines = transcript(of: certification, about: Self.engine) { _ in }.encoded().split(separator: 0x0A)
    lines.remove(at: 9)
    let bytes = lines.flatMap { (line: ArraySlice<UInt8>) -> [UInt8] in line + [0x0A] }
    certification.transcript = .init(sha256: SHA256.digest(of: bytes).hex, entries: Int64(lines.count))
    try write(bytes, as: CertificationTranscript.fileName(sha256: certification.transcript.sha256))
    try write(try sign(certification), as: "evidence.json")
  }

  func writeMiscounted(_ certification: OrderCertification) throws {
    var certification = certification
    let bytes = transcript(of: certification, about: Self.engine) { _ in }.encoded()
    certification.transcript = .init(sha256: SHA256.digest(of: bytes).hex, entries: 7)
    try write(bytes, as: CertificationTranscript.fileName(sha256: certification.transcript.sha256))
    try write(try sign(certification), as: "evidence.json")
  }

  private func transcript(
    of certification: OrderCertification, about digest: String, alter: (inout TranscriptScene) -> Void
  ) -> CertificationTranscript {
    var scene = TranscriptScene(
      cases: certification.cases.map(\.certificationCase),
      session: .init(
        origin: certification.origin, certificateSha256s: certification.certificateSha256s,
        isTrustedBySystem: certification.isTrustedBySystem))
    scene.header.adapter = certification.adapter
    scene.header.environment = certification.environment
    scene.header.orderMappingSha256 = certification.orderMappingSha256
    scene.header.account = certification.account
    scene.header.engineSha256 = digest
    scene.header.startedAt = certification.startedAt
    scene.endsAt = certification.endedAt
    scene.ending = certification.ending
    alter(&scene)
    return scene.transcript
  }

  func write(_ bytes: [UInt8], as name: String) throws {
    try scene.write("evidence/\(name)", String(decoding: bytes, as: UTF8.self))
  }

  /// The finding on the one case that ``policy`` asks for.
  func finding(_ more: String = "") throws -> Finding {
    let answer = try scene.run(SLTPCertification.self, Self.policy + more)
    return try #require(answer.findings(on: Self.subject).first)
  }
}
