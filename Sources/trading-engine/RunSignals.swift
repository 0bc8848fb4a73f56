import Glibc

/// The signals that `run` takes as events: SIGTERM and SIGINT stop it, SIGUSR1 trips the kill switch.
enum RunSignals {
  /// Blocks them for the calling thread and those that it starts later; a broken pipe is an error, not an end.
  static func block() {
    var signals = set()
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  static func set() -> sigset_t {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT, SIGUSR1] { unsafe sigaddset(&signals, signal) }
    return signals
  }
}
