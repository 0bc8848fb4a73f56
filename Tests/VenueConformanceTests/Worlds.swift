import Chronology
import EngineConfiguration
import ExactDecimal
import GateScene
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import ScriptedVenue
import Testing
import Trading
import VenueConformance

let perpetual = Symbol("PF_XBTUSD")

/// The scripted venue, which pushes.
struct PushedWorld: ConformanceWorld {
  let scripted: ScriptedVenue
  let symbol: Symbol

  init() throws {
    symbol = try #require(perpetual)
    scripted = ScriptedVenue(symbol: symbol, price: ExactDecimal(70_000), clock: ManualClock())
  }

  var venue: any Venue { scripted }
  func now() -> Timestamp { scripted.clock.now }
  func pass(_ milliseconds: Int64) { scripted.clock.advance(milliseconds) }
  func setPrice(_ price: ExactDecimal) throws { try scripted.move(to: price) }

  func arm(_ obstacle: ConformanceObstacle) {
    switch obstacle {
    case .loseAnswer: scripted.script(.loseAnswer)
    case .dropCommand: scripted.script(.dropCommand)
    case .hidePositions: scripted.script(.gap)
    }
  }
}

/// The Kraken adapter over the simulated Kraken in memory: every byte, and no network.
struct MemoryWorld: ConformanceWorld {
  let kraken: KrakenWorld
  let venue: any Venue
  let symbol: Symbol

  init() async throws {
    symbol = try #require(perpetual)
    kraken = try KrakenWorld.standard()
    let adapter = KrakenFuturesVenue(
      transport: kraken, signer: try RequestSigner(key: KrakenWorld.key, secret: KrakenWorld.secret),
      recorder: nil, clock: kraken.clock(offset: 37), deadlines: ClientDeadlines())
    venue = adapter
    await venue.refresh(.instruments, urgency: .routine)
  }

  func now() -> Timestamp { kraken.now }
  func pass(_ milliseconds: Int64) { kraken.pass(milliseconds) }

  func setPrice(_ price: ExactDecimal) {
    kraken.control("prices", "{symbol: PF_XBTUSD, price: \(price)}")
  }

  func arm(_ obstacle: ConformanceObstacle) { kraken.control("faults", obstacle.fault) }
}

/// The Kraken adapter over HTTP against a `kraken-simulator` process.
struct NetworkWorld: ConformanceWorld {
  let venue: any Venue
  let symbol: Symbol
  private let simulator: Simulator
  private let transport: HTTPTransport

  /// One task at a time uses it.
  private struct Simulator: @unchecked Sendable {
    let process: SimulatorProcess
    let scene: GateScene
  }

  init() async throws {
    symbol = try #require(perpetual)
    let scene = try GateScene()
    let process = try SimulatorProcess("\(BuiltPrograms.folder)/kraken-simulator", folder: scene.folder)
    simulator = Simulator(process: process, scene: scene)
    try await process.control("prices", "{symbol: PF_XBTUSD, price: 70000}")
    transport = try HTTPTransport(origin: HTTPOrigin(process.origin))
    let adapter = KrakenFuturesVenue(
      transport: transport, signer: try RequestSigner(key: KrakenWorld.key, secret: KrakenWorld.secret),
      recorder: nil, clock: .system, deadlines: ClientDeadlines())
    venue = adapter
    await venue.refresh(.instruments, urgency: .routine)
  }

  func now() -> Timestamp { SystemClock.now() }
  func pass(_ milliseconds: Int64) async throws {
    try await ContinuousClock().sleep(for: .milliseconds(milliseconds))
  }

  func setPrice(_ price: ExactDecimal) async throws {
    try await simulator.process.control("prices", "{symbol: PF_XBTUSD, price: \(price)}")
  }

  func arm(_ obstacle: ConformanceObstacle) async throws {
    try await simulator.process.control("faults", obstacle.fault)
  }

  /// In the simulator's own words.
  func arm(fault: String) async throws { try await simulator.process.control("faults", fault) }

  func end() async { await transport.close() }
}

extension ConformanceObstacle {
  /// The simulator's word for it.
  fileprivate var fault: String {
    switch self {
    case .loseAnswer: "{fault: lose-reply, endpoint: sendorder}"
    case .dropCommand: "{fault: disconnect, endpoint: sendorder}"
    case .hidePositions: "{fault: omit, endpoint: openpositions, text: openPositions}"
    }
  }
}
