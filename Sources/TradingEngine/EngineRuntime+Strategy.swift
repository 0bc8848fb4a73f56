import BundledStrategy
import Chronology
import EngineConfiguration
import ExactDecimal
import KrakenFuturesClient
import Trading

/// The bundled strategy is a client like those at the socket: its intents go into the inbox, and its answers are those
/// that the core gives. It is driven by the tick, so it waits for nothing, and nothing waits for it.
extension EngineRuntime {
  /// Where it can trade; nobody to drive otherwise.
  mutating func openStrategy() {
    guard let trading, desk != nil else { return }
    do { strategy = try StrategyHost(start.configuration.configuration, trading.rules) } catch {
      start.alert(
        EngineAlert("strategy.arithmetic", "the strategy's numbers cannot be used: \(error.rawValue)"))
    }
  }

  /// Once everything is reconciled, and so is what it may have left open.
  mutating func beginStrategy() {
    guard start.configuration.configuration.strategy.name != .none else { return }
    guard var host = strategy, let desk, let trading else {
      return start.log("note: the strategy is idle, as there is no venue to trade at")
    }
    start.log("note: strategy \(host.line)")
    let effects = host.begin(desk.conductor.memory, trading.instruments)
    strategy = host
    perform(effects)
  }

  mutating func driveStrategy(in group: inout DiscardingTaskGroup) {
    guard var host = strategy, let desk else { return }
    let effects = host.tick(desk.now)
    strategy = host
    for effect in effects {
      guard case .read(let symbol, let width, let from) = effect, let chart = trading?.chart,
        let inbox = strategyInbox
      else { continue }
      group.addTask {
        inbox(StrategyReading(symbol: symbol, bars: await chart.read(symbol, width, from: from)))
      }
    }
  }

  mutating func take(_ reading: StrategyReading) {
    guard var host = strategy, let desk else { return }
    let effects = host.take(reading, at: desk.now)
    strategy = host
    perform(effects)
  }

  mutating func tellStrategy(_ answer: IntentAnswer, to intent: String) {
    guard var host = strategy else { return }
    let effects = host.take(answer, to: intent)
    strategy = host
    perform(effects)
  }

  private mutating func perform(_ effects: [StrategyHost.Effect]) {
    for effect in effects {
      switch effect {
      case .read: break
      case .ask(let intent): pending.append(.venue(.intent(intent)))
      case .note(let text): start.log("note: \(text)")
      case .alert(let alert): pending.append(.alert(alert))
      }
    }
  }
}

/// Where the strategy's bars come from.
struct StrategyChart: Sendable {
  private let connection: KrakenFuturesConnection

  init(_ connection: KrakenFuturesConnection) { self.connection = connection }

  func read(_ symbol: Symbol, _ width: BarWidth, from: Timestamp) async -> Result<[Bar], StrategyFailure> {
    do throws(ChartFailure) {
      return .success(
        try await connection.candles(of: symbol, width.resolution, from: from).map { Bar($0) })
    } catch {
      return .failure(StrategyFailure(code: error.code))
    }
  }
}
