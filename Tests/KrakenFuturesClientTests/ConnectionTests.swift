import Attestation
import Chronology
import EngineConfiguration
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import Testing
import Trading
import VenueAccess

@Suite("A connection") struct ConnectionTests {
  private static let digest = String(repeating: "ab", count: 32)

  private func settings(
    _ world: KrakenWorld, _ environment: TradingEnvironment = .simulator, credentials: Bool = true,
    purpose: KrakenFuturesSettings.Purpose = .trading, key: String = KrakenWorld.key
  ) throws -> KrakenFuturesSettings {
    KrakenFuturesSettings(
      origin: try #require(VenueOrigin("http://127.0.0.1:1")), environment: environment,
      credentials: credentials ? try KrakenCredentials(key: key, secret: KrakenWorld.secret) : nil,
      purpose: purpose, clock: world.clock(offset: 250))
  }

  private func session(_ origin: String, verified: Bool) throws -> TransportSession {
    TransportSession(
      origin: try HTTPOrigin(origin), certificateSha256s: [Self.digest],
      isVerifiedBySystemTrustStore: verified)
  }

  struct Derivation: Sendable, CustomTestStringConvertible {
    let origin: String
    let verified: Bool
    let environment: TradingEnvironment
    var testDescription: String { "\(origin) \(verified ? "verified" : "not verified")" }
  }

  static let derivations = [
    Derivation(origin: "https://futures.kraken.com", verified: true, environment: .live),
    Derivation(origin: "https://futures.kraken.com", verified: false, environment: .simulator),
    Derivation(origin: "https://demo-futures.kraken.com", verified: true, environment: .demo),
    Derivation(origin: "https://demo-futures.kraken.com", verified: false, environment: .simulator),
    Derivation(origin: "https://futures.kraken.com:8443", verified: true, environment: .simulator),
    Derivation(origin: "https://futures.kraken.com.example.org", verified: true, environment: .simulator),
    Derivation(origin: "https://example.org", verified: true, environment: .simulator),
    Derivation(origin: "http://127.0.0.1:8080", verified: false, environment: .simulator),
    Derivation(origin: "http://127.0.0.1:8080", verified: true, environment: .simulator),
  ]

  @Test("is of the environment that origin and certificates make", arguments: derivations)
  func derivation(_ each: Derivation) async throws {
    let world = try KrakenWorld.standard(session: session(each.origin, verified: each.verified))
    let connected = try await KrakenFuturesConnection.connect(settings(world, each.environment), over: world)
    #expect(connected.session.environment == each.environment)
    #expect(connected.session.origin == each.origin)
    #expect(connected.session.certificateSha256s == [Self.digest])
    #expect(connected.session.adapter == "kraken-futures-rest-v3")
    #expect(connected.session.account == "a5f1c0de-0000-4000-8000-000000000001")
    for other in TradingEnvironment.allCases where other != each.environment && other != .paper {
      let refused = try KrakenWorld.standard(session: session(each.origin, verified: each.verified))
      do {
        _ = try await KrakenFuturesConnection.connect(settings(refused, other), over: refused)
        Issue.record("\(other) was taken for \(each.environment)")
      } catch let error as VenueConnectionError {
        #expect(error.code == .environment)
      }
      // A man in the middle learns nothing that is signed.
      #expect(refused.requests.allSatisfy { !$0.isSigned })
    }
  }

  @Test("in paper reads the live venue's public data, without a key")
  func paper() async throws {
    let live = try session("https://futures.kraken.com", verified: true)
    let world = try KrakenWorld.standard(session: live)
    let connected = try await KrakenFuturesConnection.connect(
      settings(world, .paper, credentials: false, purpose: .observing), over: world)
    let expectation = VenueExpectation(environment: .paper, account: nil)
    let venue = try ObservingVenue(connected.connection, expecting: expectation)
    #expect(await venue.refresh(.market(try #require(Symbol("PF_XBTUSD")))).first?.isComplete == true)
    #expect(await venue.refresh(.positions).first?.isComplete == false)
    #expect(world.requests.allSatisfy { !$0.isSigned })
    let keyed = try KrakenWorld.standard(session: live)
    await #expect(throws: VenueConnectionError.self) {
      try await KrakenFuturesConnection.connect(settings(keyed, .paper), over: keyed)
    }
  }

  @Test("for trading switches the dead-man's switch off at once; one for observing changes nothing")
  func deadMansSwitch() async throws {
    let world = try KrakenWorld.standard()
    let connected = try await KrakenFuturesConnection.connect(settings(world), over: world)
    #expect(connected.isDeadMansSwitchOff)
    let form = world.requests.filter { $0.path.hasSuffix("/cancelallordersafter") }.map {
      String(decoding: $0.body, as: UTF8.self)
    }
    #expect(form == ["timeout=0"])
    let observed = try KrakenWorld.standard()
    let observing = try await KrakenFuturesConnection.connect(
      settings(observed, purpose: .observing), over: observed)
    #expect(!observing.isDeadMansSwitchOff)
    #expect(observed.requests.allSatisfy { $0.method == .get })
  }

  @Test("says how the clocks differ")
  func clocks() async throws {
    let world = try KrakenWorld.standard()
    let connected = try await KrakenFuturesConnection.connect(settings(world), over: world)
    let offset = try #require(connected.clockOffset)
    #expect(abs(offset.milliseconds - 250) <= offset.uncertainty + 1)
    #expect(offset.uncertainty <= 5)
  }

  @Test("with a key that the venue does not know is refused")
  func unknownKey() async throws {
    let world = try KrakenWorld.standard()
    let unknown = try settings(world, key: "OTHERKEY")
    do throws(VenueConnectionError) {
      _ = try await KrakenFuturesConnection.connect(unknown, over: world)
      Issue.record("an unknown key was taken")
    } catch {
      #expect(error.code == .credentials)
    }
  }

  @Test("whose account the venue does not name now gives no permission where one is pinned")
  func unnamedAccount() async throws {
    let world = try KrakenWorld.standard()
    #expect(
      world.control("faults", "{fault: refuse, status: 503, endpoint: history-executions, always: true}")
        == 200)
    let connected = try await KrakenFuturesConnection.connect(settings(world), over: world)
    #expect(connected.session.account == nil)
    do {
      _ = try ObservingVenue(
        connected.connection, expecting: VenueExpectation(environment: .simulator, account: "pinned"))
      Issue.record("an unknown account was taken")
    } catch {
      #expect(error.code == .accountUnknown)
    }
  }

  static let silences: [(String, VenueConnectionError.Code)] = [
    ("{fault: disconnect, endpoint: instruments}", .unreachable),
    ("{fault: delay, by: 1m, endpoint: instruments}", .unreachable),
    ("{fault: refuse, status: 503, endpoint: instruments}", .unreachable),
    ("{fault: limit, endpoint: instruments}", .unreachable),
    ("{fault: replace, text: '<html>', endpoint: instruments}", .unclear),
    ("{fault: omit, text: instruments, endpoint: instruments}", .unclear),
  ]

  @Test("is not made with what does not answer as the venue does", arguments: silences)
  func silence(_ fault: String, _ code: VenueConnectionError.Code) async throws {
    let world = try KrakenWorld.standard()
    world.control("faults", fault)
    do {
      _ = try await KrakenFuturesConnection.connect(settings(world), over: world)
      Issue.record("connected")
    } catch let error as VenueConnectionError {
      #expect(error.code == code)
    }
  }
}
