import Chronology
import ExactDecimal
import GateScene
import Trading

/// Records as no engine would write them in a row: every kind, every optional, small pools of names so that they meet.
struct RandomRecords {
  private var numbers: SeededGenerator
  private let symbols = ["PF_XBTUSD", "PF_ETHUSD", "PF_AAPLxUSD"].compactMap { Symbol($0) }
  private let texts = ["i-1", "", "a \"b\" \\ c", "Ängström ✓", "line\nbreak\u{1}", "e\u{301}", "🂡"]

  init(seed: UInt64) { numbers = SeededGenerator(seed: seed) }

  mutating func record() -> TradeRecord { TradeRecord(at: time(), content()) }

  private mutating func content() -> TradeRecord.Content {
    switch number(11) {
    case 0: .opened(trade())
    case 1: .ordered(order())
    case 2: .named(id(), text())
    case 3:
      .filled(
        OwnFill(
          id: text() + "\(number(40))", order: id(), symbol: symbol(), side: pick(OrderSide.allCases),
          size: decimal(), price: decimal()))
    case 4: .ended(id(), pick(OrderEnd.allCases))
    case 5: .adjusted(symbol(), stop: decimal(), takeProfit: optional { $0.decimal() })
    case 6: .closed(symbol())
    case 7: .answered(text() + "\(number(40))", answer())
    case 8: .quarantined(symbol(), because: text())
    case 9: .adopted(symbol(), net: decimal(), price: decimal(), trade: optional { $0.trade() })
    default:
      .dayBegan(
        TradingDay(
          begins: time(), baselineUSD: optional { $0.decimal() },
          marks: (0..<number(3)).map { _ in TradingDay.MarkPrice(symbol: symbol(), price: decimal()) }))
    }
  }

  private mutating func trade() -> Trade {
    Trade(
      number: UInt64(number(1 << 40)), intent: text(), symbol: symbol(), side: pick(PositionSide.allCases),
      size: decimal(), stop: decimal(), takeProfit: optional { $0.decimal() },
      signal: pick(TriggerSignal.allCases), entryEndsAt: optional { $0.time() })
  }

  private mutating func order() -> OwnOrder {
    switch number(3) {
    case 0:
      let price: EntryOrder.Price =
        switch number(4) {
        case 0: .market
        case 1: .limit(decimal())
        case 2: .postOnly(decimal())
        default: .immediateOrCancel(decimal())
        }
      return .entry(
        EntryOrder(
          id: id(), symbol: symbol(), position: pick(PositionSide.allCases), size: decimal(), price: price,
          processBefore: time()))
    case 1:
      return .protective(
        ProtectiveOrder(
          id: id(), symbol: symbol(), role: pick(ProtectiveRole.allCases),
          position: pick(PositionSide.allCases), size: decimal(), triggerPrice: decimal(),
          signal: pick(TriggerSignal.allCases)))
    default:
      return .exit(
        ExitOrder(
          id: id(), symbol: symbol(), position: pick(PositionSide.allCases), size: decimal(),
          price: number(2) == 0 ? .market : .immediateOrCancel(decimal())))
    }
  }

  private mutating func answer() -> IntentAnswer {
    switch number(7) {
    case 0: .accepted
    case 1: .refused(IntentRefusal(text(), expected: text(), found: text()))
    case 2: .notExecuted
    case 3: .entered(size: decimal(), averagePrice: decimal())
    case 4: .protected
    case 5: .done
    default: .closed(profitUSD: decimal())
    }
  }

  private mutating func id() -> ClientOrderID {
    let owner = ClientOrderID.Owner(environment: 3, scope: 1, instance: UInt32(number(1 << 22)))
    let id = owner.flatMap {
      ClientOrderID(
        owner: $0, role: pick(ClientOrderID.Role.allCases), intent: UInt64(number(6)),
        attempt: UInt16(number(4)))
    }
    return id ?? Golden.entryID
  }

  private mutating func decimal() -> ExactDecimal {
    let digits = String(number(1_000_000_000))
    let sign = number(4) == 0 ? "-" : ""
    let fraction = number(2) == 0 ? "" : ".\(number(100_000))"
    return ExactDecimal(sign + digits + fraction) ?? .zero
  }

  private mutating func time() -> Timestamp {
    Timestamp(clamping: 1_795_000_000_000 + Int64(number(400_000_000)))
  }

  private mutating func symbol() -> Symbol { pick(symbols) }

  private mutating func text() -> String { pick(texts) }

  private mutating func optional<Value>(_ make: (inout Self) -> Value) -> Value? {
    number(2) == 0 ? nil : make(&self)
  }

  mutating func number(_ below: Int) -> Int { Int.random(in: 0..<below, using: &numbers) }

  private mutating func pick<Value>(_ values: [Value]) -> Value { values[number(values.count)] }
}
