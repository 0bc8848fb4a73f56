import Glibc
import Synchronization
import TradingEngine

/// The signals that `run` takes as events: SIGTERM and SIGINT stop it, SIGUSR1 trips the kill switch.
enum RunSignals {
  /// What has arrived, for the engine's inbox.
  static let stream = channel.stream

  private static let channel = AsyncStream<EngineSignal>.makeStream()

  /// Blocks them for the calling thread and those that it starts later; a broken pipe is an error, not an end.
  static func block() {
    var signals = set()
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Waits for the signals and hands them on; for a thread that has nothing else to do.
  static func deliver() -> Never {
    var signals = set()
    while true {
      var number: Int32 = 0
      guard unsafe sigwait(&signals, &number) == 0 else { continue }
      channel.continuation.yield(number == SIGUSR1 ? .trip : .stop)
    }
  }

  private static let stopRequest = Atomic(false)
  private static let tripRequest = Atomic(false)

  /// Whether SIGUSR1 has arrived since ``stopWhenTold()``.
  static var isTripRequested: Bool { tripRequest.load(ordering: .relaxed) }

  /// Whether SIGTERM or SIGINT has arrived since ``stopWhenTold()``.
  static var isStopRequested: Bool { stopRequest.load(ordering: .relaxed) }

  /// For a command that asks now and then instead of listening.
  static func stopWhenTold() {
    Task {
      for await signal in stream {
        switch signal {
        case .stop: stopRequest.store(true, ordering: .relaxed)
        case .trip: tripRequest.store(true, ordering: .relaxed)
        }
      }
    }
  }

  private static func set() -> sigset_t {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT, SIGUSR1] { unsafe sigaddset(&signals, signal) }
    return signals
  }
}
