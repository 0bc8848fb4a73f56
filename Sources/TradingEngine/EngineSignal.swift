/// What another process asks for by a signal.
public enum EngineSignal: String, Sendable, Hashable {
  /// SIGTERM or SIGINT.
  case stop
  /// SIGUSR1.
  case trip
}
