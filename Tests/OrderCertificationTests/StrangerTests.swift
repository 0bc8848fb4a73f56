import Attestation
import CertificationEvidence
import EngineConfiguration
import ExactDecimal
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import Processes
import Testing
import Trading
import VenueAccess

@Suite("Somebody else on the symbol", .inTurn) struct StrangerTests {
  private static let case_ = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  /// An order of another instance on the same account, far from the price.
  private func place(on scene: CertifyScene) async throws -> ProtectiveOrder {
    let origin = try #require(VenueOrigin(scene.simulator.origin))
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 9))
    let connection = try await KrakenFuturesConnection.connect(
      KrakenFuturesSettings(
        origin: origin, environment: .simulator,
        credentials: try KrakenCredentials(key: KrakenWorld.key, secret: KrakenWorld.secret),
        purpose: .trading))
    let venue = try ReducingVenue(
      connection.connection, expecting: VenueExpectation(environment: .simulator, account: nil), owner: owner)
    let order = ProtectiveOrder(
      id: try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: 1)),
      symbol: try #require(Symbol("PF_XBTUSD")), role: .stopLoss, position: .long,
      size: try #require(ExactDecimal("0.0001")), triggerPrice: ExactDecimal(60_000), signal: .last)
    guard case .accepted = await venue.protect(order) else { throw SceneFailure() }
    return order
  }

  struct SceneFailure: Error {}

  @Test("keeps a run from beginning; nothing of theirs is touched")
  func before() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    _ = try await place(on: scene)
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
    _ = try await place(on: scene)
    #expect(await scene.end().termination == .exited(1))
    let (certification, judgement, _) = try scene.evidence()
    #expect(certification.ending == .contaminated, "\(scene.lines.joined(separator: "\n"))")
    #expect(judgement.cases.map(\.code) == [.foreignOrder])
    #expect(try await scene.venue() == (0, 1))
  }
}
