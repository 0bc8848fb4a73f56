import Attestation
import Chronology
import ExactDecimal
import ReadinessReport
import ScriptedVenue
import Testing
import Trading

@testable import Admission
@testable import VenueAccess

/// The scripted venue behind the permission types.
struct AccessScene {
  let clock = ManualClock()
  let symbol: Symbol
  let venue: ScriptedVenue
  let connection: VenueConnection
  let owner: ClientOrderID.Owner

  init(
    environment: TradingEnvironment = .simulator, account: String? = nil, hasCredentials: Bool = true,
    wallClock: (@Sendable () -> Timestamp)? = nil
  ) throws {
    symbol = try #require(Symbol("PF_XBTUSD"))
    owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1))
    venue = ScriptedVenue(symbol: symbol, price: ExactDecimal(70_000), clock: clock)
    let clock = clock
    connection = VenueConnection(
      session: VenueSession(
        adapter: "scripted", environment: environment, origin: "http://127.0.0.1:1", certificateSha256s: [],
        account: account, hasCredentials: hasCredentials), venue: venue,
      clock: AccessClock(
        now: wallClock ?? { clock.now }, uptimeMilliseconds: { clock.uptimeMilliseconds },
        venueNow: { clock.now }))
  }

  static let expectation = VenueExpectation(environment: .simulator, account: nil)

  func reducing() throws -> ReducingVenue {
    try ReducingVenue(connection, expecting: Self.expectation, owner: owner)
  }

  func grant(
    _ limits: Grants = Grants(), environment: TradingEnvironment = .simulator, account: String? = nil,
    minutes: Int64 = 60
  ) -> Grant<Live> {
    Grant(
      environment: environment, limits: limits,
      expiresAt: clock.now.advanced(byMilliseconds: minutes * 60_000),
      account: account, reportSha256: nil, sequence: 1)
  }

  func trading(_ limits: Grants = Grants(), minutes: Int64 = 60, entriesSent: Int64 = 0) throws
    -> TradingVenue<
      Live
    >
  {
    try TradingVenue(
      connection, expecting: Self.expectation, owner: owner, grant: grant(limits, minutes: minutes),
      entriesSent: entriesSent)
  }

  func id(_ role: ClientOrderID.Role, _ intent: UInt64, instance: UInt32 = 1) throws -> ClientOrderID {
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: instance))
    return try #require(ClientOrderID(owner: owner, role: role, intent: intent))
  }

  func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

  /// An entry that a review with wide limits let through.
  func entry(
    _ intent: UInt64, _ size: String = "0.01", _ position: PositionSide = .long,
    price: EntryOrder.Price = .market, lifeMilliseconds: Int64 = 5_000, instance: UInt32 = 1
  ) throws -> Approved<EntryOrder> {
    var review = EntryReview(
      limits: EntryLimits(
        symbols: nil, maxOrderNotionalUSD: nil, maxPositionNotionalUSD: nil, maxOrdersPerMinute: nil,
        maxOrders: nil, priceCollar: try decimal("0.5"), expiresAt: .latest))
    return try review.review(
      EntryOrder(
        id: try id(.entry, intent, instance: instance), symbol: symbol, position: position,
        size: try decimal(size), price: price,
        processBefore: clock.now.advanced(byMilliseconds: lifeMilliseconds)),
      on: ScriptedVenue.instrument(symbol),
      market: MarketState(symbol: symbol, last: ExactDecimal(70_000)), position: nil, now: clock.now)
  }

  func stop(
    _ intent: UInt64, _ size: String = "0.01", at price: String = "69000",
    role: ClientOrderID.Role = .stopLoss,
    position: PositionSide = .long, instance: UInt32 = 1
  ) throws -> ProtectiveOrder {
    ProtectiveOrder(
      id: try id(role, intent, instance: instance), symbol: symbol,
      role: role == .takeProfit ? .takeProfit : .stopLoss, position: position, size: try decimal(size),
      triggerPrice: try decimal(price), signal: .last)
  }

  func exit(
    _ intent: UInt64, _ size: String = "0.01", _ position: PositionSide = .long, instance: UInt32 = 1
  ) throws -> ExitOrder {
    ExitOrder(
      id: try id(.exit, intent, instance: instance), symbol: symbol, position: position,
      size: try decimal(size), price: .market)
  }

  /// Opens a position past every permission.
  func open(_ size: String = "0.01", _ position: PositionSide = .long) async throws {
    let outcome = await venue.send(
      .enter(try entry(1_000 + UInt64.random(in: 0...1 << 30), size, position).order))
    guard case .accepted = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }
}

/// The word of a local refusal; nil for every other outcome.
func localWord(_ outcome: VenueOutcome) -> String? {
  guard case .refused(let refusal) = outcome, refusal.meaning == .local else { return nil }
  return refusal.word
}

func isAccepted(_ outcome: VenueOutcome) -> Bool {
  if case .accepted = outcome { true } else { false }
}
