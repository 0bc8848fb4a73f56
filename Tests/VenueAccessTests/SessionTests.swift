import Attestation
import ReadinessReport
import Testing
import Trading

@testable import Admission
@testable import VenueAccess

@Suite("A session gives a permission") struct SessionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var session: TradingEnvironment = .live
    var sessionAccount: String? = "account-1"
    var hasCredentials = true
    var configured: TradingEnvironment = .live
    var pinned: String? = "account-1"
    var reading: VenueAccessError.Code?
    var reducing: VenueAccessError.Code?
    var testDescription: String {
      "\(session) \(sessionAccount ?? "-") \(hasCredentials) as \(configured) \(pinned ?? "-")"
    }
  }

  static let cases = [
    Case(),
    Case(session: .simulator, sessionAccount: nil, configured: .simulator, pinned: nil),
    Case(session: .simulator, reading: .environment, reducing: .environment),
    Case(configured: .simulator, reading: .environment, reducing: .environment),
    Case(session: .demo, reading: .environment, reducing: .environment),
    Case(sessionAccount: "account-2", reading: .account, reducing: .account),
    Case(sessionAccount: nil, reading: .accountUnknown, reducing: .accountUnknown),
    Case(pinned: nil, reading: .accountNotPinned, reducing: .accountNotPinned),
    Case(
      session: .simulator, configured: .simulator, pinned: "account-2", reading: .account, reducing: .account),
    Case(sessionAccount: nil, hasCredentials: false, reading: .accountUnknown, reducing: .credentials),
    Case(
      session: .simulator, sessionAccount: nil, hasCredentials: false, configured: .simulator, pinned: nil,
      reducing: .credentials),
    Case(sessionAccount: nil, hasCredentials: false, configured: .paper, pinned: nil, reducing: .paper),
    Case(configured: .paper, pinned: nil, reading: .paper, reducing: .paper),
    Case(
      session: .simulator, sessionAccount: nil, hasCredentials: false, configured: .paper, pinned: nil,
      reading: .environment, reducing: .paper),
    // What is paper has a connection of its own type; a session that only says so is nobody's.
    Case(session: .paper, configured: .paper, pinned: nil, reading: .paper, reducing: .paper),
    Case(
      session: .paper, sessionAccount: nil, hasCredentials: false, configured: .paper, pinned: nil,
      reading: .environment, reducing: .paper),
    Case(session: .paper, reading: .environment, reducing: .environment),
    Case(
      session: .paper, configured: .simulator, pinned: nil, reading: .environment, reducing: .environment),
  ]

  @Test("when it is the one that the configuration means, and a code when not", arguments: cases)
  func expectation(_ each: Case) throws {
    let scene = try AccessScene(
      environment: each.session, account: each.sessionAccount, hasCredentials: each.hasCredentials)
    let expectation = VenueExpectation(environment: each.configured, account: each.pinned)
    #expect(code { _ = try ObservingVenue(scene.connection, expecting: expectation) } == each.reading)
    #expect(
      code { _ = try ReducingVenue(scene.connection, expecting: expectation, owner: scene.owner) }
        == each.reducing)
  }

  @Test("to trade when the Grant is for its environment and account, and still holds")
  func grants() throws {
    let scene = try AccessScene(account: "account-1")
    func code(_ grant: Grant<Live>) -> VenueAccessError.Code? {
      SessionTests().code {
        _ = try TradingVenue(
          scene.connection, expecting: AccessScene.expectation, owner: scene.owner, grant: grant)
      }
    }
    #expect(code(scene.grant()) == nil)
    #expect(code(scene.grant(account: "account-1")) == nil)
    #expect(code(scene.grant(environment: .live)) == .grantEnvironment)
    #expect(code(scene.grant(environment: .demo)) == .grantEnvironment)
    #expect(code(scene.grant(account: "account-2")) == .grantAccount)
    #expect(code(scene.grant(minutes: 0)) == .grantExpired)
    let trading = try scene.trading()
    #expect(throws: VenueAccessError.self) { try trading.renew(scene.grant(environment: .live)) }
  }

  @Test("to trade on paper from a connection of that type alone, with a Grant for paper")
  func paper() async throws {
    let scene = try AccessScene()
    let owner = try #require(ClientOrderID.Owner(environment: 1, scope: 0, instance: 1))
    let paper = PaperConnection(
      adapter: "scripted", pricesFrom: "https://venue.example", account: "paper-account", venue: scene.venue,
      health: {
        VenueHealth(
          isUp: true, downBecause: nil, lastAnswerAge: 0, spentPoints: 0, budgetPoints: 500,
          budgetWindowMilliseconds: 10_000, clockOffset: 0, clockUncertainty: 0, isDeadMansSwitchOff: true)
      }, clock: scene.connection.clock)
    #expect(paper.session.environment == .paper && paper.session.origin == "paper:https://venue.example")
    func code(_ grant: Grant<Live>, account: String? = nil) -> VenueAccessError.Code? {
      self.code { _ = try PaperTradingVenue(paper, account: account, owner: owner, grant: grant) }
    }
    #expect(code(scene.grant(environment: .paper)) == nil)
    #expect(code(scene.grant(environment: .paper), account: "paper-account") == nil)
    #expect(code(scene.grant(environment: .paper), account: "account-1") == .account)
    for environment in [TradingEnvironment.live, .demo, .simulator] {
      #expect(code(scene.grant(environment: environment)) == .grantEnvironment)
    }
    let trading = try PaperTradingVenue(
      paper, account: nil, owner: owner, grant: scene.grant(environment: .paper))
    #expect(throws: VenueAccessError.self) { try trading.renew(scene.grant(environment: .live)) }
    trading.suspendEntries(because: "a test")
    #expect(localWord(await trading.enter(try scene.entry(1))) == AccessRefusal.notOurs.rawValue)
  }

  private func code(_ body: () throws -> Void) -> VenueAccessError.Code? {
    do { try body() } catch {
      let found = error as? VenueAccessError
      #expect(found != nil && found.map { "\($0)".contains("[\($0.code.rawValue)]") } == true)
      return found?.code
    }
    return nil
  }
}
