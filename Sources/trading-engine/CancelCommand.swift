import ArgumentParser
import StrictJSON
import Trading
import TradingEngine

struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel own resting entries; keep protection.",
    discussion: """
      Takes back every own entry at the venue and says what stayed. Stops and take-profits stay unless --protection is
      given, and even then where a position is open or could still open. Needs the keys and no report, and works beside
      a running engine, which may send new entries: trip it first if it must not.

      Exit status 0 when no own entry is left, 1 when one is.

      EXAMPLE
        trading-engine cancel --config engine.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Flag(help: "Also take back own stops and take-profits that protect nothing.")
  var protection = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = try ProtectionWorld.start(configuration, output)
    let run: CancelRun
    do { run = try await CancelRun.run(start, includingProtection: protection) } catch {
      throw output.failure(error)
    }
    let orders = run.orders.map { order -> JSON in
      [
        "symbol": .string(order.symbol.description), "id": .string(order.id), "role": .string(order.role),
        "cancelled": .bool(order.kept == nil), "because": order.kept.map(JSON.string) ?? .null,
      ]
    }
    let lines = run.orders.map { order in
      "\(order.symbol) \(order.role) \(order.id): \(order.kept.map { "kept: \($0)" } ?? "gone")"
    }
    let positions = run.positions.map { "note: \($0) is open; its stops stay" }
    try output.print(
      [
        "clean": .bool(run.isClean), "orders": .array(orders),
        "positions": .array(run.positions.map { .string($0) }),
      ], (lines.isEmpty ? ["no own orders"] : lines) + positions)
    guard run.isClean else { throw ExitCode(1) }
  }
}
