import Synchronization
import Trading

@testable import TradingEngine

/// Strategies without a socket: intents are put in, answers are kept.
final class ScriptedIntents: IntentDesk {
  let intents: AsyncStream<IncomingIntent>
  private let arrivals: AsyncStream<IncomingIntent>.Continuation
  private let told: @Sendable (String, IntentAnswer) -> Void

  /// - Parameter told: called with every answer.
  init(told: @escaping @Sendable (String, IntentAnswer) -> Void) {
    (intents, arrivals) = AsyncStream.makeStream()
    self.told = told
  }

  func put(_ intent: Intent) {
    arrivals.yield(IncomingIntent(intent: intent, connection: IntentConnection(number: 1)))
  }

  /// Ends with the first look, as nobody connects.
  func run() async {}

  func send(_ answer: IntentAnswer, to intent: String) async { told(intent, answer) }
}

/// A health endpoint that nobody asks.
struct SilentHealth: HealthService {
  let address: String? = "127.0.0.1:1"
  let sleep: @Sendable (Int64) async throws -> Void

  func run() async { while (try? await sleep(3_600_000)) != nil {} }
}
