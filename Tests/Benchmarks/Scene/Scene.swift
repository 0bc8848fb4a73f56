import Attestation
import CertificationEvidence
import Chronology
import Cryptography
import DurableFiles
import ReadinessGate
import StrictJSON
import Trading

/// A host that is ready but for the judge of certifications: a Python system in a git repository, the engine's state
/// folder, evidence, keys and policies.
struct Scene {
  let folder: String
  let programs: MeasuredPrograms
  let site: PythonSite
  let keys: KeyGeneration.Made

  init(in scratch: ScratchFolder, programs: MeasuredPrograms) throws {
    folder = "\(scratch.path)/scene"
    self.programs = programs
    try write("", to: "\(folder)/state/data/.made")
    try write("", to: "\(folder)/gate/.made")
    site = try PythonSite(at: "\(folder)/opt/venv")
    try write(site.requirements, to: "\(folder)/opt/requirements.txt")
    keys = try KeyGeneration(
      name: "gate", roles: [.gate, .certifier], environments: [.simulator, .live], folder: "\(folder)/keys",
      validFor: .days(30)
    ).run(now: SystemClock.now())
    try write(Self.configuration, to: "\(folder)/etc/engine.yaml")
    try write(Policies.four(self), to: "\(folder)/etc/four.yaml")
    try write(Policies.three(self), to: "\(folder)/etc/three.yaml")
    try write(Policies.foreign(self), to: "\(folder)/etc/foreign.yaml")
    try writeRepository()
    try writeEvidence()
  }

  private func writeRepository() throws {
    let root = "\(folder)/opt"
    try write(
      "/venv/\n.kill_switch_state\ndata/kill_switch_state.json\ndata/instrument_specs_cache.json\n",
      to: "\(root)/.gitignore")
    try write("KILL_SWITCH_STATE_PATH=data/kill_switch_state.json\n", to: "\(root)/.env.local")
    for number in 0..<40 {
      let line = "def function_\(number)(argument):\n    return argument + \(number)\n\n\n"
      try write(String(repeating: line, count: 60), to: "\(root)/src/module_\(number).py")
    }
    try write("#!/bin/sh\nexec python3 -m src\n", to: "\(root)/deploy/start.sh")
    try Launch(["git", "-C", root, "init", "-q"]).run()
    try Launch(["git", "-C", root, "add", "."]).run()
  }

  /// All four cases, certified with the engine that is measured, and signed.
  private func writeEvidence() throws {
    let key = try Ed25519PrivateKey(pem: DurableFiles.read(keys.keyPath, limit: 4_096))
    let engine = try FileDescriptor.openRegular(programs.engine)
    let digest = try SHA256.digest(ofDescriptor: engine.number).digest.hex
    let ended = SystemClock.now().advanced(byMilliseconds: -3_600_000)
    let certification = OrderCertification(
      environment: .live, adapter: "kraken-futures-rest-v3",
      orderMappingSha256: String(repeating: "a", count: 64),
      origin: "https://futures.kraken.com", certificateSha256s: [], isTrustedBySystem: true, account: "f1",
      startedAt: ended.advanced(byMilliseconds: -60_000), endedAt: ended, ending: .completed,
      judgeVersion: "2", transcript: .init(sha256: String(repeating: "0", count: 64), entries: 1),
      instruments: [InstrumentSpecification(symbol: "PF_XBTUSD", values: ["tickSize": "0.5"])],
      behaviours: [:],
      cases: CertificationCase.allCases.filter { $0.trigger == .last }.map {
        .init(
          symbol: "PF_XBTUSD", certificationCase: $0, verdict: .pass, reason: nil, sent: [:], shown: [:],
          trigger: nil,
          fills: [], slippage: nil, latencyMilliseconds: nil)
      })
    let statement = try certification.statement(subjects: [("engine", digest)])
    let envelope = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: statement.encoded(), with: [key])
    try write(
      String(decoding: envelope.encoded(), as: UTF8.self), to: "\(folder)/evidence/certification.json")
  }

  private static let configuration = """
    engine: v1
    environment: simulator
    venue:
      adapter: kraken-futures
      origin: http://127.0.0.1:8080
    symbols: [PF_XBTUSD]
    margin-mode: isolated
    limits:
      max-order-notional-usd: "100"
      max-position-notional-usd: "200"
      max-daily-loss-usd: "50"
      max-orders-per-minute: 10
    gate:
      required: true
      keyring: ../keys/keyring.yaml
      state: ../gate
      live: { report: ../gate/three.json }
    health: { port: 0 }

    """
}

func text(of path: String) throws -> String {
  String(decoding: try DurableFiles.read(path, limit: 64 << 20), as: UTF8.self)
}
