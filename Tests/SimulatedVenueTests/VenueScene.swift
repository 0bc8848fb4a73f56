import Chronology
import SimulatedVenue
import Testing

/// A venue whose prices stand still, one account with 100,000 USD, and a clock that moves by hand.
struct VenueScene {
  var venue: Venue
  private(set) var now = Timestamp(clamping: 1_795_000_000_000)
  private var token = 0

  static let bitcoin = "PF_XBTUSD"

  init(
    _ personality: VenuePersonality = VenuePersonality(), seed: UInt64 = 1, dollars: Fixed = 100_000,
    coins: Fixed = 0, accounts: Int = 1
  ) {
    var configuration = VenueConfiguration(seed: seed, personality: personality)
    configuration.path = .held
    configuration.accounts = (0..<accounts).map {
      (
        id: "account-\($0)", credential: Credential(key: "KEY\($0)", secret: [UInt8($0)]),
        deposits: [(Currency.usd, dollars), (.xbt, coins)]
      )
    }
    venue = Venue(configuration, at: now)
    control(.moveTo(symbol: Self.bitcoin, 70_000))
    control(.moveTo(symbol: "PI_XBTUSD", 70_000))
  }

  mutating func control(_ control: VenueControl) { _ = venue.step(.control(control), at: now) }

  mutating func pass(_ milliseconds: Int64) {
    now = now.advanced(byMilliseconds: milliseconds)
    _ = venue.step(.time, at: now)
  }

  mutating func prices(_ setting: PriceSetting, _ symbol: String = Self.bitcoin) {
    control(.setPrices(symbol: symbol, setting))
  }

  mutating func move(to price: Fixed, _ symbol: String = Self.bitcoin) {
    control(.moveTo(symbol: symbol, price))
  }

  mutating func arm(_ fault: OrderFault, _ matcher: OrderMatcher = OrderMatcher(), always: Bool = false) {
    venue.faults.arm(ArmedOrderFault(fault, matcher: matcher, always: always))
  }

  /// Gives a command and waits for its answer, which Maker Protection may hold back.
  mutating func command(_ command: VenueCommand, account: Int = 0) -> VenueAnswer? {
    token += 1
    var outputs = venue.step(.command(command, account: account, token: token), at: now)
    for _ in 0..<200 where !outputs.contains(where: { $0.token == token }) {
      now = now.advanced(byMilliseconds: 1)
      outputs = venue.step(.time, at: now)
    }
    return outputs.first { $0.token == token }?.answer
  }

  /// Gives a command and does not wait.
  mutating func start(_ command: VenueCommand, account: Int = 0) -> [VenueOutput] {
    token += 1
    return venue.step(.command(command, account: account, token: token), at: now)
  }

  @discardableResult mutating func order(_ command: VenueCommand, account: Int = 0) throws -> OrderAnswer {
    guard case .order(let answer) = self.command(command, account: account) else { throw SceneMistake() }
    return answer
  }

  @discardableResult mutating func place(
    _ type: OrderType, _ side: Side, _ size: Fixed, limit: Fixed? = nil, stop: Fixed? = nil,
    signal: TriggerSignal? = nil, reduceOnly: Bool = false, id: String? = nil, symbol: String = Self.bitcoin,
    account: Int = 0
  ) throws -> OrderAnswer {
    try order(
      .place(
        Self.ticket(
          type, side, size, limit: limit, stop: stop, signal: signal, reduceOnly: reduceOnly, id: id,
          symbol: symbol)), account: account)
  }

  static func ticket(
    _ type: OrderType, _ side: Side, _ size: Fixed, limit: Fixed? = nil, stop: Fixed? = nil,
    signal: TriggerSignal? = nil, reduceOnly: Bool = false, id: String? = nil, symbol: String = Self.bitcoin
  ) -> OrderTicket {
    var ticket = OrderTicket(symbol: symbol, type: type, side: side, size: size)
    ticket.limitPrice = limit
    ticket.stopPrice = stop
    ticket.triggerSignal = signal
    ticket.reduceOnly = reduceOnly
    ticket.clientOrderID = id
    return ticket
  }

  func size(_ symbol: String = Self.bitcoin, account: Int = 0) -> Fixed {
    venue.market(named: symbol).map { venue.accounts[account].size(in: $0) } ?? 0
  }

  var open: [Order] { Array(venue.orders.values) }
  var lastEnd: FinishedOrder? { venue.accounts[0].finished.last }
}

struct SceneMistake: Error {}

extension OrderAnswer {
  /// PLACE, EXECUTION, …, in their order.
  var kinds: [String] {
    events.map { event in
      switch event {
      case .place: "PLACE"
      case .execution: "EXECUTION"
      case .cancel: "CANCEL"
      case .reject(_, let reason): "REJECT \(reason.rawValue)"
      case .edit: "EDIT"
      }
    }
  }
}
