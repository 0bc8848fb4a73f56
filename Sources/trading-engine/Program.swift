import ArgumentParser
import Glibc

@main enum Program {
  /// The main thread waits for signals and does nothing else; the work is done by tasks on other threads.
  ///
  /// It is not given to the main queue, because libdispatch's main thread unblocks every signal (sigsuspend(2) with an
  /// empty mask), and SIGTERM would end the process where it stands.
  static func main() {
    // Those that must not be ended between two orders.
    let listeners = ["run", "protect", "flatten", "reconcile", "certify"]
    let command = CommandLine.arguments.dropFirst().first ?? ""
    // A page that is drawn anew has a terminal to put back.
    let isWatching = command == "status" && CommandLine.arguments.contains { $0.hasPrefix("--watch") }
    let isEngine = listeners.contains(command) || isWatching
    // Blocked while this is the only thread, so that every later one inherits it.
    if isEngine { RunSignals.block() }
    // Detached: a task of the main actor would wait for this thread.
    Task.detached {
      exit(await TradingEngineCommand.answer())
    }
    if isEngine { RunSignals.deliver() }
    while true { pause() }
  }
}
