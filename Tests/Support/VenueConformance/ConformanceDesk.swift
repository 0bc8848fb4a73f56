import Chronology
import ExactDecimal
import Trading

/// Orders with ids of their own, and the questions that most cases ask.
struct ConformanceDesk {
  let world: any ConformanceWorld
  private let owner: ClientOrderID.Owner
  private var intents: UInt64 = 0

  var venue: any Venue { world.venue }
  var symbol: Symbol { world.symbol }

  init(_ world: any ConformanceWorld, instance: UInt32) throws {
    self.world = world
    owner = try unwrap(ClientOrderID.Owner(environment: 0, scope: 0, instance: instance), "an owner")
  }

  mutating func id(_ role: ClientOrderID.Role) throws -> ClientOrderID {
    intents += 1
    return try unwrap(ClientOrderID(owner: owner, role: role, intent: intents), "an id")
  }

  mutating func entry(
    _ size: String, _ price: EntryOrder.Price = .market, lifeMilliseconds: Int64 = 3_000
  ) async throws -> EntryOrder {
    EntryOrder(
      id: try id(.entry), symbol: symbol, position: .long, size: try decimal(size), price: price,
      processBefore: try await world.now().advanced(byMilliseconds: lifeMilliseconds))
  }

  mutating func stop(_ size: String, at price: String) throws -> ProtectiveOrder {
    ProtectiveOrder(
      id: try id(.stopLoss), symbol: symbol, role: .stopLoss, position: .long, size: try decimal(size),
      triggerPrice: try decimal(price), signal: .last)
  }

  mutating func exit(_ size: String) throws -> ExitOrder {
    ExitOrder(id: try id(.exit), symbol: symbol, position: .long, size: try decimal(size), price: .market)
  }

  func decimal(_ text: String) throws -> ExactDecimal { try unwrap(ExactDecimal(text), text) }

  @discardableResult func accepted(_ command: VenueCommand) async throws -> VenueOutcome.Acceptance {
    let outcome = await venue.send(command)
    guard case .accepted(let acceptance) = outcome else {
      throw ConformanceFailure("expected an acceptance, found \(outcome)")
    }
    return acceptance
  }

  func unknown(_ command: VenueCommand) async throws -> UnknownOutcome {
    let outcome = await venue.send(command)
    guard case .unknown(let unknown) = outcome else {
      throw ConformanceFailure("expected an unknown outcome, found \(outcome)")
    }
    return unknown
  }

  /// The symbol's settled reading, once what is held has been let through.
  func settled() async throws -> SettledReading {
    try await world.pass(300)
    for _ in 0..<5 {
      for fact in await venue.refresh(.symbol(symbol), urgency: .routine) where fact.isComplete {
        if case .settled(let reading) = fact.content { return reading }
      }
    }
    throw ConformanceFailure("no settled reading in five attempts")
  }

  func shown(_ id: ClientOrderID) async throws -> VenueOrder? {
    try await settled().orders.first { $0.clientID.flatMap { ClientOrderID($0) } == id }
  }
}

func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw ConformanceFailure(message()) }
}

func unwrap<Value>(_ value: Value?, _ name: String) throws -> Value {
  guard let value else { throw ConformanceFailure("there is no \(name)") }
  return value
}
