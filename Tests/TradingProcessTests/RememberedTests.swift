import Attestation
import AuditLog
import Chronology
import DurableFiles
import EngineProcesses
import ExactDecimal
import GateScene
import Glibc
import ReadinessReport
import Testing
import TradingEngine

@testable import Admission
@testable import OrderCertification

/// Two files that permit more when a digit in them changes: the marks that an older report or an earlier time has to
/// pass, and what was used of a permission to certify.
@Suite("What is remembered of a permission, changed while nothing ran", .inTurn) struct RememberedTests {
  /// Writes a file with each of its bytes changed, and the file as it was at last.
  private func change(_ path: String, _ look: (_ about: String) throws -> Void) throws {
    let bytes = try DurableFiles.read(path, limit: 1 << 16)
    for damage in Damage.allCases {
      for place in Damage.places(bytes, bytes.count) {
        let changed = damage.of(bytes, at: place)
        guard changed != bytes else { continue }
        try DurableFiles.replace(path, with: changed, mode: 0o600)
        try look("\(damage) at \(place)")
      }
    }
    try DurableFiles.replace(path, with: bytes, mode: 0o600)
  }

  /// Writes a file in some of those ways, for a look with a program.
  private func changeSome(_ path: String, _ look: (_ about: String) async throws -> Void) async throws {
    let bytes = try DurableFiles.read(path, limit: 1 << 16)
    for damage in Damage.allCases {
      for share in KillPlace.isEverything ? [0, 20, 40, 60, 80, 99] : [50] {
        let place = bytes.count * share / 100
        try DurableFiles.replace(path, with: damage.of(bytes, at: place), mode: 0o600)
        try await look("\(damage) at \(place)")
      }
    }
  }

  @Test("admits nobody by changed marks, protects all the same, and runs again when a person has reset them")
  func marks() async throws {
    let scene = try await TradingScene()
    try scene.gate()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    let path = scene.paths.marks
    try change(path) { about in
      do throws(AuditLogError) {
        let marks = try AdmissionMarks.read(path)
        Issue.record("\(about): \(String(describing: marks))")
      } catch {
        #expect(error.code == "audit.damaged", "\(about): \(error)")
      }
    }
    try await changeSome(path) { about in
      let refused = try await scene.command(["run"])
      #expect(
        refused.status == 78 && refused.standardError.contains("[clock.mark-unreadable]"),
        "\(about): \(refused.status ?? -1) \(refused.standardError)")
    }
    let guardian = scene.start(["protect", "--until-flat"])
    let truth = try await scene.awaitTruth(within: 10_000, for: 2_000) { $0.isSettled }
    #expect(truth.isSettled, "\(truth) \(guardian.standardError)")
    #expect(try await scene.entriesSent() == ["0.01"])
    guardian.signal(SIGTERM)
    #expect(await guardian.end(within: 20_000))
    let reset = try await scene.command(["admission", "reset", "--reason", "the disk was replaced"])
    #expect(reset.status == 0, "\(reset.standardError)")
    _ = try await scene.run()
  }

  @Test("certifies nothing by a changed budget") func budget() async throws {
    let scene = try await TradingScene()
    try scene.gate()
    try DurableFiles.createFolder("\(scene.folder)/out", mode: 0o700)
    let path = scene.paths.certificationBudget
    let report = String(repeating: "0f", count: 32)
    let used = CertificationBudget(
      reportSha256: report, entriesSent: 7, lossUSD: try #require(ExactDecimal("1.25")))
    let grant = Grant<Certification>(
      environment: .simulator, limits: Grants(), expiresAt: .latest, account: nil, reportSha256: report,
      sequence: 1)
    try used.save(path)
    try change(path) { about in
      do throws(CertificationRefusal) {
        let found = try CertificationBudget.used(of: grant, at: path)
        Issue.record("\(about): \(String(describing: found))")
      } catch {
        let answer = error.answer
        #expect(
          answer.code == "certification.budget-unreadable" && answer.status == 78, "\(about): \(answer)")
      }
    }
    #expect(try CertificationBudget.used(of: grant, at: path) == used)
    try await changeSome(path) { about in
      let refused = try await scene.command(
        [
          "certify", "--symbols", TradingScene.symbol, "--cases", "TC-SL-LONG-LAST", "--cases-only",
          "--out", "\(scene.folder)/out", "--key", "\(scene.folder)/keys/gate.pem",
        ])
      #expect(
        refused.status == 78 && refused.standardError.contains("[certification.budget-unreadable]"),
        "\(about): \(refused.status ?? -1) \(refused.standardError)")
    }
    #expect(try await scene.entriesSent().isEmpty)
  }
}
