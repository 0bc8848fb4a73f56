import Chronology
package import KrakenFutures
import Synchronization
package import Trading

/// The adapter `kraken-futures-rest-v3`. Who trades gets it only within a `VenueConnection`.
package final class KrakenFuturesVenue: Venue {
  let exchange: WireExchange
  let reader: VenueReader
  private let stream: FactStream
  private let accountName = Mutex<String?>(nil)
  private let holds = Mutex(MakerProtection())
  let deadMansSwitch: DeadMansSwitchGuard

  package init(
    transport: any WireTransport, signer: RequestSigner?, recorder: (any WireRecorder)?, clock: ClientClock,
    deadlines: ClientDeadlines
  ) {
    let stream = FactStream()
    let exchange = WireExchange(
      transport: transport, signer: signer, recorder: recorder, clock: clock, deadlines: deadlines
    ) { link in
      stream.yield([
        VenueFact(venueTime: nil, receivedAt: clock.now(), source: .pushed, content: .link(link))
      ])
    }
    self.stream = stream
    self.exchange = exchange
    reader = VenueReader(exchange: exchange)
    deadMansSwitch = DeadMansSwitchGuard(exchange: exchange)
  }

  package var capabilities: VenueCapabilities { KrakenFutures.capabilities }

  package var facts: AsyncStream<VenueFact> { stream.want() }

  func name(_ account: String) { accountName.withLock { $0 = account } }

  package func send(_ command: VenueCommand) async -> VenueOutcome {
    let request: WireRequest
    do throws(VenueRefusal) { request = try WireRequest.command(command) } catch { return .refused(error) }
    if case .enter = command, await !deadMansSwitch.isOff() {
      return .refused(VenueRefusal("dead-mans-switch-not-off", .local))
    }
    let outcome: VenueOutcome
    do throws(WireExchange.Failure) {
      let share: BudgetShare = command.isProtective ? .protectiveSend : .entry
      outcome = try await exchange.perform(request, share).answer.outcome(of: command)
    } catch {
      switch error {
      case .notSent(let code): return .refused(VenueRefusal(code, .local))
      case .unclear(let code): outcome = command.unknownOutcome(code)
      }
    }
    guard case .unknown(var unknown) = outcome, let settlesAt = unknown.settlesAt else { return outcome }
    let hold = holds.withLock { $0.hold(command.symbol) }
    unknown.settlesAt = settlesAt.advanced(byMilliseconds: hold.count)
    return .unknown(unknown)
  }

  @discardableResult
  package func refresh(_ scope: FactScope, urgency: Urgency) async -> [VenueFact] {
    let share: BudgetShare = urgency == .protective ? .protectiveRead : .routineRead
    let facts: [VenueFact]
    switch scope {
    case .positions: facts = [await reader.positions(share)]
    case .orders: facts = [await reader.orders(share)]
    case .fills: facts = [await reader.fills(share)]
    case .fillsBefore(let time): facts = [await reader.fills(share, before: time)]
    case .account: facts = [await reader.account(accountName.withLock { $0 }, share)]
    case .market(let symbol): facts = [await reader.market(symbol)]
    case .instruments: facts = [await instruments()]
    case .symbol(let symbol): facts = [await settled(symbol, share)]
    case .order(let order): facts = await readBack(order, share)
    }
    stream.yield(facts)
    return facts
  }

  private func instruments() async -> VenueFact {
    let fact = await reader.instruments()
    if case .instruments(let instruments) = fact.content { note(instruments) }
    return fact
  }

  func note(_ instruments: [Instrument]) { holds.withLock { $0.take(instruments) } }

  private func settled(_ symbol: Symbol, _ share: BudgetShare) async -> VenueFact {
    // A stop is relied on after this reading: nothing may be armed that removes it.
    await deadMansSwitch.renew()
    var reading = BracketedReading(symbol)
    var step = reading.first
    while true {
      switch step {
      case .readPositions: step = reading.take(await reader.positions(share))
      case .readOrders: step = reading.take(await reader.orders(share))
      case .done(let fact): return fact
      }
    }
  }

  /// Asks by id, then looks among the open orders, then among the fills; stops at the first that shows the order.
  private func readBack(_ order: OrderReference, _ share: BudgetShare) async -> [VenueFact] {
    let status = await reader.status(order, share)
    if case .orderStatus(let found) = status.content, status.isComplete {
      switch found.state {
      case .notKnown, .other: break
      default: return [status]
      }
    }
    let orders = await reader.orders(share)
    if case .orders(let open) = orders.content, open.contains(where: { $0.isNamed(by: order) }) {
      return [status, orders]
    }
    return [status, orders, await reader.fills(share)]
  }
}

extension VenueOrder {
  fileprivate func isNamed(by reference: OrderReference) -> Bool {
    switch reference {
    case .client(let id): clientID.flatMap { ClientOrderID($0) } == id
    case .venue(let id): venueOrderID == id
    }
  }
}

/// How long the venue holds orders of each market before they reach the matching engine.
struct MakerProtection: Sendable {
  /// The longest that the venue permits itself; taken for markets of which nothing is known. Source: docs.kraken.com,
  /// Maker Protection guide, 2026-11-23.
  static let longest = Milliseconds(100)

  private var known: [Symbol: Milliseconds] = [:]

  mutating func take(_ instruments: [Instrument]) {
    for instrument in instruments { known[instrument.symbol] = instrument.makerProtection ?? Milliseconds(0) }
  }

  func hold(_ symbol: Symbol) -> Milliseconds { known[symbol] ?? Self.longest }
}
