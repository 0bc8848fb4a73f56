import KrakenFutures
import Synchronization

/// Makes certain that the venue's dead-man's switch is off, which would remove every order of the account when it fires,
/// stops included. There is nothing here that could arm it.
///
/// What was certain ends with the link: somebody may have armed it meanwhile.
final class DeadMansSwitchGuard: Sendable {
  private let exchange: WireExchange
  private let state = Mutex(State())

  private struct State: Sendable {
    /// The number of losses of the link at which the venue said that it is off.
    var offAtLoss: Int?
    var triedAt: Int64?
  }

  /// So often at most the venue is asked again for its own sake.
  static let retryAfter: Int64 = 5_000

  init(exchange: WireExchange) { self.exchange = exchange }

  /// Whether the venue has said so since the link was last lost.
  var isKnownOff: Bool {
    let losses = exchange.linkLosses
    return state.withLock { $0.offAtLoss == losses }
  }

  /// Switches it off unless that is certain.
  func isOff() async -> Bool {
    if isKnownOff { return true }
    return await switchOff()
  }

  /// Switches it off again after the link was lost; not more often than ``retryAfter``.
  func renew() async {
    guard !isKnownOff else { return }
    let now = exchange.clock.uptimeMilliseconds()
    let isDue = state.withLock { $0.triedAt.map { now - $0 >= Self.retryAfter } ?? false }
    if isDue { _ = await switchOff() }
  }

  /// - Returns: whether the venue answered that it is off.
  @discardableResult
  func switchOff() async -> Bool {
    let losses = exchange.linkLosses
    let now = exchange.clock.uptimeMilliseconds()
    state.withLock { $0.triedAt = now }
    guard let answer = try? await exchange.perform(.deadMansSwitchOff, .protectiveSend).answer,
      let reading = try? answer.deadMansSwitch(), reading.value.isOff, exchange.linkLosses == losses
    else { return false }
    state.withLock { $0.offAtLoss = losses }
    return true
  }
}
