import ArgumentParser
import Glibc
import StrictJSON
import TradingEngine

struct IntentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intent", abstract: "Send intents to the running engine, and print its answers.",
    discussion: """
      One JSON object per line on standard input goes to the engine's socket (intents.sock beside its kill switch's
      state); each answer is printed as it comes. Ends when standard input has ended and the engine has been silent for
      --wait, or when the engine ends.

      EXAMPLE
        echo '{"enter":{"id":"a1","symbol":"PF_XBTUSD","side":"long","size":"0.001","entry":"market",\
      "stop-loss":"60000"}}' | trading-engine intent --config engine.yaml --wait 5
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(help: ArgumentHelp("Seconds of silence after the last line.", valueName: "seconds"))
  var wait = 5
  @OptionGroup var output: OutputOptions

  func run() throws {
    let paths = try configuration.statePaths(of: try configuration.load(output), output)
    let path = StateFolder(containing: paths[.killSwitch]).intents
    guard let socket = UnixSocket(connectingTo: path) else {
      throw output.fail(
        code: "engine.not-running", "no engine takes intents at '\(path)'",
        hint: "'trading-engine status' says whether it runs, and with which venue", status: 1)
    }
    try socket.relay(silence: Int32(clamping: min(max(wait, 1), 86_400) * 1_000)) { text in
      try output.print(text)
    }
  }
}
