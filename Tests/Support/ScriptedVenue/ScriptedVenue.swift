import Chronology
public import ExactDecimal
import Synchronization
public import Trading

/// A venue that pushes: every change is told by itself, as a streaming interface does, and a refresh is a new
/// subscription with its snapshot. A test scripts what goes wrong, and time passes when the test says so.
public final class ScriptedVenue: Venue {
  /// What goes wrong once.
  public enum Mishap: Sendable, Hashable {
    /// The command is done, and nobody is told.
    case loseAnswer
    /// The command does not arrive, and nobody is told.
    case dropCommand
    /// The command is refused with this.
    case refuse(VenueRefusal)
    /// The next snapshot has a gap.
    case gap
  }

  private struct State: Sendable {
    var market: ScriptedMarket
    var fills: [VenueFill] = []
    var statuses: [ClientOrderID: VenueOrderStatus] = [:]
    var mishaps: [Mishap] = []
    var commands: [VenueCommand] = []
  }

  public let clock: ManualClock
  public let symbol: Symbol
  public let facts: AsyncStream<VenueFact>
  private let continuation: AsyncStream<VenueFact>.Continuation
  private let state: Mutex<State>

  public init(symbol: Symbol, price: ExactDecimal, clock: ManualClock) {
    self.symbol = symbol
    self.clock = clock
    (facts, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    state = Mutex(State(market: ScriptedMarket(symbol: symbol, price: price)))
  }

  /// Short, so that a test fills it soon.
  public static let longestFillList = 10

  public var capabilities: VenueCapabilities {
    VenueCapabilities(
      triggerSignals: [.last, .index], amendsTriggerPrice: true, amendsSize: true, dropsLateCommands: true,
      longestClientID: 36, pushesFacts: true,
      rateBudget: VenueCapabilities.RateBudget(
        points: 100, window: .seconds(1), sendCost: 1, readCost: 0, protectiveReserve: 50),
      longestFillList: Self.longestFillList)
  }

  /// What was sent so far, commands that were dropped included.
  public var commands: [VenueCommand] { state.withLock { $0.commands } }

  public func script(_ mishap: Mishap) { state.withLock { $0.mishaps.append(mishap) } }

  /// The price moves, triggers fire, and what follows is pushed.
  public func move(to price: ExactDecimal) throws(DecimalError) {
    try state.withLock { (state) throws(DecimalError) in
      note(try state.market.move(to: price), &state)
      push(&state)
    }
  }

  public func send(_ command: VenueCommand) async -> VenueOutcome {
    state.withLock { state in
      state.commands.append(command)
      clock.advance(1)
      let mishap = state.mishaps.firstIndex { $0 != .gap }.map { state.mishaps.remove(at: $0) }
      if case .refuse(let refusal) = mishap { return .refused(refusal) }
      if mishap == .dropCommand { return unknown(command) }
      if case .enter(let order) = command, clock.now > order.processBefore {
        return .refused(VenueRefusal("too-late", .tooLate))
      }
      guard let answer = try? state.market.take(command) else { return unknown(command) }
      let outcome = outcome(answer, command, &state)
      push(&state)
      return mishap == .loseAnswer ? unknown(command) : outcome
    }
  }

  private func outcome(
    _ answer: ScriptedMarket.Answer, _ command: VenueCommand, _ state: inout State
  ) -> VenueOutcome {
    switch answer {
    case .refused(let refusal): return .refused(refusal)
    case .taken(let venueOrderID, let word, let matches):
      note(matches, &state)
      return .accepted(
        VenueOutcome.Acceptance(
          venueOrderID: venueOrderID, word: word,
          fills: matches.map { VenueOutcome.AnsweredFill(price: $0.price, size: $0.size) },
          serverTime: clock.now))
    }
  }

  private func unknown(_ command: VenueCommand) -> VenueOutcome {
    var settlesAt: Timestamp?
    if case .enter(let order) = command { settlesAt = order.processBefore }
    return .unknown(UnknownOutcome(reason: "no-answer", settlesAt: settlesAt))
  }

  private func note(_ matches: [ScriptedMarket.Match], _ state: inout State) {
    for match in matches {
      state.fills.append(
        VenueFill(
          id: "fill-\(state.fills.count + 1)", venueOrderID: match.order.venueOrderID,
          clientID: match.order.clientID, symbol: symbol, side: match.order.side, size: match.size,
          price: match.price, at: clock.now, kind: "taker"))
      guard let id = match.order.clientID.flatMap({ ClientOrderID($0) }) else { continue }
      state.statuses[id] = VenueOrderStatus(
        order: .client(id), venueOrderID: match.order.venueOrderID, state: .executed)
    }
  }

  /// Every change is told at once, position and orders together.
  private func push(_ state: inout State) {
    continuation.yield(fact(.settled(settled(state)), .pushed))
  }

  @discardableResult
  public func refresh(_ scope: FactScope, urgency: Urgency) async -> [VenueFact] {
    state.withLock { state in
      clock.advance(1)
      let gap = state.mishaps.firstIndex(of: .gap).map { state.mishaps.remove(at: $0) }
      var facts = snapshot(scope, state)
      if gap != nil { for place in facts.indices { facts[place].isComplete = false } }
      for fact in facts { continuation.yield(fact) }
      return facts
    }
  }

  private func snapshot(_ scope: FactScope, _ state: State) -> [VenueFact] {
    let market = state.market
    switch scope {
    case .positions: return [fact(.positions(market.position.map { [$0] } ?? []))]
    case .orders: return [fact(.orders(market.orders))]
    case .symbol(let symbol):
      let reading =
        symbol == self.symbol ? settled(state) : SettledReading(symbol: symbol, position: nil, orders: [])
      return [fact(.settled(reading))]
    case .order(let reference):
      return [
        fact(.orderStatus(status(of: reference, state))), fact(.orders(market.orders)),
        fact(.fills(state.fills)),
      ]
    case .fills: return [fact(.fills(Array(state.fills.suffix(Self.longestFillList))))]
    case .fillsBefore(let time):
      return [fact(.fills(Array(state.fills.filter { $0.at < time }.suffix(Self.longestFillList))))]
    case .market(let symbol):
      return [
        fact(
          .market(MarketState(symbol: symbol, last: market.price, mark: market.price, index: market.price)))
      ]
    case .account:
      return [fact(.account(AccountState(account: "scripted", marginEquityUSD: ExactDecimal(1_000))))]
    case .instruments: return [fact(.instruments([Self.instrument(symbol)]))]
    }
  }

  public static func instrument(_ symbol: Symbol) -> Instrument {
    Instrument(
      symbol: symbol, kind: .linearPerpetual, tickSize: ExactDecimal(1),
      sizeStep: ExactDecimal("0.0001") ?? ExactDecimal(1), contractSize: ExactDecimal(1), isTradeable: true,
      isPostOnly: false)
  }

  private func status(of reference: OrderReference, _ state: State) -> VenueOrderStatus {
    if case .client(let id) = reference, let ended = state.statuses[id] { return ended }
    let open = state.market.orders.first { order in
      switch reference {
      case .client(let id): order.clientID == id.description
      case .venue(let id): order.venueOrderID == id
      }
    }
    return VenueOrderStatus(
      order: reference, venueOrderID: open?.venueOrderID,
      state: open.map { $0.triggerPrice == nil ? .inBook : .triggerResting } ?? .notKnown)
  }

  private func settled(_ state: State) -> SettledReading {
    SettledReading(symbol: symbol, position: state.market.position, orders: state.market.orders)
  }

  private func fact(_ content: VenueFact.Content, _ source: VenueFact.Source = .read) -> VenueFact {
    VenueFact(venueTime: clock.now, receivedAt: clock.now, source: source, content: content)
  }
}
