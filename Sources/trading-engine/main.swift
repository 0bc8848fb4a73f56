import Glibc

// Blocked here, while this is the only thread, so that every later thread inherits it and only the thread that
// waits for these signals gets them.
if CommandLine.arguments.dropFirst().first == "run" { RunSignals.block() }
await TradingEngineCommand.main()
