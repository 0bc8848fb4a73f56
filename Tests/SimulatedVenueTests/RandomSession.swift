import Chronology
import SimulatedVenue

/// A client without a plan: random commands, controls and pauses, all from one seed.
struct RandomSession {
  private(set) var venue: Venue
  private(set) var now = Timestamp(clamping: 1_795_000_000_000)
  private var random: SeededGenerator
  private var token = 0
  /// A digest of every answer and price, in their order (FNV-1a).
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    var configuration = VenueConfiguration(seed: seed, personality: VenuePersonality(seed: seed))
    configuration.path = .walk(stepPerMillion: 900)
    configuration.tick = Milliseconds(2_000)
    configuration.accounts = (0..<2).map {
      (
        id: "account-\($0)", credential: Credential(key: "KEY\($0)", secret: []),
        deposits: [(Currency.usd, Fixed(100_000)), (.xbt, 2)]
      )
    }
    venue = Venue(configuration, at: now)
  }

  mutating func run(steps: Int) {
    for _ in 0..<steps {
      now = now.advanced(byMilliseconds: Int64(random.below(random.chance(1, in: 40) ? 900_000 : 1_500)))
      token += 1
      let outputs = venue.step(input(), at: now)
      for output in outputs { note("\(output.token) \(Self.summary(output.answer))") }
      note("\(venue.markets[0].last) \(venue.accounts[0].balance(.usd))")
    }
  }

  /// Reflection would write every field, and take most of a test's time.
  private static func summary(_ answer: VenueAnswer) -> String {
    func text(_ answer: OrderAnswer) -> String {
      "\(answer.status.rawValue) \(answer.orderID ?? "") \(answer.kinds.joined(separator: ","))"
    }
    switch answer {
    case .order(let answer): return text(answer)
    case .batch(let answers): return answers.map(text).joined(separator: ";")
    case .cancelAll(let status, let cancelled, _):
      return status.rawValue + cancelled.map(\.id).joined(separator: ",")
    case .cancelAllAfter(let trigger): return trigger?.description ?? "off"
    case .preferred: return "preferred"
    case .unknownSymbol: return "unknown"
    }
  }

  private mutating func note(_ text: String) {
    for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  private mutating func input() -> VenueInput {
    let account = random.below(2)
    switch random.below(20) {
    case 0...9: return .command(.place(ticket()), account: account, token: token)
    case 10: return .command(.edit(edit()), account: account, token: token)
    case 11: return .command(.cancel(.id(someID()), processBefore: nil), account: account, token: token)
    case 12: return .command(.cancelAll(symbol: nil), account: account, token: token)
    case 13:
      let items = (0..<3).map { BatchItem(.place(ticket()), tag: "\($0)") }
      return .command(.batch(items), account: account, token: token)
    case 14: return .command(.cancelAllAfter(seconds: random.below(3)), account: account, token: token)
    case 15: return .control(.transfer(account: account, .usd, Fixed(random.within(-500...500))))
    case 16:
      return .control(.fund(account: account, symbol: symbol(), Fixed(random.within(-90...90), scale: 4)))
    case 17:
      let price = venue.markets[0].instrument.startPrice * Fixed(random.within(90...110), scale: 2)
      return .control(.moveTo(symbol: "PF_XBTUSD", price))
    case 18: return .control(.setFundingRate(symbol: symbol(), Fixed(random.within(-9...9), scale: 7)))
    default: return .time
    }
  }

  private mutating func symbol() -> String {
    ["PF_XBTUSD", "PF_ETHUSD", "PI_XBTUSD", "PF_PEPEUSD"][random.below(4)]
  }

  private mutating func ticket() -> OrderTicket {
    let symbol = symbol()
    let type = OrderType.allCases[random.below(OrderType.allCases.count - 1)]
    guard let place = venue.market(named: symbol) else {
      return OrderTicket(symbol: symbol, type: .market, side: .buy, size: 1)
    }
    let market = venue.markets[place]
    var ticket = OrderTicket(
      symbol: symbol, type: type, side: random.chance(1, in: 2) ? .buy : .sell,
      size: market.instrument.sizeStep * Fixed(random.within(1...9_000)))
    func price() -> Fixed {
      (market.last * Fixed(random.within(985...1_015), scale: 3)).rounded(
        .nearest, to: market.instrument.tickSize)
    }
    if type != .market, !type.isTriggered || random.chance(1, in: 2) { ticket.limitPrice = price() }
    if type.isTriggered { ticket.stopPrice = price() }
    ticket.triggerSignal = random.chance(1, in: 3) ? nil : TriggerSignal.allCases[random.below(3)]
    ticket.reduceOnly = random.chance(1, in: 3)
    if random.chance(1, in: 4) { ticket.clientOrderID = "id-\(random.below(50))" }
    return ticket
  }

  private mutating func edit() -> OrderEdit {
    var edit = OrderEdit(order: .id(someID()))
    edit.size = Fixed(random.within(1...20), scale: 1)
    edit.isAbsolute = random.chance(1, in: 2)
    return edit
  }

  private mutating func someID() -> String {
    let orders = Array(venue.orders.values)
    return orders.isEmpty ? "nobody" : orders[random.below(orders.count)].id
  }
}

extension OrderType {
  var isTriggered: Bool { self == .stop || self == .takeProfit }
}
