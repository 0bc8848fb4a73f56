import ArgumentParser
import EngineConfiguration
import ExactDecimal
import Glibc
import StrictJSON
import Trading
import TradingEngine

/// What the commands that need nothing but keys are given.
enum ProtectionWorld {
  static func start(
    _ option: ConfigurationOption, _ output: OutputOptions
  ) throws -> ProtectionStart {
    let loaded = try option.load(output)
    let paths = try option.statePaths(of: loaded, output)
    try StateOwner.become(besideStateFile: paths[.killSwitch], output)
    return ProtectionStart(
      configuration: loaded, paths: paths, processID: getpid(),
      credentialsFolder: unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) },
      now: WallClock.now, makeTripID: EngineWorld.tripID, drawNumber: EngineWorld.drawNumber,
      sleep: EngineWorld.sleep, log: { StandardError.write($0 + "\n") })
  }
}

extension OutputOptions {
  /// A symbol of the configuration.
  func symbol(_ text: String, of start: ProtectionStart) throws -> Symbol {
    guard let symbol = Symbol(text),
      start.configuration.configuration.symbols.contains(where: { Symbol($0) == symbol })
    else {
      throw fail(
        code: "engine.unknown-symbol", "'\(text)' is no symbol of the configuration",
        hint: "one of \(start.configuration.configuration.symbols.joined(separator: ", "))", status: 64)
    }
    return symbol
  }
}

extension ProtectionRuntime.Ending {
  var json: JSON {
    [
      "flat": .bool(isFlat), "covered": .bool(isCovered), "symbols": .array(pictures.map(\.json)),
      "plan": .array(plan.map(JSON.string)),
    ]
  }

  var lines: [String] { pictures.map(\.line) }
}
