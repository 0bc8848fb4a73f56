import CertificationEvidence
import DurableFiles
import GateScene
import Glibc
import KrakenWorld
import Processes
import StrictJSON
import Testing
import Trading

@Suite("Guardian and worker", .inTurn) struct GuardingTests {
  private static let run = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  private func names(in scene: CertifyScene) throws -> [String] {
    try DurableFiles.list("\(scene.folder)/out", limit: 100).compactMap(\.name).sorted()
  }

  @Test("trade nothing when they have read different configurations")
  func swapped() async throws {
    let scene = try CertifyScene()
    try DurableFiles.createFolder("\(scene.folder)/other")
    let other = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: "\(scene.folder)/other")
    try await scene.hold()
    try await scene.simulator.control("faults", "{fault: delay, by: 2s, endpoint: ticker, nth: 1}")
    scene.start(Self.run)
    try await CertifyScene.sleep(1_200)
    try scene.configure(symbols: ["PF_XBTUSD"], origin: other.origin)
    #expect(await scene.end().termination == .exited(1), "\(scene.lines.joined(separator: "\n"))")
    let (certification, judgement, path) = try scene.evidence()
    #expect(certification.ending == .aborted)
    #expect(judgement.cases.map(\.code) == [.caseNotRun])
    let text = String(decoding: try DurableFiles.read(path, limit: 1 << 22), as: UTF8.self)
    #expect(text.contains("guardian and worker did not find the same origin"))
    #expect(!text.contains("sendorder"))
  }

  @Test("end when the kill switch is asked to trip, and trip it")
  func tripped() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.run, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    let asked = try scene.run([
      "kill-switch", "trip", "--config", "\(scene.folder)/engine.yaml", "--reason", "a test",
    ])
    #expect(asked.isSuccess, "\(String(decoding: asked.standardError, as: UTF8.self))")
    #expect(await scene.end().termination == .exited(1))
    #expect(try await scene.venue() == (0, 0))
    let (certification, judgement, _) = try scene.evidence()
    #expect(certification.ending == .aborted && judgement.cases.allSatisfy { $0.verdict != .pass })
    let state = String(
      decoding: try DurableFiles.read("\(scene.folder)/state/kill.json", limit: 1 << 16), as: UTF8.self)
    #expect(state.contains("tripped") && state.contains("a test"))
    scene.start(Self.run)
    #expect(await scene.end().termination == .exited(78), "a tripped switch permits no entry")
    #expect(scene.lines.contains { $0.contains("[kill-switch.not-armed]") })
    #expect(!scene.lines.contains { $0.hasPrefix("sends entry") })
  }

  @Test("do not wait for each other: a guardian that is stopped is left, with nothing of ours at the venue")
  func stopped() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.run, wait: "60s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    let (guardian, worker) = (try #require(scene.guardian), try #require(scene.worker))
    Glibc.kill(guardian, SIGSTOP)
    var state = try await scene.venue()
    for _ in 0..<120 where state != (0, 0) {
      try await CertifyScene.sleep(250)
      state = try await scene.venue()
    }
    #expect(state == (0, 0))
    Glibc.kill(guardian, SIGCONT)
    #expect(await scene.end().termination == .exited(1), "\(scene.lines.joined(separator: "\n"))")
    try await CertifyScene.awaitEnd(of: worker)
    #expect(try scene.evidence().certification.ending == .aborted)
  }

  @Test("leave what the venue showed when both are killed, and the next run makes evidence of it")
  func leftOver() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.run, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    let (guardian, worker) = (try #require(scene.guardian), try #require(scene.worker))
    Glibc.kill(guardian, SIGKILL)
    Glibc.kill(worker, SIGKILL)
    _ = await scene.end()
    #expect(try names(in: scene).count == 1 && names(in: scene).allSatisfy { $0.hasSuffix(".partial") })
    let partial = "\(scene.folder)/out/\(try #require(names(in: scene).first))"
    try DurableFiles.replace(
      "\(scene.folder)/out/again.partial", with: DurableFiles.read(partial, limit: 1 << 20))
    try await scene.hold()
    scene.start(Self.run, wait: "20s")
    try await scene.playAlong()
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    // Two runs of the same second are two pieces of evidence, and this one.
    let left = try names(in: scene)
    #expect(left.count { $0.hasSuffix(".json") } == 3 && left.count == 5, "\(left)")
  }
}
