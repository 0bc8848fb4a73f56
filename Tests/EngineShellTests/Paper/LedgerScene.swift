import Chronology
import DurableFiles
import ExactDecimal
import Glibc
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import SimulatedVenue
import StrictJSON
import Synchronization
import Testing
import Trading

@testable import PaperTrading

/// A clock that is moved by hand; whoever waits moves it.
final class HandClock: Sendable {
  private let passed = Mutex<Int64>(0)
  private let start = Timestamp(clamping: 1_795_000_000_000)

  func pass(_ milliseconds: Int64) { passed.withLock { $0 += milliseconds } }
  var now: Timestamp { start.advanced(byMilliseconds: passed.withLock { $0 }) }

  var client: ClientClock {
    ClientClock(
      now: { self.now }, uptimeMilliseconds: { self.passed.withLock { $0 } }, sleep: { self.pass($0) })
  }
}

/// A paper account in a folder, without an engine.
final class LedgerScene: Sendable {
  let folder: String
  let clock = HandClock()
  private let told = Tape<PaperNotice>()
  private let row: JSON = [
    "contractValueTradePrecision": 4, "makerProtectionMillis": 20,
    "marginLevels": [
      ["initialMargin": .number("0.02"), "maintenanceMargin": .number("0.01"), "numNonContractUnits": 0]
    ], "maxPositionSize": 1_000, "symbol": "PF_XBTUSD", "tickSize": 1, "type": "flexible_futures",
  ]

  init() throws {
    var template = Array("/var/tmp/paper-account.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SceneFailure("mkdtemp") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { ShellScene.remove(folder) }

  var notices: [PaperNotice] { told.all }

  /// Opens the account, does something, and forgets the process.
  func session<Value: Sendable>(
    isEngineNew: Bool, isEngineFlat: Bool = false, _ body: (LedgerSession) async throws -> Value
  ) async throws -> Value {
    clock.pass(1_000)
    let told = told
    let ledger = try PaperLedger(
      "\(folder)/account", listings: [PaperBeginning.Listing(row: row, price: Fixed(70_000))],
      isEngineFlat: isEngineFlat, isEngineNew: isEngineNew, seed: 7, at: clock.now)
    let exchange = InProcessKraken(
      ledger, clock: clock.client,
      session: TransportSession(
        origin: try HTTPOrigin(PaperKrakenFutures.origin), certificateSha256s: [],
        isVerifiedBySystemTrustStore: false), tell: { told.add($0) })
    let session = try LedgerSession(exchange, clock)
    if isEngineNew { await session.move(to: 70_000) }
    return try await body(session)
  }
}

struct LedgerSession: Sendable {
  let exchange: InProcessKraken
  private let clock: HandClock
  private let venue: KrakenFuturesVenue
  private let symbol: Symbol
  private let owner: ClientOrderID.Owner

  init(_ exchange: InProcessKraken, _ clock: HandClock) throws {
    self.exchange = exchange
    self.clock = clock
    symbol = try #require(Symbol("PF_XBTUSD"))
    owner = try #require(ClientOrderID.Owner(environment: 1, scope: 0, instance: 1))
    venue = KrakenFuturesVenue(
      transport: exchange,
      signer: try RequestSigner(key: PaperKrakenFutures.key, secret: PaperKrakenFutures.secret),
      recorder: nil, clock: clock.client, deadlines: ClientDeadlines())
  }

  func move(to price: Int) async {
    let price = Fixed(price)
    clock.pass(500)
    await exchange.take(
      PaperQuote(
        symbol: symbol.spelling, last: price, mark: price, index: price, bid: price, ask: price + Fixed(1)),
      readAt: clock.client.uptimeMilliseconds())
    clock.pass(500)
  }

  func enter(_ intent: UInt64) async -> Bool {
    guard let id = ClientOrderID(owner: owner, role: .entry, intent: intent) else { return false }
    return await isAccepted(
      .enter(
        EntryOrder(
          id: id, symbol: symbol, position: .long, size: ExactDecimal("0.01") ?? .zero, price: .market,
          processBefore: clock.now.advanced(byMilliseconds: 4_000))))
  }

  func protect(_ intent: UInt64) async -> Bool {
    guard let id = ClientOrderID(owner: owner, role: .stopLoss, intent: intent) else { return false }
    return await isAccepted(
      .protect(
        ProtectiveOrder(
          id: id, symbol: symbol, role: .stopLoss, position: .long, size: ExactDecimal("0.01") ?? .zero,
          triggerPrice: ExactDecimal(69_500), signal: .last)))
  }

  func exit(_ intent: UInt64) async -> Bool {
    guard let id = ClientOrderID(owner: owner, role: .exit, intent: intent) else { return false }
    return await isAccepted(
      .exit(
        ExitOrder(
          id: id, symbol: symbol, position: .long, size: ExactDecimal("0.01") ?? .zero, price: .market)))
  }

  private func isAccepted(_ command: Trading.VenueCommand) async -> Bool {
    if case .accepted = await venue.send(command) { true } else { false }
  }

  func digest() async -> String { await exchange.look(\.accountDigest) }
  func collateral() async -> Fixed { await exchange.look { $0.venue.accounts[0].balance(.usd) } }
  func fills() async -> Int { await exchange.look { $0.venue.accounts[0].fills.count } }
}
