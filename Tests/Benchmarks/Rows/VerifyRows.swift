import Chronology
import Cryptography
import DurableFiles
import ReadinessGate

/// `readiness verify` of a READY report about three blockers.
struct VerifyRows {
  private static let repetitions = 500
  private let scene: Scene
  private let rounds: Int
  private let report: String

  init(_ scene: Scene, _ rounds: Int) throws {
    self.scene = scene
    self.rounds = rounds
    report = "\(scene.folder)/gate/three.json"
    try scene.makeReadyReport()
  }

  /// Whole processes.
  func process() throws -> [Table] {
    let key = try scene.publicKey()
    // RFC 8410: the header of a SubjectPublicKeyInfo for Ed25519, then the 32 bytes.
    let header: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    try write(
      "-----BEGIN PUBLIC KEY-----\n\(Base64.encode(header + key.rawRepresentation))\n-----END PUBLIC KEY-----\n",
      to: "\(scene.folder)/keys/gate.pub")
    let ours = Launch([scene.programs.readiness, "verify", report, "--keyring", scene.keys.keyringPath])
    let peer = Launch([
      "sh", "\(MeasuredPrograms.sources)/verify.sh", report, "\(scene.folder)/keys/gate.pub",
    ])
    let floor = Launch([try floor(), report, Hexadecimal.encode(key.rawRepresentation)])
    let series = try alternate(
      rounds: rounds,
      [
        Contestant(name: "readiness verify") { try ours.measured() },
        Contestant(name: "sh with openssl, sed, base64") { try peer.measured() },
        Contestant(name: "C: read, base64, EVP_DigestVerify") { try floor.measured() },
      ])
    let size = try DurableFiles.status(report).size
    var table = Table(
      "readiness verify: a report of \(size / 1_000) kB, whole process", budget: "at most 8 ms")
    table.add("ours", series[0])
    table.add("peer", series[1])
    table.add("floor", series[2])
    table.add(ratio: "peer : ours", series[1], to: series[0])
    table.add(ratio: "ours : floor", series[0], to: series[2])
    return [table]
  }

  /// The same report again and again, for each time: what is left without the start of a process.
  func loop() throws -> [Table] {
    let floor = Launch([
      try floor(), report, Hexadecimal.encode(try scene.publicKey().rawRepresentation), "\(Self.repetitions)",
    ])
    let options = ReportVerification.Options(
      keyringPath: scene.keys.keyringPath, environment: nil, subjects: [:], at: SystemClock.now(),
      isForeign: false)
    let series = try alternate(
      rounds: rounds,
      [
        Contestant(name: "ReportVerification.verify") {
          let start = Launch.now()
          for _ in 0..<Self.repetitions { _ = try ReportVerification.verify(report, options) }
          return Sample(wallMicroseconds: (Launch.now() - start) / Double(Self.repetitions))
        },
        Contestant(name: "C: read, base64, EVP_DigestVerify") {
          Sample(wallMicroseconds: try floor.measured().wallMicroseconds / Double(Self.repetitions))
        },
      ])
    var table = Table(
      "verifying \(Self.repetitions) reports in one process, each",
      budget: "none")
    table.add("ours", series[0])
    table.add("floor", series[1])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    return [table]
  }

  private func floor() throws -> String {
    try scene.programs.floor("verify-floor", libraries: ["crypto"])
  }
}

extension Scene {
  /// Runs the gate with the policy of three blockers.
  func makeReadyReport() throws {
    try Launch([
      programs.readiness, "check", "\(folder)/etc/three.yaml", "--key", keys.keyPath, "--report",
      "\(folder)/gate/three.json", "--state", "\(folder)/gate",
    ]).run(output: "\(folder)/three.log")
  }

  func publicKey() throws -> Ed25519PublicKey {
    try Ed25519PrivateKey(pem: DurableFiles.read(keys.keyPath, limit: 4_096)).publicKey
  }
}
