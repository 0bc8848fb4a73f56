import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// A strategy without an idea: it proposes entries, changes and nonsense at random, and believes every answer.
struct Strategy: Sendable {
  struct Known: Sendable {
    let id: String
    var isOver = false
  }

  private(set) var entries: [Known] = []
  private(set) var count = 0

  mutating func note(_ answer: IntentAnswer, to intent: String) {
    guard let place = entries.lastIndex(where: { $0.id == intent }) else { return }
    switch answer {
    case .refused, .notExecuted, .closed: entries[place].isOver = true
    case .accepted, .entered, .protected, .done: break
    }
  }

  mutating func newID() -> String {
    count += 1
    return "i\(count)"
  }

  mutating func add(_ id: String) {
    entries.append(Known(id: id))
    if entries.count > 32 { entries.removeFirst(16) }
  }

  var open: String? { entries.last { !$0.isOver }?.id }
}

extension Session {
  /// The strategy's turn.
  mutating func propose() {
    guard now < plan.actsEnd else { return }
    queue.add(.propose, at: now + Int64(choices.within(150...1_800)))
    guard isUp else { return }
    let open = strategy.open
    switch choices.below(open == nil ? 12 : 24) {
    case 0..<9: feed(.intent(.enter(entry())))
    case 9: feed(.intent(nonsense()))
    case 10:
      // One that comes again.
      if let known = strategy.entries.last?.id {
        feed(.intent(.exit(id: known, of: known, fraction: nil)))
      }
    case 11, 12, 13:
      if let open { feed(.intent(.cancel(id: strategy.newID(), of: open))) }
    case 14, 15, 16, 17, 18:
      if let open { feed(.intent(.exit(id: strategy.newID(), of: open, fraction: fraction()))) }
    default:
      if let open { feed(.intent(.adjust(adjustment(of: open)))) }
    }
  }

  private mutating func fraction() -> ExactDecimal? {
    switch choices.below(3) {
    case 0: nil
    case 1: ExactDecimal("0.5")
    default: ExactDecimal("0.37")
    }
  }

  private mutating func entry() -> EnterIntent {
    let symbol = choices.below(plan.symbols.count)
    let market = venue.markets[symbol]
    let instrument = market.instrument
    let isLong = choices.chance(1, in: 2)
    let dollars = Fixed(choices.within(200...9_500))
    let size = max(
      instrument.sizeStep, dollars.divided(by: market.last).rounded(.down, to: instrument.sizeStep))
    let id = strategy.newID()
    strategy.add(id)
    func price(_ millionths: Int) -> Fixed {
      (market.last * Fixed(1_000_000 + (isLong ? millionths : -millionths), scale: 6)).rounded(
        .nearest, to: instrument.tickSize)
    }
    var intent = EnterIntent(
      id: id, symbol: plan.symbols[symbol], side: isLong ? .long : .short, size: size.exact, price: .market,
      stopLoss: price(-choices.within(1_200...15_000)).exact,
      takeProfit: choices.chance(1, in: 2) ? price(choices.within(1_500...15_000)).exact : nil)
    if choices.chance(2, in: 5) {
      intent.price = .limit(
        price(choices.within(-1_500...600)).exact, isPostOnly: choices.chance(1, in: 3),
        goodFor: Milliseconds(Int64(choices.within(1_000...20_000))))
    }
    return intent
  }

  private mutating func adjustment(of open: String) -> AdjustIntent {
    var adjust = AdjustIntent(id: strategy.newID(), of: open, stopLoss: nil, takeProfit: nil)
    let trade = conductor.memory.books.compactMap(\.trade).first { $0.intent == open }
    guard let trade, let symbol = place(trade.symbol) else { return adjust }
    let market = venue.markets[symbol]
    let distance = choices.within(500...9_000) * (trade.side == .long ? 1 : -1)
    func price(_ millionths: Int) -> ExactDecimal {
      (market.last * Fixed(1_000_000 + millionths, scale: 6)).rounded(
        .nearest, to: market.instrument.tickSize
      ).exact
    }
    if choices.chance(2, in: 3) { adjust.stopLoss = price(-distance) }
    if choices.chance(1, in: 2) { adjust.takeProfit = price(distance) }
    return adjust
  }

  private mutating func nonsense() -> Intent {
    var intent = entry()
    switch choices.below(6) {
    case 0: intent.size = (try? intent.size * ExactDecimal(1_000)) ?? .zero
    case 1: intent.size = -intent.size
    case 2: intent.side = intent.side == .long ? .short : .long
    case 3: if let symbol = Symbol("PF_NOSUCH") { intent.symbol = symbol }
    case 4: intent.id = ""
    default: return .exit(id: strategy.newID(), of: "nothing", fraction: ExactDecimal(7))
    }
    return .enter(intent)
  }
}
