public import Alerting
import Chronology
public import EngineConfiguration
import Processes
import Synchronization

/// Takes alerts from whoever has one, and sees to it that they are delivered, beside the engine and without ever making it
/// wait: raising puts a message into an inbox, and one task with children of its own does the rest.
public final class AlertDesk: Sendable {
  private enum Happening: Sendable {
    case raised(
      code: String, message: String, severity: AlertSeverity?, subject: String?, atMostEvery: Int64?)
    case ended(AlertChannel, id: String, AlertOutcome)
    case beat
    case beaten(trouble: String?)
    case wake
    case close
  }

  /// How long an engine that ends waits for its last alerts.
  private static let longestFarewell: Int64 = 3_000

  private let places: AlertPlaces
  private let origin: AlertOrigin
  private let file: SpoolFile?
  private let sleep: @Sendable (Int64) async throws -> Void
  private let say: @Sendable (String) -> Void
  private let inbox: AsyncStream<Happening>
  private let entrance: AsyncStream<Happening>.Continuation
  private let board: Mutex<AlertCounters>

  /// - Parameters:
  ///   - spoolPath: where alerts wait on disk; nil for a process that may not write there.
  ///   - sleep: waits that many milliseconds; throws when the task is cancelled.
  ///   - say: one line for the operator's journal.
  public init(
    _ places: AlertPlaces, origin: AlertOrigin, spoolPath: String?,
    sleep: @escaping @Sendable (Int64) async throws -> Void, say: @escaping @Sendable (String) -> Void
  ) {
    self.places = places
    self.origin = origin
    self.sleep = sleep
    self.say = say
    file = places.channels.isEmpty ? nil : spoolPath.map { SpoolFile($0, say: say) }
    (inbox, entrance) = AsyncStream.makeStream()
    var counters = AlertCounters()
    counters.channels = places.channels.map { AlertCounters.Channel(channel: $0) }
    counters.hasHeartbeat = places.hasHeartbeat
    board = Mutex(counters)
  }

  /// Waits for nothing.
  ///
  /// - Parameters:
  ///   - severity: nil is the code's own.
  ///   - subject: what it is about, where alerts of one code about different things are not the same.
  ///   - atMostEvery: milliseconds in which it is told once, over restarts as well; nil is as often as it comes.
  public func raise(
    _ code: String, _ message: String, severity: AlertSeverity? = nil, about subject: String? = nil,
    atMostEvery: Int64? = nil
  ) {
    guard !places.channels.isEmpty else { return }
    entrance.yield(
      .raised(
        code: code, message: message, severity: severity, subject: subject, atMostEvery: atMostEvery))
  }

  /// Sends a heartbeat, unless one is still under way.
  public func beat() {
    if places.hasHeartbeat { entrance.yield(.beat) }
  }

  /// Lets ``run()`` end soon: when everything is delivered, or has failed once more, or three seconds are over. What is left
  /// waits on disk for the next start.
  public func close() { entrance.yield(.close) }

  public var counters: AlertCounters { board.withLock { $0 } }

  /// Delivers until ``close()``.
  public func run() async {
    var round = Round(
      dispatch: AlertDispatch(
        origin, channels: places.channels, minimumSeverity: places.minimumSeverity,
        spool: file?.load() ?? AlertSpool(), at: Self.now))
    await withDiscardingTaskGroup { group in
      perform(&round, in: &group)
      for await happening in inbox {
        take(happening, &round, in: &group)
        perform(&round, in: &group)
        if round.hasEnded(at: Self.now) { break }
      }
      group.cancelAll()
    }
    var patience = 20
    while let file, !file.isSettled, patience > 0, (try? await sleep(50)) != nil { patience -= 1 }
  }

  /// What one ``run()`` knows.
  private struct Round {
    var dispatch: AlertDispatch
    var isBeating = false
    var isBeatTroubled = false
    var endsAt: Int64?
    /// The uptime of the earliest wake that is under way.
    var wakesAt = Int64.max
    var sent: Int64 = 0
    var failed: Int64 = 0

    func hasEnded(at now: AlertMoment) -> Bool {
      guard let endsAt else { return false }
      return dispatch.isDone || endsAt <= now.uptime
    }
  }

  private static var now: AlertMoment {
    AlertMoment(uptime: MonotonicInstant.now().nanoseconds / 1_000_000, wall: SystemClock.now())
  }

  private func take(_ happening: Happening, _ round: inout Round, in group: inout DiscardingTaskGroup) {
    let now = Self.now
    switch happening {
    case .raised(let code, let message, let severity, let subject, let atMostEvery):
      round.dispatch.raise(
        code, message, severity: severity, about: subject, atMostEvery: atMostEvery, at: now)
    case .ended(let channel, let id, let outcome): round.dispatch.ended(channel, id, outcome, at: now)
    case .beat:
      guard !round.isBeating, round.endsAt == nil else { return }
      round.isBeating = true
      let (places, entrance) = (places, entrance)
      group.addTask { entrance.yield(.beaten(trouble: await places.beat())) }
    case .beaten(let trouble):
      round.isBeating = false
      if trouble == nil { round.sent += 1 } else { round.failed += 1 }
      // Said once: an alert about it might go the same dead way, and its silence is what it is for.
      if let trouble, !round.isBeatTroubled { say("note: the heartbeat is not sent: \(trouble)") }
      if trouble == nil, round.isBeatTroubled { say("note: the heartbeat is sent again") }
      round.isBeatTroubled = trouble != nil
    case .wake: round.wakesAt = .max
    case .close:
      guard round.endsAt == nil else { return }
      round.endsAt = now.uptime + Self.longestFarewell
      round.dispatch.close(at: now)
      wake(at: now.uptime + Self.longestFarewell, after: now, in: &group)
    }
  }

  private func perform(_ round: inout Round, in group: inout DiscardingTaskGroup) {
    let now = Self.now
    for effect in round.dispatch.advance(at: now) {
      switch effect {
      case .store(let spool): file?.store(spool)
      case .say(let line): say(line)
      case .deliver(let channel, let alert):
        let (places, entrance) = (places, entrance)
        group.addTask {
          entrance.yield(.ended(channel, id: alert.id, await places.deliver(alert, to: channel)))
        }
      }
    }
    var counters = round.dispatch.counters
    counters.hasHeartbeat = places.hasHeartbeat
    counters.heartbeatsSent = round.sent
    counters.heartbeatsFailed = round.failed
    board.withLock { $0 = counters }
    guard let next = round.dispatch.nextWake, next < round.wakesAt else { return }
    round.wakesAt = max(next, now.uptime + 1)
    wake(at: round.wakesAt, after: now, in: &group)
  }

  private func wake(at uptime: Int64, after now: AlertMoment, in group: inout DiscardingTaskGroup) {
    let (sleep, entrance) = (sleep, entrance)
    let delay = max(1, uptime - now.uptime)
    group.addTask { if (try? await sleep(delay)) != nil { entrance.yield(.wake) } }
  }
}
