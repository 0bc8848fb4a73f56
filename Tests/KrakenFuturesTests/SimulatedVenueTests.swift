import Chronology
import ExactDecimal
import KrakenFutures
import Testing
import Trading

/// The simulated venue, which knows nothing of this adapter, asked in the adapter's bytes.
private struct SimulatedSession {
  private var venue = SimulatedServer()
  private let signer: RequestSigner

  init() throws {
    signer = try RequestSigner(
      key: "TESTKEY",
      secret: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==")
  }

  mutating func ask(_ request: WireRequest) throws -> WireAnswer {
    let headers = signer.headers(for: request)
    let reply = venue.answer(
      method: request.method.rawValue, target: request.target, body: request.body, apiKey: headers?.apiKey,
      authent: headers?.authent)
    let (status, body) = try #require(reply)
    return WireAnswer(status: status, body: body)
  }

  mutating func send(_ command: VenueCommand) throws -> VenueOutcome {
    try ask(.command(command)).outcome(of: command)
  }
}

@Suite("The simulated venue, which is nobody's mirror,") struct SimulatedVenueTests {
  @Test("takes every intent, and what it answers is read whole")
  func session() throws {
    var session = try SimulatedSession()
    let symbol = try Samples.symbol()
    let instruments = try session.ask(.instruments).instruments()
    #expect(instruments.isComplete)
    let instrument = try #require(instruments.value.first { $0.symbol == symbol })
    #expect(
      instrument.kind == .linearPerpetual && instrument.isTradeable && !instrument.specification.isEmpty)
    let last = try #require(try session.ask(.ticker(symbol)).ticker(of: symbol).value.last)
    #expect(try session.ask(.deadMansSwitchOff).deadMansSwitch().value.isOff)
    #expect(
      try session.ask(.accountIdentity).accountIdentity().value == "00000000-0000-4000-8000-000000000001")
    #expect(try session.ask(.accounts).account().value.marginEquityUSD != nil)
    #expect(try session.ask(.openPositions).openPositions().value == [])

    let entry = try session.send(Samples.entry())
    guard case .accepted(let acceptance) = entry, !acceptance.fills.isEmpty else {
      Issue.record("\(entry)")
      return
    }
    let positions = try session.ask(.openPositions).openPositions()
    #expect(positions.isComplete && positions.value.map(\.size.description) == ["0.01"])

    for role in ProtectiveRole.allCases {
      for signal in TriggerSignal.allCases {
        try protect(role, signal, last: last, on: instrument, in: &session)
      }
    }
    #expect(try session.send(Samples.exit()).isAccepted)
    #expect(try session.ask(.openPositions).openPositions().value == [])
    let fills = try session.ask(.fills).fills()
    #expect(fills.isComplete && fills.value.map(\.side) == [.buy, .sell])
    #expect(fills.value.map(\.clientID) == [try "\(Samples.id(.entry))", try "\(Samples.id(.exit))"])
    for read in [WireRequest.tickers, .notifications, .instrumentStatus(symbol)] {
      #expect(try session.ask(read).status == 200)
    }
    let candles = try session.ask(.candles(symbol, of: .mark, resolution: .minute)).candles()
    #expect(candles.isComplete)
  }

  /// Places, reads back, looks up, moves and cancels one protective order of a long position.
  private func protect(
    _ role: ProtectiveRole, _ signal: TriggerSignal, last: ExactDecimal, on instrument: Instrument,
    in session: inout SimulatedSession
  ) throws {
    let distance = try Samples.decimal(role == .stopLoss ? "-2000" : "2000")
    let intent = UInt64(signal == .last ? 20 : signal == .mark ? 21 : 22)
    let order = ProtectiveOrder(
      id: try Samples.id(role == .stopLoss ? .stopLoss : .takeProfit, intent: intent),
      symbol: instrument.symbol, role: role, position: .long, size: try Samples.decimal("0.01"),
      triggerPrice: try instrument.roundedTrigger(last + distance, of: role, protecting: .long),
      signal: signal)
    #expect(try session.send(.protect(order)).isAccepted)
    let shown = try session.ask(.openOrders).openOrders()
    #expect(shown.isComplete && shown.value.count == 1)
    #expect(try #require(shown.value.first).deviations(from: order) == [])
    #expect(shown.value.first?.clientID == order.id.description)
    let reference = OrderReference.client(order.id)
    let statuses = try session.ask(.orderStatus(of: [reference])).orderStatuses(of: [reference])
    #expect(statuses.value.map(\.state) == [.triggerResting])

    var moved = order
    moved.triggerPrice = try order.triggerPrice + instrument.tickSize
    moved.size = try Samples.decimal("0.005")
    let amendment = OrderAmendment(
      order: reference, symbol: order.symbol, totalSize: moved.size, triggerPrice: moved.triggerPrice)
    #expect(try session.send(.amend(amendment)).isAccepted)
    #expect(try #require(try session.ask(.openOrders).openOrders().value.first).deviations(from: moved) == [])
    #expect(try session.send(.cancel(reference, order.symbol)).isAccepted)
    #expect(try session.ask(.openOrders).openOrders().value == [])
    #expect(
      try session.send(.cancel(reference, order.symbol)) == .refused(VenueRefusal("notFound", .notFound)))
  }

  @Test("refuses in words that are understood")
  func refusals() throws {
    var session = try SimulatedSession()
    #expect(
      try session.send(Samples.exit()) == .refused(VenueRefusal("wouldNotReducePosition", .nothingToReduce)))
    guard case .enter(var late) = try Samples.entry() else { return }
    late.processBefore = Timestamp(clamping: 1_795_427_000_000)
    #expect(
      try session.send(.enter(late)) == .refused(VenueRefusal("wouldProcessAfterSpecifiedTime", .tooLate)))
    guard case .protect(var odd) = try Samples.stop() else { return }
    odd.triggerPrice = try Samples.decimal("69000.123")
    #expect(try session.send(.protect(odd)) == .refused(VenueRefusal("invalidPrice", .badNumbers)))
    let unknown = OrderReference.venue("11111111-2222-4333-8444-555555555555")
    #expect(
      try session.send(.cancel(unknown, Samples.symbol())) == .refused(VenueRefusal("notFound", .notFound)))
    #expect(
      try session.ask(.orderStatus(of: [unknown])).orderStatuses(of: [unknown]).value.map(\.state) == [
        .notKnown
      ])
  }
}

extension VenueOutcome {
  fileprivate var isAccepted: Bool {
    if case .accepted = self { true } else { false }
  }
}
