import GateScene
import Glibc
import Processes
import Testing

/// Clients of the real venue, written by others, use the simulator: what they can read is what the venue says.
@Suite("An independent client") struct PeerTests {
  /// The interpreter named by `KRAKEN_CLIENTS_PYTHON`, when it has ccxt and python-kraken-sdk.
  static let interpreter: String? = {
    guard let value = unsafe getenv("KRAKEN_CLIENTS_PYTHON"), unsafe value.pointee != 0 else { return nil }
    let path = unsafe String(cString: value)
    return PythonPeer.run(path, "import ccxt, kraken.futures").isSuccess ? path : nil
  }()

  static let absent: Comment = "set KRAKEN_CLIENTS_PYTHON to a python3 that has ccxt and python-kraken-sdk"

  static let sessions: [(file: String, steps: [String])] = [
    (
      "ccxt_session.py",
      [
        "markets", "tickers", "book", "candles", "public trades", "funding rates and leverage tiers",
        "balance",
        "limit order: place, edit, cancel, status", "post-only order that would cross",
        "reduce-only order without a position", "order beyond the margin", "market order and position",
        "stop-loss and take-profit", "fired stop, fills, and the sibling that stays", "cancel all", "batch",
        "leverage", "dead-man's switch", "order history", "account log", "authentication",
        "order type that is not offered", "done",
      ]
    ),
    (
      "sdk_session.py",
      [
        "market data", "signing and wallets", "place, edit, status, cancel",
        "market order with several matches, position, fills", "stop by the index price",
        "batch, cancel all, dead-man's switch", "refusals", "history", "done",
      ]
    ),
  ]

  @Test("uses the simulator as the venue", .enabled(if: interpreter != nil, absent), arguments: [0, 1])
  func session(number: Int) throws {
    let (file, steps) = Self.sessions[number]
    let interpreter = try #require(Self.interpreter)
    let result = Processes.run(
      ProcessRequest(
        .path(interpreter),
        arguments: [
          "-B", "\(BuiltPrograms.package)/Tests/KrakenSimulatorTests/Peers/\(file)",
          "\(BuiltPrograms.folder)/kraken-simulator",
        ], environment: ProcessEnvironment.minimal), deadline: .now().advanced(byMilliseconds: 180_000))
    let done = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(done == steps, "\(String(decoding: result.standardError, as: UTF8.self))")
    #expect(result.isSuccess)
  }
}
