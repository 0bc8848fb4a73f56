import Chronology
import ExactDecimal
import Trading

/// One record of each kind, and more where a kind has more than one form, with its line in the journal.
enum Golden {
  static let owner = ClientOrderID.Owner(environment: 3, scope: 1, instance: 9)
  static let symbol = Symbol("PF_XBTUSD")
  static let entryID = id(.entry)
  static let at = Timestamp(clamping: 1_795_700_000_123)

  static func id(_ role: ClientOrderID.Role) -> ClientOrderID {
    guard let id = owner.flatMap({ ClientOrderID(owner: $0, role: role, intent: 7) }) else {
      preconditionFailure("an id within range")
    }
    return id
  }

  static func decimal(_ text: String) -> ExactDecimal {
    guard let decimal = ExactDecimal(text) else { preconditionFailure("a decimal") }
    return decimal
  }

  static func trade(_ symbol: Symbol) -> Trade {
    Trade(
      number: 7, intent: "i-7", symbol: symbol, side: .long, size: decimal("0.01"), stop: decimal("64000"),
      takeProfit: nil, signal: .last, entryEndsAt: Timestamp(clamping: 1_795_700_030_000))
  }

  static func records(_ symbol: Symbol) -> [(line: String, content: TradeRecord.Content)] {
    let price = decimal("65000.5")
    let size = decimal("0.01")
    let entry = EntryOrder(
      id: entryID, symbol: symbol, position: .long, size: size, price: .market,
      processBefore: Timestamp(clamping: 1_795_700_003_000))
    func priced(_ price: EntryOrder.Price) -> TradeRecord.Content {
      var order = entry
      order.price = price
      return .ordered(.entry(order))
    }
    let entryStart = #""ordered":{"entry":{"id":"\#(entryText)","symbol":"PF_XBTUSD","position":"long","#
    let entryEnd = #","process-before":"2026-11-26T13:33:23.000Z"}}"#
    let stop = ProtectiveOrder(
      id: id(.stopLoss), symbol: symbol, role: .stopLoss, position: .long, size: size, triggerPrice: price,
      signal: .mark)
    let exit = ExitOrder(
      id: id(.exit), symbol: symbol, position: .short, size: size, price: .immediateOrCancel(price))
    return [
      (#""opened":\#(tradeText)"#, .opened(trade(symbol))),
      (entryStart + #""size":"0.01","price":"market""# + entryEnd, priced(.market)),
      (entryStart + #""size":"0.01","price":{"limit":"65000.5"}"# + entryEnd, priced(.limit(price))),
      (entryStart + #""size":"0.01","price":{"post-only":"65000.5"}"# + entryEnd, priced(.postOnly(price))),
      (
        entryStart + #""size":"0.01","price":{"immediate-or-cancel":"65000.5"}"# + entryEnd,
        priced(.immediateOrCancel(price))
      ),
      (
        #""ordered":{"protective":{"id":"54524445-3102-8000-8000-090000000007","symbol":"PF_XBTUSD","#
          + #""role":"stop-loss","position":"long","size":"0.01","trigger-price":"65000.5","signal":"mark"}}"#,
        .ordered(.protective(stop))
      ),
      (
        #""ordered":{"exit":{"id":"54524445-3104-8000-8000-090000000007","symbol":"PF_XBTUSD","#
          + #""position":"short","size":"0.01","price":{"immediate-or-cancel":"65000.5"}}}"#,
        .ordered(.exit(exit))
      ),
      (#""named":{"id":"\#(entryText)","venue-id":"v-1"}"#, .named(entryID, "v-1")),
      (
        #""filled":{"id":"f-1","order":"\#(entryText)","symbol":"PF_XBTUSD","side":"buy","size":"0.01","#
          + #""price":"65000.5"}"#,
        .filled(OwnFill(id: "f-1", order: entryID, symbol: symbol, side: .buy, size: size, price: price))
      ),
      (#""ended":{"id":"\#(entryText)","end":"refused"}"#, .ended(entryID, .refused)),
      (#""ended":{"id":"\#(entryText)","end":"absent"}"#, .ended(entryID, .absent)),
      (#""ended":{"id":"\#(entryText)","end":"gone"}"#, .ended(entryID, .gone)),
      (
        #""adjusted":{"symbol":"PF_XBTUSD","stop-loss":"65000.5","take-profit":null}"#,
        .adjusted(symbol, stop: price, takeProfit: nil)
      ),
      (#""closed":{"symbol":"PF_XBTUSD"}"#, .closed(symbol)),
      (
        #""quarantined":{"symbol":"PF_XBTUSD","because":"two nets"}"#,
        .quarantined(symbol, because: "two nets")
      ),
      (
        #""adopted":{"symbol":"PF_XBTUSD","net":"-0.01","price":"65000.5","trade":\#(tradeText)}"#,
        .adopted(symbol, net: -size, price: price, trade: trade(symbol))
      ),
      (
        #""day-began":{"begins":"2026-11-26T00:00:00.000Z","baseline-usd":"100000","#
          + #""marks":[{"symbol":"PF_XBTUSD","price":"65000.5"}]}"#,
        .dayBegan(
          TradingDay(
            begins: Timestamp(clamping: 1_795_651_200_000), baselineUSD: decimal("100000"),
            marks: [TradingDay.MarkPrice(symbol: symbol, price: price)]))
      ),
    ] + answers.map { (#""answered":{"intent":"i-7","answer":\#($0.line)}"#, .answered("i-7", $0.answer)) }
  }

  static let answers: [(line: String, answer: IntentAnswer)] = [
    (#""accepted""#, .accepted),
    (
      #""refused","code":"intent.not-flat","expected":"flat","found":"long""#,
      .refused(IntentRefusal("intent.not-flat", expected: "flat", found: "long"))
    ),
    (#""not-executed""#, .notExecuted),
    (
      #""entered","size":"0.01","average-price":"65000.5""#,
      .entered(size: decimal("0.01"), averagePrice: decimal("65000.5"))
    ),
    (#""protected""#, .protected),
    (#""done""#, .done),
    (#""closed","profit-usd":"-1.25""#, .closed(profitUSD: decimal("-1.25"))),
  ]

  private static let entryText = "54524445-3101-8000-8000-090000000007"
  private static let tradeText =
    #"{"number":7,"intent":"i-7","symbol":"PF_XBTUSD","side":"long","size":"0.01","stop-loss":"64000","#
    + #""take-profit":null,"signal":"last","entry-ends-at":"2026-11-26T13:33:50.000Z"}"#
}
