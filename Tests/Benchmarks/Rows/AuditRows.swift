import Attestation
import Chronology
import Cryptography
import DurableFiles
import ReadinessGate
import ReadinessReport

/// `readiness audit verify` over an archive of many reports, whole process, against a C loop over the same files.
struct AuditRows {
  private static let count = 100_000
  /// As many findings of each blocker as a live policy's have; the scene's Python system would make ten times as many.
  private static let findings = 6
  private let scene: Scene
  private let rounds: Int

  init(_ scene: Scene, _ rounds: Int) throws {
    self.scene = scene
    // Minutes, with more.
    self.rounds = min(rounds, 5)
    try scene.makeReadyReport()
  }

  func tables() throws -> [Table] {
    let whole = try contestants(try makeArchive(Self.count))
    let tenth = try contestants(try makeArchive(Self.count / 10))
    let series = try alternate(rounds: rounds, whole)
    let small = try alternate(rounds: 1, [tenth[0]])
    var table = Table(
      "readiness audit verify: \(Self.count) reports of \(try size() / 1_000) kB, whole process",
      budget: "at most 1.25 times a C loop over the same files; memory flat")
    table.add("ours", series[0])
    table.add("floor", series[1])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    if let most = series[0].peakKibibytes, let least = small[0].peakKibibytes {
      table.add(note: "peak memory \(most / 1_024) MiB, and \(least / 1_024) MiB with a tenth of the reports")
    }
    return [table]
  }

  private func contestants(_ folder: String) throws -> [Contestant] {
    let ours = Launch([
      scene.programs.readiness, "audit", "verify", "--state", folder, "--keyring", scene.keys.keyringPath,
      "--copy",
    ])
    let floor = Launch([
      try scene.programs.floor("verify-floor", libraries: ["crypto"]), "\(folder)/reports",
      Hexadecimal.encode(try scene.publicKey().rawRepresentation),
    ])
    return [
      Contestant(name: "readiness audit verify --copy") { try ours.measured() },
      Contestant(name: "C: read, base64, EVP_DigestVerify") { try floor.measured() },
    ]
  }

  private func size() throws -> Int64 {
    let reports = "\(scene.folder)/audit-\(Self.count)/reports"
    let name = try DurableFiles.list(reports, limit: Self.count + 1).first?.name ?? ""
    return try DurableFiles.status("\(reports)/\(name)").size
  }

  /// A chain of reports, a minute apart, that ends now.
  private func makeArchive(_ count: Int) throws -> String {
    let folder = "\(scene.folder)/audit-\(count)"
    try write("", to: "\(folder)/reports/.made")
    try DurableFiles.remove("\(folder)/reports/.made")
    let key = try Ed25519PrivateKey(pem: DurableFiles.read(scene.keys.keyPath, limit: 4_096))
    let envelope = try DSSEEnvelope.parseCanonical(
      DurableFiles.read("\(scene.folder)/gate/three.json", limit: 16 << 20))
    var report = try ReadinessReport(statement: Statement.parse(envelope.payload))
    for index in report.blockers.indices {
      report.blockers[index].findings = Array(report.blockers[index].findings.prefix(Self.findings))
    }
    // Within the key's days, whatever the count.
    let (issuedAt, step) = (report.issuedAt, Int64(10))
    report.previous = nil
    for number in 0..<count {
      let shift = Int64(number) * step
      report.sequence = Int64(number + 1)
      report.issuedAt = issuedAt.advanced(byMilliseconds: shift)
      let payload = try report.statement().encoded()
      let digest = SHA256.digest(of: payload)
      let signed = try DSSEEnvelope.sign(payloadType: inTotoPayloadType, payload: payload, with: [key])
      try write(
        String(decoding: signed.encoded(), as: UTF8.self), to: "\(folder)/reports/\(digest.hex).json")
      report.previous = digest.hex
    }
    return folder
  }
}
