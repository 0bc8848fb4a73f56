import Attestation
import Chronology
import EngineConfiguration
import ExactDecimal
import GateScene
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import StrictJSON
import Testing
import Trading

@testable import VenueAccess

/// Another instance on the same account, past every permission.
extension CertifyScene {
  /// An order far from the price.
  func placeForeignStop() async throws {
    let (venue, owner) = try await stranger()
    let order = ProtectiveOrder(
      id: try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: 1)),
      symbol: try #require(Symbol("PF_XBTUSD")), role: .stopLoss, position: .long,
      size: try #require(ExactDecimal("0.0001")), triggerPrice: ExactDecimal(60_000), signal: .last)
    guard case .accepted = await venue.venue.send(.protect(order)) else { throw SceneError("foreign stop") }
  }

  /// A position.
  func tradeAside(_ side: PositionSide, _ size: String) async throws {
    let (venue, owner) = try await stranger()
    let order = EntryOrder(
      id: try #require(ClientOrderID(owner: owner, role: .entry, intent: 2)),
      symbol: try #require(Symbol("PF_XBTUSD")), position: side, size: try #require(ExactDecimal(size)),
      price: .market, processBefore: venue.clock.now().advanced(byMilliseconds: 5_000))
    guard case .accepted = await venue.venue.send(.enter(order)) else { throw SceneError("foreign entry") }
  }

  /// So many fills at least on another symbol, which leave no position.
  func tradeElsewhere(fills wanted: Int64) async throws {
    let (venue, owner) = try await stranger()
    let symbol = try #require(Symbol("PF_ETHUSD"))
    let size = try #require(ExactDecimal("0.01"))
    var intent: UInt64 = 10
    let end = try await fillCount() + wanted
    while try await fillCount() < end {
      for role in [ClientOrderID.Role.entry, .exit] {
        while true {
          intent += 1
          let id = try #require(ClientOrderID(owner: owner, role: role, intent: intent))
          let command: VenueCommand =
            role == .exit
            ? .exit(ExitOrder(id: id, symbol: symbol, position: .long, size: size, price: .market))
            : .enter(
              EntryOrder(
                id: id, symbol: symbol, position: .long, size: size, price: .market,
                processBefore: venue.clock.now().advanced(byMilliseconds: 5_000)))
          if case .accepted = await venue.venue.send(command) { break }
          // The account's rate budget is everybody's.
          try await Self.sleep(500)
        }
      }
    }
  }

  private func fillCount() async throws -> Int64 {
    try await get("/simulator/state")["accounts"]?.arrayValue?.first?["fills"]?.integerValue ?? 0
  }

  /// Of the only position; negative when it is short.
  func heldSize() async throws -> String? {
    let state = try await get("/simulator/state")
    let position = state["accounts"]?.arrayValue?.first?["positions"]?.arrayValue?.first
    return position?["size"].map { String(decoding: $0.encoded(), as: UTF8.self).filter { $0 != "\"" } }
  }

  private func stranger() async throws -> (VenueConnection, ClientOrderID.Owner) {
    let origin = try #require(VenueOrigin(simulator.origin))
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 9))
    let connection = try await KrakenFuturesConnection.connect(
      KrakenFuturesSettings(
        origin: origin, environment: .simulator,
        credentials: try KrakenCredentials(key: KrakenWorld.key, secret: KrakenWorld.secret),
        purpose: .trading))
    return (connection.connection, owner)
  }
}
