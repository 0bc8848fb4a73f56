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

/// A scene with an engine that says who it is, a certifier in the keyring, and evidence that the certifier signs.
struct EvidenceScene {
  let scene: CheckScene
  let certifier: Ed25519PrivateKey

  static let engine = String(repeating: "e", count: 64)
  static let otherEngine = String(repeating: "f", count: 64)
  static let mapping = String(repeating: "a", count: 64)
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
    try writeEngine(mapping: "\"\(Self.mapping)\"", adapter: "\"kraken-futures-rest\"")
    try writeCache(updated: now.advanced(byMilliseconds: -3_600_000), tickSize: "0.5")
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
    let json: JSON = [
      "instrumentSpecs": "v1", "updatedAt": updated.map { .string($0.description) } ?? .null,
      "instruments": [["symbol": .string(symbol), "specification": ["tickSize": .string(tickSize)]]],
      "note": .null,
    ]
    try scene.write("bin/specs.json", json.text())
  }

  /// Evidence that holds the stop-loss case, made an hour ago.
  func certification(_ change: (inout OrderCertification) -> Void = { _ in }) -> OrderCertification {
    let ended = now.advanced(byMilliseconds: -3_600_000)
    var certification = OrderCertification(
      environment: .live, adapter: "kraken-futures-rest", orderMappingSha256: Self.mapping,
      origin: "https://futures.kraken.com", certificateSha256s: [], account: "f1",
      startedAt: ended.advanced(byMilliseconds: -60_000), endedAt: ended, ending: .completed,
      judgeVersion: "1", transcript: .init(sha256: String(repeating: "0", count: 64), entries: 1),
      instruments: [InstrumentSpecification(symbol: "PF_XBTUSD", values: ["tickSize": "0.5"])],
      behaviours: [:],
      cases: [
        .init(
          symbol: "PF_XBTUSD", certificationCase: .init(.stopLoss, .long, .last), verdict: .pass, sent: [:],
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

  func write(
    _ certification: OrderCertification, about digest: String = engine, with key: Ed25519PrivateKey? = nil,
    as name: String = "evidence.json"
  ) throws {
    try write(try sign(certification, about: digest, with: key), as: name)
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
