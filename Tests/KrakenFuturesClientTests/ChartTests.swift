import Attestation
import Chronology
import EngineConfiguration
import ExactDecimal
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import Testing
import Trading
import VenueAccess

@Suite("A chart") struct ChartTests {
  private static func connect(_ world: KrakenWorld) async throws -> KrakenFuturesConnection {
    try await KrakenFuturesConnection.connect(
      KrakenFuturesSettings(
        origin: try #require(VenueOrigin("http://127.0.0.1:1")), environment: .simulator, credentials: nil,
        purpose: .observing, clock: world.clock()), over: world)
  }

  private static let symbol = Symbol("PF_XBTUSD")

  @Test("is read without a signature, oldest first, and the bar that is not over is the last")
  func read() async throws {
    let world = try KrakenWorld.standard()
    let connection = try await Self.connect(world)
    let from = world.now.advanced(byMilliseconds: -600_000)
    let candles = try await connection.candles(of: try #require(Self.symbol), .minute, from: from)
    #expect(candles.count >= 10)
    for (one, next) in zip(candles, candles.dropFirst()) {
      #expect(next.opensAt.milliseconds(since: one.opensAt) == 60_000)
    }
    let last = try #require(candles.last)
    #expect(last.opensAt <= world.now && last.opensAt.advanced(byMilliseconds: 60_000) > world.now)
    let request = try #require(world.requests.last)
    #expect(request.target.hasPrefix("/api/charts/v1/trade/PF_XBTUSD/1m?from="))
    #expect(!request.isSigned && !request.isProtective && !request.headers.contains { $0.name == "APIKey" })
    #expect(connection.spentPoints == 0)
  }

  @Test(
    "that fails says why, and nothing else hears of it: not the link, not the rate budget",
    arguments: [
      ("{fault: lose-reply, endpoint: chart}", "transport.reset"),
      ("{fault: delay, by: 30s, endpoint: chart}", "transport.timeout"),
      ("{fault: refuse, status: 503, endpoint: chart}", "wire.venue-unavailable"),
      ("{fault: limit, endpoint: chart}", "wire.venue-refused"),
      ("{fault: replace, text: '<html>', endpoint: chart}", "wire.not-json"),
      ("{fault: replace, text: '[]', endpoint: chart}", "wire.not-an-object"),
      ("{fault: omit, text: candles, endpoint: chart}", "wire.missing-member"),
      ("{fault: replace, text: '{\"candles\":[{\"time\":1}]}', endpoint: chart}", "wire.missing-member"),
      ("{fault: truncate, bytes: 40, endpoint: chart}", "transport.reset"),
    ])
  func failure(_ fault: String, _ code: String) async throws {
    let world = try KrakenWorld.standard()
    let connection = try await Self.connect(world)
    let venue = try ObservingVenue(
      connection.connection, expecting: VenueExpectation(environment: .simulator, account: nil))
    var facts = venue.facts.makeAsyncIterator()
    #expect(world.control("faults", fault) == 200)
    let symbol = try #require(Self.symbol)
    let failure = await #expect(throws: ChartFailure.self) {
      try await connection.candles(of: symbol, .minute, from: world.now)
    }
    #expect(failure?.code == code)
    // What is told next is what is read next.
    _ = await venue.refresh(.market(symbol))
    var told: [String] = []
    while let fact = await facts.next() {
      switch fact.content {
      case .link(let state): told.append("\(state)")
      case .market: told.append("market")
      default: told.append("other")
      }
      if told.last == "market" { break }
    }
    #expect(told == ["market"] || told == ["up", "market"], "\(told)")
  }
}
