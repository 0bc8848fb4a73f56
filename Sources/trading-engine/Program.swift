import ArgumentParser

@main enum Program {
  /// On the main thread, while it is the only one: the signals of `run` are blocked here, every later thread
  /// inherits that, and only the thread that waits for them gets them.
  @MainActor static func main() async {
    if CommandLine.arguments.dropFirst().first == "run" { RunSignals.block() }
    await TradingEngineCommand.main()
  }
}
