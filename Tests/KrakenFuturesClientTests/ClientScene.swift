import Chronology
import ExactDecimal
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import Synchronization
import Testing
import Trading

/// The adapter over the simulated Kraken in memory.
struct ClientScene {
  let world: KrakenWorld
  let venue: KrakenFuturesVenue
  let symbol: Symbol
  let tape = Tape()
  private let owner: ClientOrderID.Owner

  init(offset: Int64 = 0, deadlines: ClientDeadlines = ClientDeadlines()) async throws {
    world = try KrakenWorld.standard()
    symbol = try #require(Symbol("PF_XBTUSD"))
    owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1))
    venue = KrakenFuturesVenue(
      transport: world, signer: try RequestSigner(key: KrakenWorld.key, secret: KrakenWorld.secret),
      recorder: tape, clock: world.clock(offset: offset), deadlines: deadlines)
    await venue.refresh(.instruments, urgency: .routine)
  }

  func fault(_ text: String) { #expect(world.control("faults", text) == 200, "\(text)") }

  func entry(_ intent: UInt64, _ size: String = "0.01", lifeMilliseconds: Int64 = 4_000) throws -> EntryOrder
  {
    EntryOrder(
      id: try #require(ClientOrderID(owner: owner, role: .entry, intent: intent)), symbol: symbol,
      position: .long, size: try #require(ExactDecimal(size)), price: .market,
      processBefore: world.now.advanced(byMilliseconds: lifeMilliseconds))
  }

  func resting(_ intent: UInt64) throws -> EntryOrder {
    var order = try entry(intent)
    order.price = .limit(ExactDecimal(60_000))
    return order
  }

  func stop(_ intent: UInt64, _ size: String = "0.01") throws -> ProtectiveOrder {
    ProtectiveOrder(
      id: try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: intent)), symbol: symbol,
      role: .stopLoss, position: .long, size: try #require(ExactDecimal(size)),
      triggerPrice: ExactDecimal(69_000), signal: .last)
  }

  func exit(_ intent: UInt64, _ size: String = "0.01") throws -> ExitOrder {
    ExitOrder(
      id: try #require(ClientOrderID(owner: owner, role: .exit, intent: intent)), symbol: symbol,
      position: .long, size: try #require(ExactDecimal(size)), price: .market)
  }

  func settled() async -> VenueFact? {
    world.pass(300)
    return await venue.refresh(.symbol(symbol), urgency: .routine).first
  }

  func position() async -> VenuePosition? {
    guard let fact = await settled(), fact.isComplete, case .settled(let reading) = fact.content else {
      return nil
    }
    return reading.position
  }

  /// How many requests went to an endpoint.
  func sent(_ endpoint: String) -> Int { world.requests.count { $0.path.hasSuffix("/\(endpoint)") } }
}

/// What the recorder took down.
final class Tape: WireRecorder {
  private let entries = Mutex<(requests: [SentRequest], answers: [ReceivedAnswer])>(([], []))

  func record(_ request: SentRequest) { entries.withLock { $0.requests.append(request) } }
  func record(_ answer: ReceivedAnswer) { entries.withLock { $0.answers.append(answer) } }

  var requests: [SentRequest] { entries.withLock { $0.requests } }
  var answers: [ReceivedAnswer] { entries.withLock { $0.answers } }
}

func isAccepted(_ outcome: VenueOutcome) -> Bool {
  if case .accepted = outcome { true } else { false }
}

func unknownReason(_ outcome: VenueOutcome) -> String? {
  if case .unknown(let unknown) = outcome { unknown.reason } else { nil }
}

func localWord(_ outcome: VenueOutcome) -> String? {
  guard case .refused(let refusal) = outcome, refusal.meaning == .local else { return nil }
  return refusal.word
}
