import CertificationEvidence
import Glibc
import Processes
import Testing
import Trading

@Suite("Somebody else on the symbol", .inTurn) struct StrangerTests {
  private static let case_ = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  @Test("keeps a run from beginning; nothing of theirs is touched")
  func before() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    try await scene.placeForeignStop()
    scene.start(Self.case_)
    #expect(await scene.end().termination == .exited(1))
    #expect(!scene.lines.contains { $0.hasPrefix("sends") })
    let (certification, judgement, _) = try scene.evidence()
    #expect(certification.ending == .contaminated)
    #expect(judgement.cases.map(\.code) == [.caseNotRun])
    #expect(try await scene.venue() == (0, 1))
  }

  @Test("ends a run as contaminated: what is ours goes, what is theirs stays")
  func during() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    try await scene.placeForeignStop()
    #expect(await scene.end().termination == .exited(1))
    let (certification, judgement, _) = try scene.evidence()
    #expect(certification.ending == .contaminated, "\(scene.lines.joined(separator: "\n"))")
    #expect(judgement.cases.map(\.code) == [.foreignOrder])
    #expect(try await scene.venue() == (0, 1))
  }

  @Test(
    "who trades beside a case loses nothing of the position, and finds none of our orders beside it",
    arguments: [(PositionSide.long, "0.05", "0.05"), (.short, "0.05", "-0.0499")])
  func position(_ side: PositionSide, _ size: String, _ left: String) async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    try await scene.tradeAside(side, size)
    #expect(await scene.end().termination == .exited(1))
    let report = scene.lines.joined(separator: "\n")
    #expect(try scene.evidence().certification.ending == .contaminated, "\(report)")
    #expect(try await scene.venue() == (1, 0), "\(report)")
    #expect(try await scene.heldSize() == left, "\(report)")
  }

  @Test(
    "when the worker is killed beside a stranger's position, the guardian leaves that and nothing of ours")
  func killed() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    try await scene.tradeAside(.long, "0.05")
    if let worker = scene.worker { Glibc.kill(worker, SIGKILL) }
    #expect(await scene.end().termination == .exited(1))
    let report = scene.lines.joined(separator: "\n")
    #expect(try await scene.venue() == (1, 0), "\(report)")
    #expect(try await scene.heldSize() == "0.05", "\(report)")
  }
}
