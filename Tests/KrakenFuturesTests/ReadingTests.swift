import Chronology
import ExactDecimal
import KrakenFutures
import Testing
import Trading

@Suite("What the venue shows") struct ReadingTests {
  @Test("of open orders is every field that protection is judged by")
  func openOrders() throws {
    let reading = try Samples.openOrders.openOrders()
    #expect(reading.isComplete && reading.serverTime?.description == "2026-11-23T10:00:00.101Z")
    #expect(
      reading.value == [
        VenueOrder(
          venueOrderID: "a", clientID: "eng-2", symbol: try Samples.symbol(), side: .buy, family: .limit,
          unfilledSize: try Samples.decimal("0.01"), filledSize: .zero, limitPrice: ExactDecimal(70_000),
          isReduceOnly: false, status: "untouched",
          lastUpdate: Timestamp(rfc3339: "2026-11-23T09:00:01.500Z")),
        VenueOrder(
          venueOrderID: "b", clientID: nil, symbol: try Samples.symbol(), side: .sell, family: .stop,
          unfilledSize: try Samples.decimal("0.01"), filledSize: .zero, triggerPrice: ExactDecimal(69_000),
          signal: .known(.index), isReduceOnly: true, status: "untouched"),
      ])
  }

  @Test("of a protective order as it was sent is no deviation")
  func deviations() throws {
    let id = try Samples.id(.stopLoss)
    guard case .protect(let sent) = try Samples.stop() else { return }
    func shown(_ change: (String) -> String) throws -> [String] {
      let row =
        #"{"order_id":"v","cliOrdId":"\#(id)","symbol":"pf_xbtusd","side":"sell","orderType":"stop","#
        + #""stopPrice":69000.0,"triggerSignal":"mark_price","unfilledSize":0.0100,"filledSize":0,"#
        + #""reduceOnly":true,"status":"untouched"}"#
      let text = #"{"result":"success","openOrders":[\#(change(row))]}"#
      let order = try #require(try WireAnswer(status: 200, text: text).openOrders().value.first)
      return order.deviations(from: sent).map(\.field)
    }
    #expect(try shown { $0 } == [])
    #expect(try shown { $0.replacing(#""orderType":"stop""#, with: #""orderType":"stp""#) } == [])
    #expect(try shown { $0.replacing("}", with: #","limitPrice":null}"#) } == [])
    #expect(try shown { $0.replacing("}", with: #","limitPrice":68000}"#) } == ["limit price"])
    #expect(try shown { $0.replacing("mark_price", with: "unknown") } == ["trigger signal"])
    #expect(try shown { $0.replacing(#""triggerSignal":"mark_price","#, with: "") } == ["trigger signal"])
    #expect(try shown { $0.replacing(#""reduceOnly":true,"#, with: "") } == ["reduce-only"])
    #expect(try shown { $0.replacing(#""orderType":"stop""#, with: #""orderType":"unknown""#) } == ["type"])
    #expect(try shown { $0.replacing(#""stopPrice":69000.0,"#, with: "") } == ["trigger price"])
  }

  @Test(
    "of a trigger's signal is read in every spelling",
    arguments: [
      ("last", TriggerSignal.last), ("last_price", .last), ("LAST_PRICE", .last), ("LastPrice", .last),
      ("mark", .mark), ("mark_price", .mark), ("MARK_PRICE", .mark), ("MarkPrice", .mark), ("index", .index),
      ("spot", .index), ("spot_price", .index), ("SPOT_PRICE", .index), ("SpotPrice", .index),
    ])
  func signals(word: String, signal: TriggerSignal) throws {
    let text =
      #"{"result":"success","openOrders":[{"order_id":"v","symbol":"PF_XBTUSD","side":"sell","#
      + #""orderType":"take_profit","triggerSignal":"\#(word)","unfilledSize":1,"filledSize":0}]}"#
    let order = try #require(try WireAnswer(status: 200, text: text).openOrders().value.first)
    #expect(order.signal == .known(signal) && order.family == .takeProfit && order.status == "")
  }

  @Test("and is a trigger that does not say how much of it is open: it is read, and covers nothing")
  func sizeless() throws {
    let row =
      #"{"order_id":"v","symbol":"PF_XBTUSD","side":"sell","orderType":"take_profit","stopPrice":1,"filledSize":0.0}"#
    let reading = try WireAnswer(status: 200, text: #"{"result":"success","openOrders":[\#(row)]}"#)
      .openOrders()
    #expect(reading.isComplete && reading.value.map(\.unfilledSize) == [.zero])
  }

  @Test("but cannot be read is told apart, and the list is incomplete")
  func unreadable() throws {
    let good =
      #"{"order_id":"v","symbol":"PF_XBTUSD","side":"sell","orderType":"lmt","unfilledSize":1,"filledSize":0}"#
    let rows: [(String, WireError.Code, String)] = [
      ("1", .notAnObject, ""), ("{}", .missing, ".order_id"),
      (good.replacing("sell", with: "unknown"), .word, ".side"),
      (good.replacing("PF_XBTUSD", with: "a b"), .symbol, ".symbol"),
      (good.replacing(#""unfilledSize":1"#, with: #""unfilledSize":-1"#), .number, ".unfilledSize"),
      (good.replacing(#""unfilledSize":1"#, with: #""unfilledSize":"x""#), .number, ".unfilledSize"),
      (good.replacing(#""unfilledSize":1"#, with: #""unfilledSize":1e999"#), .number, ".unfilledSize"),
      (good.replacing(#""unfilledSize":1,"#, with: ""), .missing, ".unfilledSize"),
      (good.replacing(#""unfilledSize":1"#, with: #""unfilledSize":[1]"#), .wrongKind, ".unfilledSize"),
      (good.replacing(#""v""#, with: #""v","reduceOnly":"yes""#), .wrongKind, ".reduceOnly"),
      (good.replacing(#""v""#, with: #""v","lastUpdateTime":"now""#), .time, ".lastUpdateTime"),
      (good, .duplicate, ".order_id"),
    ]
    for (row, code, place) in rows {
      let text = #"{"result":"success","openOrders":[\#(good),\#(row)]}"#
      let reading = try WireAnswer(status: 200, text: text).openOrders()
      #expect(!reading.isComplete && reading.value.count == 1, "\(row)")
      #expect(reading.unreadable.map(\.code) == [code], "\(row)")
      #expect(reading.unreadable.map(\.place) == ["openOrders[1]\(place)"], "\(row)")
    }
  }

  @Test("is never empty because a list is missing or of another kind")
  func missingLists() {
    let reads: [(String, (WireAnswer) throws -> Void)] = [
      ("openOrders", { _ = try $0.openOrders() }), ("openPositions", { _ = try $0.openPositions() }),
      ("fills", { _ = try $0.fills() }), ("orders", { _ = try $0.orderStatuses(of: [.venue("v")]) }),
      ("instruments", { _ = try $0.instruments() }), ("tickers", { _ = try $0.tickers() }),
      ("notifications", { _ = try $0.notifications() }), ("candles", { _ = try $0.candles() }),
      ("ticker", { _ = try $0.ticker(of: Samples.symbol()) }), ("accounts", { _ = try $0.account() }),
      ("status", { _ = try $0.deadMansSwitch() }), ("batchStatus", { _ = try $0.batchedOrders() }),
    ]
    for (member, read) in reads {
      for (value, code) in [
        ("", WireError.Code.missing), (#","\#(member)":null"#, .missing), (#","\#(member)":0"#, .wrongKind),
        (#","\#(member)":"[]""#, .wrongKind),
      ] {
        let answer = WireAnswer(status: 200, text: #"{"result":"success"\#(value)}"#)
        do {
          try read(answer)
          Issue.record("\(answer.text) was read")
        } catch let error as WireError {
          #expect(error.code == code && error.place == member, "\(answer.text): \(error)")
        } catch { Issue.record("\(error)") }
      }
    }
  }

  @Test("of positions is each market once, without flat ones")
  func positions() throws {
    let reading = try Samples.openPositions.openPositions()
    #expect(
      reading.value == [
        VenuePosition(
          symbol: try Samples.symbol(), side: .long, size: try Samples.decimal("0.02"),
          price: try Samples.decimal("70950.5"), isIsolated: true),
        VenuePosition(
          symbol: try Samples.symbol("PF_ETHUSD"), side: .short, size: try Samples.decimal("1.5"),
          price: ExactDecimal(3_000), isIsolated: false),
      ])
    let rows = [
      #"{"side":"long","symbol":"PF_A","size":0}"#, #"{"side":"flat","symbol":"PF_B","size":1}"#,
      #"{"side":"long","symbol":"PF_C","size":-1}"#, #"{"side":"long","symbol":"PF_D"}"#,
      #"{"side":"long","symbol":"PF_E","size":1}"#, #"{"side":"long","symbol":"pf_e","size":2}"#,
    ]
    let text = #"{"result":"success","openPositions":[\#(rows.joined(separator: ","))]}"#
    let strange = try WireAnswer(status: 200, text: text).openPositions()
    #expect(strange.value.map(\.symbol.spelling) == ["PF_E"])
    #expect(strange.unreadable.map(\.code) == [.word, .number, .missing, .duplicate])
    let none = try WireAnswer(status: 200, text: #"{"result":"success","openPositions":[]}"#).openPositions()
    #expect(none.value == [] && none.isComplete && none.serverTime == nil)
  }

  @Test("of fills is the oldest first, whatever their kind")
  func fills() throws {
    let reading = try Samples.fills.fills()
    #expect(reading.value.map(\.id) == ["1", "2", "3"] && reading.isComplete)
    #expect(reading.value.map(\.kind) == ["maker", "unwindBankrupt", "taker"])
    #expect(reading.value.map(\.clientID) == [nil, nil, "c"])
    #expect(reading.value[1].price == ExactDecimal(68_999) && reading.value[2].side == .sell)
  }

  @Test(
    "of an order's status is one for each order asked for, and never 'open' for one that it does not know")
  func statuses() throws {
    let id = try Samples.id(.stopLoss)
    let asked: [OrderReference] =
      [.client(id)] + ["v-2", "v-3", "v-4", "v-5", "v-6", "v-7"].map { .venue($0) }
    let text = Samples.statuses.text.replacing("OUR-ID", with: "\(id)")
    let reading = try WireAnswer(status: 200, text: text).orderStatuses(of: asked)
    #expect(
      reading.value.map(\.state) == [
        .triggerResting, .executed, .activationFailed, .other("HALF_DONE"), .notKnown, .other("several"),
        .notKnown,
      ])
    #expect(reading.value.map(\.order) == asked)
    #expect(
      reading.value.map(\.reason) == [nil, "FULL_FILL", "INSUFFICIENT_MARGIN", nil, nil, nil, nil])
    #expect(reading.value[0].venueOrderID == "v-1" && reading.value[6].venueOrderID == "v-7")
    for (word, state) in [
      ("ENTERED_BOOK", VenueOrderStatus.State.inBook), ("CANCELLED", .cancelled), ("REJECTED", .rejected),
    ] {
      let text = #"{"result":"success","orders":[{"order":{"orderId":"v"},"status":"\#(word)"}]}"#
      #expect(
        try WireAnswer(status: 200, text: text).orderStatuses(of: [.venue("v")]).value.map(\.state) == [state]
      )
    }
  }

  @Test("of the account is margin, and nothing where it says nothing")
  func account() throws {
    let state = try Samples.accounts.account().value
    #expect(state.marginEquityUSD?.description == "1001.123456789012345678")
    #expect(state.availableMarginUSD == ExactDecimal(988) && state.account == nil)
    let cash = WireAnswer(status: 200, text: #"{"result":"success","accounts":{"cash":{}}}"#)
    #expect(throws: WireError(.missing, at: "accounts.flex", expected: "a member", found: "nothing")) {
      try cash.account()
    }
  }

  @Test("of the key's account is its id, or nothing at all")
  func accountIdentity() throws {
    let good = WireAnswer(
      status: 200, text: #"{"accountUid":"f7d5571c-6d10-4cf1-944a-048d25682ed0","len":0,"elements":[]}"#)
    #expect(try good.accountIdentity().value == "f7d5571c-6d10-4cf1-944a-048d25682ed0")
    for (status, text, code) in [
      (401, #"{"status":"unauthorized","reason":"x"}"#, WireError.Code.refused), (200, "{}", .missing),
      (200, #"{"accountUid":7}"#, .wrongKind), (200, #"{"accountUid":""}"#, .word),
      (200, #"{"accountUid":"a\nb"}"#, .word), (200, #"{"result":"maybe","accountUid":"a"}"#, .word),
    ] {
      do {
        _ = try WireAnswer(status: status, text: text).accountIdentity()
        Issue.record("was read: \(text)")
      } catch { #expect(error.code == code, "\(text)") }
    }
  }

  @Test("of the dead-man's switch is off only when it says so")
  func deadMansSwitch() throws {
    func read(_ status: String) throws -> Bool {
      try WireAnswer(status: 200, text: #"{"result":"success","status":{\#(status)}}"#).deadMansSwitch().value
        .isOff
    }
    #expect(try read(#""currentTime":"2026-11-23T10:00:00.000Z","triggerTime":"0""#))
    #expect(try !read(#""triggerTime":"2026-11-23T10:01:00.000Z""#))
    for status in [
      "", #""triggerTime":null"#, #""triggerTime":0"#, #""triggerTime":"""#, #""triggerTime":"00""#,
    ] {
      #expect(throws: WireError.self, "\(status)") { try read(status) }
    }
  }
}

@Suite("What the venue says of markets") struct MarketReadingTests {
  @Test("is grids, margin and kind of each instrument that orders can be placed in")
  func instruments() throws {
    let reading = try Samples.instruments.instruments()
    #expect(
      reading.isComplete
        && reading.value.map(\.symbol.spelling) == ["PF_PEPEUSD", "FF_XBTUSD_261225", "PI_XBTUSD"])
    let pepe = reading.value[0]
    #expect(pepe.kind == .linearPerpetual && pepe.isTradeable && !pepe.isPostOnly)
    #expect(pepe.tickSize.description == "0.0000000001" && pepe.sizeStep == ExactDecimal(1_000))
    #expect(
      pepe.maximumPositionSize == ExactDecimal(1_000_000_000_000) && pepe.makerProtection == Milliseconds(20))
    #expect(pepe.marginLevels.map(\.fromSize) == [.zero, ExactDecimal(2_000_000)])
    #expect(
      pepe.specification == [
        "type": "flexible_futures", "tickSize": "0.0000000001", "contractSize": "1",
        "contractValueTradePrecision": "-3", "maxPositionSize": "1000000000000",
        "marginLevels[0].numNonContractUnits": "0", "marginLevels[0].initialMargin": "0.02",
        "marginLevels[0].maintenanceMargin": "0.01", "marginLevels[1].numNonContractUnits": "2000000",
        "marginLevels[1].initialMargin": "0.04", "marginLevels[1].maintenanceMargin": "0.02",
        "retailMarginLevels[0].numNonContractUnits": "0", "retailMarginLevels[0].initialMargin": "0.5",
        "retailMarginLevels[0].maintenanceMargin": "0.25",
      ])
    let dated = reading.value[1]
    #expect(dated.kind == .other("flexible_futures") && dated.isPostOnly && dated.marginLevels == [])
    #expect(dated.sizeStep.description == "0.0001" && dated.makerProtection == nil)
    let inverse = reading.value[2]
    #expect(inverse.kind == .other("futures_inverse") && !inverse.isTradeable)
    #expect(inverse.specification["marginLevels[0].contracts"] == "0")
  }

  @Test("is not believed where a grid is missing or makes no sense, and is closed where a flag is missing")
  func strange() throws {
    let good =
      #"{"symbol":"PF_A","type":"flexible_futures","tickSize":0.5,"contractSize":1,"contractValueTradePrecision":2}"#
    func read(_ row: String) throws -> VenueReading<[Instrument]> {
      try WireAnswer(status: 200, text: #"{"result":"success","instruments":[\#(row)]}"#).instruments()
    }
    let closed = try #require(try read(good).value.first)
    #expect(!closed.isTradeable && closed.isPostOnly)
    for (old, new, code) in [
      (#""tickSize":0.5,"#, "", WireError.Code.missing), ("0.5", "0", .number), ("0.5", "-1", .number),
      (#""contractSize":1,"#, "", .missing), (":2}", ":2.5}", .number), (":2}", ":19}", .number),
      (":2}", ":-18}", .number), (":2}", ":null}", .missing), (":2}", ":-9223372036854775808}", .number),
      (":2}", #":2,"marginLevels":[{"contracts":0}]}"#, .missing),
      (":2}", #":2,"marginLevels":{}}"#, .wrongKind),
      (":2}", #":2,"makerProtectionMillis":1.5}"#, .number),
    ] {
      let reading = try read(good.replacing(old, with: new))
      #expect(reading.value == [] && reading.unreadable.map(\.code) == [code], "\(old) \(new)")
    }
    #expect(try read("\(good),\(good)").unreadable.map(\.code) == [.duplicate])
  }

  @Test("is prices of the market that was asked for, and closed where it does not say that it trades")
  func ticker() throws {
    let market = try Samples.ticker.ticker(of: Samples.symbol("pf_xbtusd")).value
    #expect(market.last == ExactDecimal(71_235) && market.mark?.description == "71234.6")
    // Twenty-one digits after the point: cut, not refused.
    #expect(market.index?.description == "0.000012345678901234")
    #expect(market.bid == ExactDecimal(71_234) && market.ask == ExactDecimal(71_235))
    #expect(!market.isSuspended && !market.isPostOnly)
    #expect(throws: WireError(.otherSubject, at: "ticker.symbol", expected: "PF_ETHUSD", found: "PF_XBTUSD"))
    {
      try Samples.ticker.ticker(of: Samples.symbol("PF_ETHUSD"))
    }
    let index = WireAnswer(
      status: 200,
      text: #"{"result":"success","tickers":[{"symbol":"in_xbtusd","last":"1.5","bid":0,"ask":null}]}"#)
    #expect(
      try index.tickers().value == [
        MarketState(
          symbol: try Samples.symbol("in_xbtusd"), last: try Samples.decimal("1.5"), isSuspended: true,
          isPostOnly: true)
      ])
  }

  @Test("is candles, oldest first, and a plain-text refusal for a bad resolution")
  func candles() throws {
    let answer = WireAnswer(
      status: 200,
      text: #"{"candles":[{"time":1795600060000,"open":"2","high":"3","low":"1","close":"2.5"},"#
        + #"{"time":1795600000000,"open":1,"high":"1","low":"1","close":"1","volume":"1.23"}],"more_candles":true}"#
    )
    let series = try answer.candles().value
    #expect(
      series.hasMore
        && series.candles.map(\.opensAt.unixMilliseconds) == [1_795_600_000_000, 1_795_600_060_000])
    #expect(series.candles[0].volume?.description == "1.23" && series.candles[1].volume == nil)
    let refused = WireAnswer(status: 400, text: "Invalid resolution")
    #expect(
      throws: WireError(
        .refused, expected: "an answer", found: "http-400", refusal: VenueRefusal("http-400", .request))
    ) { try refused.candles() }
    for time in ["-1", "1.5", "1e30"] {
      let text = answer.text.replacing("1795600060000", with: time)
      #expect(try !WireAnswer(status: 200, text: text).candles().isComplete)
    }
  }

  @Test("is announcements and dislocations")
  func platform() throws {
    let notices = WireAnswer(
      status: 200,
      text: #"{"result":"success","notifications":[{"type":"maintenance","priority":"high","note":"n","#
        + #""effectiveTime":"2026-12-01T08:00:00Z"},{"type":"new"},{"note":"no type"}]}"#)
    let reading = try notices.notifications()
    #expect(reading.value.map(\.kind) == [.maintenance, .other("new")] && !reading.isComplete)
    #expect(reading.value[0].effectiveAt?.description == "2026-12-01T08:00:00.000Z")
    for (word, kind) in [
      ("market", VenueNotification.Kind.market), ("settlement", .settlement), ("general", .general),
    ] {
      let text = #"{"result":"success","notifications":[{"type":"\#(word)"}]}"#
      #expect(try WireAnswer(status: 200, text: text).notifications().value.map(\.kind) == [kind])
    }
    let status = try WireAnswer(
      status: 200,
      text: #"{"result":"success","tradeable":"PF_XBTUSD","experiencingDislocation":true,"#
        + #""priceDislocationDirection":"ABOVE_UPPER_BOUND","experiencingExtremeVolatility":false,"#
        + #""extremeVolatilityInitialMarginMultiplier":1}"#
    ).instrumentStatus().value
    #expect(
      status.isDislocated && status.dislocation == "ABOVE_UPPER_BOUND" && !status.isExtremelyVolatile
        && status.initialMarginMultiplier == ExactDecimal(1))
    let silent = WireAnswer(status: 200, text: #"{"result":"success","experiencingDislocation":false}"#)
    #expect(throws: WireError.self) { try silent.instrumentStatus() }
  }

  @Test("is dated by the venue's clock, success or not")
  func serverTime() {
    #expect(Samples.ticker.serverTime?.description == "2026-11-23T10:02:00.000Z")
    let rows = [
      (
        #"{"result":"error","error":"x","serverTime":"2026-11-23T10:02:00.123456Z"}"#,
        "2026-11-23T10:02:00.123Z"
      ),
      (#"{"serverTime":"2026-11-23T10:02:00Z"}"#, "2026-11-23T10:02:00.000Z"),
    ]
    for (text, time) in rows { #expect(WireAnswer(status: 200, text: text).serverTime?.description == time) }
    for text in [
      "", "[]", #"{"serverTime":1}"#, #"{"serverTime":"2026-11-23T10:02:00.12345xZ"}"#,
      #"{"serverTime":"2026-11-23T10:02:00.123+01:00"}"#,
      #"{"serverTime":"2026-11-23T10:02:00.12345678901234567890Z"}"#,
    ] { #expect(WireAnswer(status: 200, text: text).serverTime == nil, "\(text)") }
  }

  @Test("is refused in a way that each code of a refusal shows, at most 64 printable characters of it")
  func codes() throws {
    var seen: Set<WireError.Code> = []
    for (status, text) in [
      (200, ""), (200, "[]"), (200, "{}"), (200, #"{"result":1}"#), (200, #"{"result":"maybe"}"#),
      (200, #"{"result":"success","serverTime":"x"}"#), (409, "{}"), (503, ""), (401, ""),
    ] {
      do { _ = try WireAnswer(status: status, text: text).fills() } catch { seen.insert(error.code) }
    }
    // The others are codes of rows, and of an answer about something else; their tests stand above.
    #expect(
      Set(WireError.Code.allCases).subtracting(seen) == [.number, .symbol, .duplicate, .otherSubject])
    let long = String(repeating: "é", count: 100)
    do { _ = try WireAnswer(status: 200, text: #"{"result":"\#(long)"}"#).fills() } catch {
      #expect(error.found == String(repeating: "?", count: 64))
    }
  }
}
