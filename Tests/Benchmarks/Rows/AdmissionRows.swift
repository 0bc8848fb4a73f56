import Admission
import Attestation
import Chronology
import Cryptography
import DurableFiles
import Glibc
import ReadinessGate
import ReadinessReport

/// Admission as the engine calls it, in this process, with files on a memory file system: without its syncs and
/// without hashing the engine.
struct AdmissionRows {
  private static let repetitions = 200
  private let scene: Scene
  private let rounds: Int
  private let memory: String

  init(_ scene: Scene, _ rounds: Int) throws {
    self.scene = scene
    self.rounds = rounds
    memory = "/dev/shm/readiness-benchmarks.\(getpid())"
    try scene.makeReadyReport()
  }

  func tables() throws -> [Table] {
    defer { try? Launch(["rm", "-rf", "--", memory]).run() }
    let session = try session()
    let floor = try scene.programs.floor("verify-floor", libraries: ["crypto"])
    let loop = Launch([
      floor, session.requirements.reportPath, Hexadecimal.encode(try scene.publicKey().rawRepresentation),
      "\(Self.repetitions)",
    ])
    let series = try alternate(
      rounds: rounds,
      [
        contestant("Admission.admit", session, persist: true),
        contestant("Admission.admit without a record", session, persist: false),
        Contestant(name: "C: read, base64, EVP_DigestVerify") {
          Sample(wallMicroseconds: try loop.measured().wallMicroseconds / Double(Self.repetitions))
        },
      ])
    var table = Table(
      "admission, each of \(Self.repetitions), files in memory",
      budget: "at most 1 ms beyond hashing the engine and the syncs")
    table.add("ours", series[0])
    table.add("ours", series[1])
    table.add("floor", series[2])
    table.add(ratio: "ours : floor", series[0], to: series[2])
    return [table]
  }

  private struct Session {
    let requirements: EnvironmentRequirements
    let loaded: LoadedArtefacts
    let world: AdmissionWorld
  }

  private func contestant(_ name: String, _ session: Session, persist: Bool) -> Contestant {
    Contestant(name: name) {
      // A log that grows from round to round would make later rounds slower.
      _ = unsafe unlink("\(memory)/state/decisions.jsonl")
      let start = Launch.now()
      for _ in 0..<Self.repetitions {
        _ = try Admission.admit(
          Live.self, requirements: session.requirements, loaded: session.loaded, world: session.world,
          persist: persist)
      }
      return Sample(wallMicroseconds: (Launch.now() - start) / Double(Self.repetitions))
    }
  }

  /// The gate's own report, moved to the memory file system and signed again.
  private func session() throws -> Session {
    let key = try Ed25519PrivateKey(pem: DurableFiles.read(scene.keys.keyPath, limit: 4_096))
    let envelope = try DSSEEnvelope.parseCanonical(
      DurableFiles.read("\(scene.folder)/gate/three.json", limit: 16 << 20))
    var report = try ReadinessReport(statement: Statement.parse(envelope.payload))
    try write("{}\n", to: "\(memory)/state/kill_switch_state.json")
    report.statePaths = [
      "KILL_SWITCH_STATE_PATH": "\(memory)/state/kill_switch_state.json",
      "INSTRUMENT_SPECS_CACHE_PATH": "\(memory)/state/instrument_specs_cache.json",
    ]
    let signed = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: report.statement().encoded(), with: [key])
    try write(String(decoding: signed.encoded(), as: UTF8.self), to: "\(memory)/report.json")
    try write(text(of: scene.keys.keyringPath), to: "\(memory)/keyring.yaml")
    let requirements = EnvironmentRequirements(
      environment: .simulator, scope: .live, isRequired: true, reportPath: "\(memory)/report.json",
      keyringPath: "\(memory)/keyring.yaml", storeFolder: nil, approvalsFolder: nil, maximumAge: .hours(24),
      waiverCaps: .none, requiredBlockers: report.blockers.map { .init(id: $0.id, check: $0.check) },
      policySha256: report.policy.resolvedSha256, account: nil)
    func digest(_ name: String) throws -> SHA256Digest {
      guard let digest = report.subject(name).flatMap({ SHA256Digest(hex: $0) }) else {
        throw Launch.Failure(description: "the report has no subject '\(name)'")
      }
      return digest
    }
    let loaded = LoadedArtefacts(
      engineSha256: try digest("engine"), executablePath: scene.programs.engine,
      configurationSha256: try digest("configuration"), configurationPath: "\(scene.folder)/etc/engine.yaml",
      libraries: report.libraries, statePaths: report.statePaths,
      killSwitchPath: "\(memory)/state/kill_switch_state.json", killSwitch: .armed)
    return Session(requirements: requirements, loaded: loaded, world: .current())
  }
}
