public import Chronology

/// A futures venue as a value: `step(input, now)` is all that ever happens to it.
///
/// No clock, no randomness but its seed, no floating point, no order of a hash table: the same inputs at the same
/// times give the same outputs and the same state on every machine.
public struct Venue: Sendable {
  /// The time of the last step; it never goes back.
  public internal(set) var now: Timestamp
  public internal(set) var personality: VenuePersonality
  public internal(set) var markets: [Market]
  public internal(set) var accounts: [Account]
  /// Every order that rests or waits for its trigger, in the order of placement.
  public internal(set) var orders = OpenOrders()
  /// What Maker Protection keeps from the markets, by release.
  public internal(set) var held: [HeldCommand] = []
  public var faults = OrderFaults()
  /// Counts changes to orders and positions.
  public internal(set) var revision = 0

  let configuration: VenueConfiguration
  var random: SeededGenerator
  var priceRandom: SeededGenerator
  var nextTick: Timestamp
  var nextFunding: Timestamp
  private let places: [String: Int]

  public init(_ configuration: VenueConfiguration, at now: Timestamp) {
    self.configuration = configuration
    self.now = now
    personality = configuration.personality
    random = SeededGenerator(seed: configuration.seed)
    // A stream of its own: what clients do must not change the prices.
    priceRandom = SeededGenerator(seed: configuration.seed ^ 0x5052_4943_4553)
    markets = configuration.instruments.map { Market($0, path: configuration.path, at: now) }
    var places: [String: Int] = [:]
    for (place, market) in markets.enumerated() { places[market.instrument.symbol.lowercased()] = place }
    self.places = places
    accounts = configuration.accounts.map { Account(id: $0.id, credential: $0.credential) }
    nextTick = now.advanced(byMilliseconds: configuration.tick.count)
    nextFunding = Venue.hour(after: now)
    for (place, account) in configuration.accounts.enumerated() {
      for (currency, amount) in account.deposits {
        accounts[place].book(amount, currency, .transfer, at: now)
      }
    }
  }

  /// The place of a market by its symbol, in any case.
  public func market(named symbol: String) -> Int? { places[symbol.lowercased()] }

  /// Takes points from an account's rate budget, for the history API from its own.
  mutating func spend(_ points: Int64, account: Int, history: Bool) -> Bool {
    history
      ? accounts[account].historyBudget.spend(points, at: now)
      : accounts[account].budget.spend(points, at: now)
  }

  static func hour(after now: Timestamp) -> Timestamp {
    Timestamp(clamping: (now.unixMilliseconds / 3_600_000 + 1) * 3_600_000)
  }

  /// Lets time pass, and then does what the input says.
  ///
  /// - Parameter now: a time before the last step's counts as the last step's.
  public mutating func step(_ input: VenueInput, at now: Timestamp) -> [VenueOutput] {
    var outputs: [VenueOutput] = []
    advance(to: now, &outputs)
    switch input {
    case .time: break
    case .command(let command, let account, let token):
      guard accounts.indices.contains(account) else { break }
      receive(command, account: account, token: token, &outputs)
    case .control(let control): apply(control)
    }
    return outputs
  }
}

/// A command that Maker Protection holds.
public struct HeldCommand: Sendable, Hashable {
  enum Content: Sendable, Hashable {
    case command(VenueCommand)
    /// A trigger that has fired.
    case activation(Order)
  }
  let content: Content
  let account: Int
  /// Nil when the client has had its answer.
  let token: Int?
  let release: Timestamp
  let received: Timestamp
  /// Given to the order of a single placement beforehand.
  let orderID: String
  /// Whether a cancel was acknowledged meanwhile.
  var isCancelled = false

  var ticket: OrderTicket? {
    guard case .command(.place(let ticket)) = content else { return nil }
    return ticket
  }
}
