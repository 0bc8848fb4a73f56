import AlertDelivery
import Alerting
import ArgumentParser
import EngineConfiguration
import Glibc
import StrictJSON
import TradingEngine

struct AlertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert", abstract: "Try whether alerts reach anybody.",
    discussion: """
      With --test one alert, which says that it is a test, goes through every channel that the configuration names, once
      and at once, and the heartbeat's address is asked. Needs no report, no keys and no running engine, and works beside
      one. An address in a systemd credential can be read only where systemd has loaded it: put `systemd-run --pty
      --uid=trading -p LoadCredential=alert-chat:/etc/credstore/alert-chat` before the command.

      Exit status 0 when everything arrived; 1 when something did not, or no channel is configured.

      EXAMPLE
        trading-engine alert --test --config /etc/trading-engine/engine.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Flag(help: "Send one alert that says that it is a test.")
  var test = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard test else { throw ValidationError("there is nothing to send: --test sends one alert") }
  }

  func run() async throws {
    let loaded = try configuration.load(output)
    let paths = try configuration.statePaths(of: loaded, output)
    try StateOwner.become(besideStateFile: paths[.killSwitch], output)
    let places = AlertPlaces(
      loaded, credentialsFolder: unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) })
    let origin = AlertOrigin(loaded, StateFolder(containing: paths[.killSwitch]))
    let trial = await AlertTrial.run(places, origin: origin)
    guard !trial.lines.isEmpty else {
      throw output.fail(
        code: "alerts.no-channel", "the configuration names nobody who is told",
        hint: "alerts: { command: /usr/local/bin/alert }, or a webhook", status: 1)
    }
    try output.print(trial.json, trial.lines.map(\.text), in: loaded.configuration.environment)
    guard trial.lines.allSatisfy(\.isDelivered) else { throw ExitCode(1) }
  }
}

extension AlertTrial {
  fileprivate var json: JSON {
    [
      "delivered": .bool(lines.allSatisfy(\.isDelivered)),
      "places": .array(
        lines.map { line in
          [
            "place": .string(line.place), "delivered": .bool(line.isDelivered),
            "trouble": line.isDelivered ? .null : .string(line.trouble),
            "milliseconds": .integer(line.milliseconds),
          ]
        }),
    ]
  }
}

extension AlertTrial.Line {
  fileprivate var text: String {
    isDelivered ? "\(place): delivered in \(milliseconds) ms" : "\(place): not delivered: \(trouble)"
  }
}
