import KrakenFutures
import StrictJSON
import Testing
import Trading

@Suite("A damaged answer") struct MutationTests {
  /// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): the same damage in every run.
  private struct Damage: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static func commandAnswers() throws -> [(VenueCommand, WireAnswer)] {
    let id = try Samples.id(.stopLoss).description
    return [
      (try Samples.stop(), Samples.placed(id)),
      (
        try Samples.entry(),
        Samples.answer(
          "filled", clientID: try Samples.id(.entry).description, events: Samples.execution("71235", "0.01"))
      ),
      (try Samples.amendment(), Samples.answer("edited", in: "editStatus", clientID: id)),
      (try Samples.cancel(), Samples.answer("cancelled", in: "cancelStatus", clientID: id)),
    ]
  }

  private static let reads = [
    Samples.openOrders, Samples.openPositions, Samples.fills, Samples.statuses, Samples.accounts,
    Samples.instruments, Samples.ticker,
  ]

  /// Every decoder sees every answer; what counts is that each returns or throws.
  private static func readAll(_ answer: WireAnswer) throws {
    let symbol = try Samples.symbol()
    _ = try? answer.openOrders()
    _ = try? answer.openPositions()
    _ = try? answer.fills()
    _ = try? answer.orderStatuses(of: [.venue("v-1"), .client(Samples.id(.stopLoss))])
    _ = try? answer.account()
    _ = try? answer.instruments()
    _ = try? answer.ticker(of: symbol)
    _ = try? answer.tickers()
    _ = try? answer.candles()
    _ = try? answer.notifications()
    _ = try? answer.instrumentStatus()
    _ = try? answer.deadMansSwitch()
    _ = try? answer.batchedOrders()
    _ = answer.serverTime
  }

  /// What an accepted outcome needs, read without the decoders.
  private static func saysAccepted(_ body: [UInt8]) -> Bool {
    guard let json = try? JSON.parse(body), json["result"] == "success" else { return false }
    let status = json["sendStatus"] ?? json["editStatus"] ?? json["cancelStatus"]
    return ["placed", "partiallyFilled", "filled", "edited", "cancelled"].contains(
      status?["status"]?.stringValue ?? "")
  }

  private static func check(_ answer: WireAnswer, _ command: VenueCommand) {
    if case .accepted = answer.outcome(of: command) {
      #expect(saysAccepted(answer.body), "\(answer.text)")
    }
  }

  @Test("that ends too early is never accepted, and never a list", arguments: 0..<4)
  func truncated(index: Int) throws {
    let (command, whole) = try Self.commandAnswers()[index]
    guard case .accepted = whole.outcome(of: command) else {
      Issue.record("the whole answer is not accepted")
      return
    }
    for length in 0..<whole.body.count {
      let answer = WireAnswer(status: 200, body: Array(whole.body.prefix(length)))
      #expect(answer.outcome(of: command).unknownReason == "wire.not-json", "\(length)")
    }
  }

  @Test("is a failure at every length, for every read", arguments: 0..<7)
  func truncatedReads(index: Int) throws {
    let whole = Self.reads[index]
    for length in 0..<whole.body.count {
      let answer = WireAnswer(status: 200, body: Array(whole.body.prefix(length)))
      #expect(throws: WireError.self) { try answer.openOrders() }
      if length.isMultiple(of: 16) { try Self.readAll(answer) }
    }
  }

  @Test("is never accepted unless its damaged text says so", arguments: 0..<4)
  func flipped(index: Int) throws {
    let (command, whole) = try Self.commandAnswers()[index]
    var damage = Damage(state: UInt64(index) + 1)
    for place in whole.body.indices {
      for _ in 0..<6 {
        var body = whole.body
        body[place] ^= UInt8.random(in: 1...255, using: &damage)
        Self.check(WireAnswer(status: whole.status, body: body), command)
      }
    }
    for _ in 0..<2_000 {
      var body = whole.body
      for _ in 0..<Int.random(in: 2...8, using: &damage) {
        let place = Int.random(in: body.indices, using: &damage)
        switch Int.random(in: 0..<3, using: &damage) {
        case 0: body[place] = UInt8.random(in: 0...255, using: &damage)
        case 1: body.remove(at: place)
        default: body.insert(body[place], at: place)
        }
      }
      let answer = WireAnswer(status: whole.status, body: body)
      Self.check(answer, command)
      try Self.readAll(answer)
    }
  }

  @Test("crashes no decoder", arguments: 0..<7)
  func reads(index: Int) throws {
    var damage = Damage(state: UInt64(index) + 100)
    let whole = Self.reads[index]
    for _ in 0..<1_500 {
      var body = whole.body
      for _ in 0..<Int.random(in: 1...4, using: &damage) {
        let place = Int.random(in: body.indices, using: &damage)
        body[place] = damage.next() % 2 == 0 ? UInt8.random(in: 0x20...0x7E, using: &damage) : 0x39
      }
      try Self.readAll(WireAnswer(status: whole.status, body: body))
    }
  }

  @Test("of values of every kind in every place is read or refused")
  func kinds() throws {
    let values: [JSON] = [
      .null, .bool(true), .number("-1"), .number("1e400"), .number("0.0000000000000000000001"), "", "unknown",
      [], [[]],
      [:], ["a": .null], .number("99999999999999999999999999999999999999999999"), "-0", .number("-0"),
    ]
    for answer in Self.reads + (try Self.commandAnswers().map(\.1)) {
      let json = try JSON.parse(answer.body)
      for value in values {
        for variant in Self.variants(of: json, with: value) {
          let changed = WireAnswer(status: 200, body: variant.encoded())
          try Self.readAll(changed)
          for (command, _) in try Self.commandAnswers() { Self.check(changed, command) }
        }
      }
    }
  }

  /// The value with one of its parts replaced, for each part.
  private static func variants(of json: JSON, with value: JSON) -> [JSON] {
    var found = [value]
    switch json {
    case .object(let members):
      for index in members.indices {
        for variant in variants(of: members[index].value, with: value) {
          var changed = members
          changed[index] = JSONMember(members[index].key, variant)
          found.append(.object(changed))
        }
      }
    case .array(let items):
      for index in items.indices {
        for variant in variants(of: items[index], with: value) {
          var changed = items
          changed[index] = variant
          found.append(.array(changed))
        }
      }
    default: break
    }
    return found
  }

  @Test("that is nested beyond reason, or huge, is refused")
  func nested() throws {
    let stop = try Samples.stop()
    let bodies = [
      String(repeating: "[", count: 200_000), String(repeating: #"{"a":"#, count: 100_000),
      #"{"result":"success","sendStatus":"# + String(repeating: #"{"status":"#, count: 100)
        + #""placed""# + String(repeating: "}", count: 101),
      #"{"result":"success","sendStatus":{"status":"placed","x":"# + String(repeating: "[", count: 80)
        + String(repeating: "]", count: 80) + "}}",
      #"{"result":"success","openOrders":["# + String(repeating: "0,", count: 1_100_000) + "0]}",
      String(repeating: " ", count: 9 << 20),
    ]
    for body in bodies {
      let answer = WireAnswer(status: 200, text: body)
      #expect(answer.outcome(of: stop).unknownReason != nil)
      #expect(throws: WireError.self) { try answer.openOrders() }
    }
  }

  @Test("that is noise is never accepted")
  func noise() throws {
    var damage = Damage(state: 77)
    let stop = try Samples.stop()
    for _ in 0..<2_000 {
      let length = Int.random(in: 0..<200, using: &damage)
      let body = (0..<length).map { _ in UInt8.random(in: 0...255, using: &damage) }
      let answer = WireAnswer(status: Int.random(in: 100...599, using: &damage), body: body)
      if case .accepted = answer.outcome(of: stop) { Issue.record("\(body)") }
      #expect(throws: WireError.self) { try answer.openPositions() }
    }
  }
}
