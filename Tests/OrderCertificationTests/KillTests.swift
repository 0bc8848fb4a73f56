import CertificationEvidence
import Glibc
import Processes
import Testing
import Trading

@Suite("Whoever is killed, at every step", .inTurn) struct KillTests {
  private static let case_ = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  /// A kill after each of the lines that a run says; "a run says" checks that there are no more.
  private static let steps = 1...14

  private func killed(
    after count: Int, _ kill: (CertifyScene) -> Void
  ) async throws -> (CertifyScene, ProcessResult) {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    var hasPlayed = false
    while scene.lines.count < count, await scene.look() {
      guard !hasPlayed, let order = scene.lines.lazy.compactMap({ SentOrder(line: $0, role: "tested") }).first
      else { continue }
      try await CertifyScene.sleep(300)
      try await scene.reach(order)
      hasPlayed = true
    }
    kill(scene)
    return (scene, await scene.end())
  }

  @Test("a run of which nobody is killed passes, and says no more lines than are tried here")
  func whole() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    try await scene.playAlong()
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    #expect(scene.lines.count <= Self.steps.upperBound + 1, "\(scene.lines.joined(separator: "\n"))")
  }

  @Test(
    "the worker: the guardian removes what is ours and writes what there was as aborted", arguments: steps)
  func worker(_ count: Int) async throws {
    let (scene, result) = try await killed(after: count) { scene in
      if let worker = scene.worker { Glibc.kill(worker, SIGKILL) }
    }
    let report = scene.lines.joined(separator: "\n")
    #expect(result.termination == .exited(1) || result.isSuccess, "\(report)")
    #expect(try await scene.venue() == (0, 0), "\(report)")
    let (certification, judgement, _) = try scene.evidence()
    if result.isSuccess {
      #expect(certification.ending == .completed, "it was killed when everything had been said\n\(report)")
    } else {
      #expect(certification.ending == .aborted, "\(report)")
      #expect(
        judgement.cases.allSatisfy { $0.verdict != .fail && $0.verdict != .contaminated }, "\(report)")
    }
  }

  @Test("the guardian: the worker removes what is ours and ends", arguments: steps)
  func guardian(_ count: Int) async throws {
    var worker: pid_t?
    let (scene, result) = try await killed(after: count) { scene in
      worker = scene.worker
      if let guardian = scene.guardian { Glibc.kill(guardian, SIGKILL) }
    }
    guard case .signalled = result.termination else { return }
    if let worker { try await CertifyScene.awaitEnd(of: worker) }
    #expect(try await scene.venue() == (0, 0), "\(scene.lines.joined(separator: "\n"))")
  }

  @Test("both: the next run removes what is left and passes", arguments: steps)
  func both(_ count: Int) async throws {
    let (scene, result) = try await killed(after: count) { scene in
      let (guardian, worker) = (scene.guardian, scene.worker)
      if let guardian { Glibc.kill(guardian, SIGKILL) }
      if let worker { Glibc.kill(worker, SIGKILL) }
    }
    guard case .signalled = result.termination else { return }
    let report = scene.lines.joined(separator: "\n")
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    try await scene.playAlong()
    #expect(await scene.end().isSuccess, "\(report)\nthen:\n\(scene.lines.joined(separator: "\n"))")
    #expect(try await scene.venue() == (0, 0), "\(report)")
  }

  @Test("a person who stops it: the worker leaves, and the evidence says aborted")
  func stopped() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    if let guardian = scene.guardian { Glibc.kill(guardian, SIGINT) }
    #expect(await scene.end().termination == .exited(130))
    #expect(try await scene.venue() == (0, 0))
    #expect(try scene.evidence().certification.ending == .aborted)
  }

  @Test("the worker, when a hundred fills of another market are newer than its own")
  func manyFills() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "120s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    try await scene.tradeElsewhere(fills: 112)
    if let worker = scene.worker { Glibc.kill(worker, SIGKILL) }
    #expect(await scene.end().termination == .exited(1))
    let report = scene.lines.joined(separator: "\n")
    #expect(try await scene.venue() == (0, 0), "\(report)")
    #expect(try scene.evidence().certification.ending == .aborted, "\(report)")
  }
}
