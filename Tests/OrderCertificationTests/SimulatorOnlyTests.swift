import CertificationEvidence
import ExactDecimal
import KrakenWorld
import Processes
import StrictJSON
import Testing

/// What no venue can be asked to do, with the ids under which plans and README name it.
@Suite("Only a simulated venue proves", .inTurn) struct SimulatorOnlyTests {
  @Test("every case that plans name as such", arguments: SimulatorOnlyCase.allCases)
  func proved(_ only: SimulatorOnlyCase) async throws {
    switch only {
    case .gap: try await gap()
    case .partialFill: try await red("fault: fill-part, part: 40", symbol: "PF_PEPEUSD", .fillPartial)
    case .activationFailure: try await red("fault: fail-activation", symbol: "PF_XBTUSD", .fillNone)
    }
  }

  /// A stop fires at a price that is far beyond it, and still closes the position; what that cost is in the record.
  private func gap() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"], wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    let order = try #require(scene.lines.lazy.compactMap { SentOrder(line: $0, role: "tested") }.first)
    try await CertifyScene.sleep(400)
    try await scene.reach(order, by: 300)
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    let (_, judgement, _) = try scene.evidence()
    #expect(judgement.cases.map(\.code) == [.passed])
    let slippage = try #require(judgement.cases.first?.record.slippage)
    #expect(slippage >= ExactDecimal(300), "\(slippage)")
    #expect(try await scene.venue() == (0, 0))
  }

  /// The case is seen red, and the guard or the clean-up closes what the order left open.
  private func red(_ fault: String, symbol: String, _ code: JudgementCode) async throws {
    let scene = try CertifyScene(symbols: [symbol])
    try await scene.hold(symbol, at: symbol == "PF_PEPEUSD" ? "0.00001" : "70000")
    try await scene.simulator.control(
      "faults", "{\(fault), order-type: stp, reduce-only: true, nth: 2, always: true}")
    scene.start(["--symbols", symbol, "--cases", "TC-SL-SHORT-LAST", "--cases-only"], wait: "8s")
    try await scene.playAlong()
    #expect(await scene.end().termination == .exited(1), "\(scene.lines.joined(separator: "\n"))")
    let (_, judgement, _) = try scene.evidence()
    #expect(judgement.cases.map(\.code) == [code], "\(judgement.cases.map(\.detail))")
    #expect(try await scene.venue().positions == 0)
  }
}
