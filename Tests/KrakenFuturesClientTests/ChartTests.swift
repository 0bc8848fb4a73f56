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
    #expect(world.control("faults", fault) == 200)
    try await Self.expectNothingTold(by: connection) { symbol in
      let failure = await #expect(throws: ChartFailure.self) {
        try await connection.candles(of: symbol, .minute, from: world.now)
      }
      #expect(failure?.code == code)
    }
  }

  /// What a connection tells after a chart is what is read next.
  private static func expectNothingTold(
    by connection: KrakenFuturesConnection, when body: (Symbol) async throws -> Void
  ) async throws {
    let symbol = try #require(Self.symbol)
    let venue = try ObservingVenue(
      connection.connection, expecting: VenueExpectation(environment: .simulator, account: nil))
    var facts = venue.facts.makeAsyncIterator()
    try await body(symbol)
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

  @Test("that says another time moves no clock") func otherTime() async throws {
    let world = try KrakenWorld.standard()
    let connection = try await Self.connect(world)
    let text = #"{"candles":[],"serverTime":"2030-01-01T00:00:00.000Z"}"#
    #expect(world.control("faults", "{fault: replace, text: '\(text)', endpoint: chart}") == 200)
    let before = try #require(connection.clockOffset)
    try await Self.expectNothingTold(by: connection) { symbol in
      #expect(try await connection.candles(of: symbol, .minute, from: world.now).isEmpty)
      let after = try #require(connection.clockOffset)
      #expect(abs(after.milliseconds - before.milliseconds) < 1_000)
    }
  }

  @Test("over a session that is vouched for otherwise is not believed, and the link stays up")
  func stranger() async throws {
    let world = try KrakenWorld.standard()
    let connection = try await KrakenFuturesConnection.connect(
      KrakenFuturesSettings(
        origin: try #require(VenueOrigin("http://127.0.0.1:1")), environment: .simulator, credentials: nil,
        purpose: .observing, clock: world.clock()), over: StrangeCharts(world: world))
    try await Self.expectNothingTold(by: connection) { symbol in
      let failure = await #expect(throws: ChartFailure.self) {
        try await connection.candles(of: symbol, .minute, from: world.now)
      }
      #expect(failure?.code == "session-not-as-before")
      #expect(connection.health.isUp == true)
    }
  }

  /// Verified as the world is, but for charts.
  private struct StrangeCharts: WireTransport {
    let world: KrakenWorld
    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      let answer = try await world.perform(request)
      guard request.path.hasPrefix("/api/charts/") else { return answer }
      return HTTPResponse(
        status: answer.status, headers: answer.headers, body: answer.body,
        session: TransportSession(
          origin: answer.session.origin, certificateSha256s: [],
          isVerifiedBySystemTrustStore: !answer.session.isVerifiedBySystemTrustStore),
        sentAtNanoseconds: answer.sentAtNanoseconds, receivedAtNanoseconds: answer.receivedAtNanoseconds)
    }
  }
}
