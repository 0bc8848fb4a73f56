import Attestation
import CertificationEvidence
import Chronology
import EngineConfiguration
import ExactDecimal
import Glibc
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import Processes
import StrictJSON
import Testing
import Trading

@testable import VenueAccess

@Suite("Somebody else on the symbol", .inTurn) struct StrangerTests {
  private static let case_ = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  /// An order of another instance on the same account, far from the price.
  private func place(on scene: CertifyScene) async throws {
    let (connection, owner) = try await stranger(on: scene)
    let venue = try ReducingVenue(
      connection, expecting: VenueExpectation(environment: .simulator, account: nil), owner: owner)
    let order = ProtectiveOrder(
      id: try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: 1)),
      symbol: try #require(Symbol("PF_XBTUSD")), role: .stopLoss, position: .long,
      size: try #require(ExactDecimal("0.0001")), triggerPrice: ExactDecimal(60_000), signal: .last)
    guard case .accepted = await venue.protect(order) else { throw SceneFailure() }
  }

  /// A position of another instance on the same account.
  private func trade(
    _ side: PositionSide, _ size: String, on scene: CertifyScene
  ) async throws {
    let (connection, owner) = try await stranger(on: scene)
    let order = EntryOrder(
      id: try #require(ClientOrderID(owner: owner, role: .entry, intent: 2)),
      symbol: try #require(Symbol("PF_XBTUSD")), position: side, size: try #require(ExactDecimal(size)),
      price: .market, processBefore: connection.clock.now().advanced(byMilliseconds: 5_000))
    guard case .accepted = await connection.venue.send(.enter(order)) else { throw SceneFailure() }
  }

  private func stranger(
    on scene: CertifyScene
  ) async throws -> (VenueConnection, ClientOrderID.Owner) {
    let origin = try #require(VenueOrigin(scene.simulator.origin))
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 9))
    let connection = try await KrakenFuturesConnection.connect(
      KrakenFuturesSettings(
        origin: origin, environment: .simulator,
        credentials: try KrakenCredentials(key: KrakenWorld.key, secret: KrakenWorld.secret),
        purpose: .trading))
    return (connection.connection, owner)
  }

  /// Of the only position; negative when it is short.
  private func heldSize(on scene: CertifyScene) async throws -> String? {
    let state = try await scene.get("/simulator/state")
    let position = state["accounts"]?.arrayValue?.first?["positions"]?.arrayValue?.first
    return position?["size"].map { String(decoding: $0.encoded(), as: UTF8.self).filter { $0 != "\"" } }
  }

  struct SceneFailure: Error {}

  @Test("keeps a run from beginning; nothing of theirs is touched")
  func before() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    try await place(on: scene)
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
    try await place(on: scene)
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
    try await trade(side, size, on: scene)
    #expect(await scene.end().termination == .exited(1))
    let report = scene.lines.joined(separator: "\n")
    #expect(try scene.evidence().certification.ending == .contaminated, "\(report)")
    #expect(try await scene.venue() == (1, 0), "\(report)")
    #expect(try await heldSize(on: scene) == left, "\(report)")
  }

  @Test(
    "when the worker is killed beside a stranger's position, the guardian leaves that and nothing of ours")
  func killed() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    try await trade(.long, "0.05", on: scene)
    if let worker = scene.worker { Glibc.kill(worker, SIGKILL) }
    #expect(await scene.end().termination == .exited(1))
    let report = scene.lines.joined(separator: "\n")
    #expect(try await scene.venue() == (1, 0), "\(report)")
    #expect(try await heldSize(on: scene) == "0.05", "\(report)")
  }
}
