import DurableFiles
import ExactDecimal
import GateScene
import Glibc
import HTTPTransport
package import KrakenWorld
import Processes
package import StrictJSON
import Trading
package import TradingEngine

/// A simulated venue of its own, a configured engine, and what a test does to both.
package final class TradingScene {
  package static let symbol = "PF_XBTUSD"

  package let folder: String
  package private(set) var simulator: SimulatorProcess
  private var starts = 0
  private let seconds: Int
  /// For the test's own looks.
  private var transport: HTTPTransport?

  /// - Parameters:
  ///   - more: lines of the configuration besides.
  ///   - seconds: after which each program is killed.
  package init(
    symbols: [String] = [TradingScene.symbol], more: String = "", atMost seconds: Int = 170
  ) async throws {
    self.seconds = seconds
    var template = Array("/var/tmp/trading-scene.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SceneError("mkdtemp") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    simulator = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: folder, atMost: seconds)
    try DurableFiles.create(
      "\(folder)/credentials",
      with: Array("key=\(KrakenWorld.key)\nsecret=\(KrakenWorld.secret)\n".utf8), mode: 0o600)
    try DurableFiles.createFolder(state, mode: 0o700)
    try configure(symbols: symbols, more: more)
    for symbol in symbols { try await hold(symbol, at: symbol == Self.symbol ? "70000" : "2500") }
  }

  deinit {
    _ = Processes.run(
      ProcessRequest(.path("/bin/rm"), arguments: ["-rf", folder]),
      deadline: .now().advanced(byMilliseconds: 10_000))
  }

  /// Of the engine.
  package var state: String { "\(folder)/state" }
  package var killSwitchPath: String { "\(state)/kill.json" }
  package var paths: StateFolder { StateFolder(containing: killSwitchPath) }

  package func configure(
    symbols: [String] = [TradingScene.symbol], gate: String = "{ required: false }", origin: String? = nil,
    state: String? = nil, name: String = "engine.yaml", more: String = ""
  ) throws {
    let state = state ?? self.state
    let text = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "\(origin ?? simulator.origin)", credentials: { file: credentials } }
      symbols: [\(symbols.joined(separator: ", "))]
      margin-mode: cross
      state: { kill-switch-state-path: \(state)/kill.json, instrument-specs-cache-path: \(state)/specs.json }
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60 }
      gate: \(gate)
      health: { port: 0 }
      \(more)

      """
    try DurableFiles.replace("\(folder)/\(name)", with: Array(text.utf8))
  }

  // MARK: Programs

  /// - Parameter plan: of the preloaded disk faults; nil for a disk that works.
  package func start(
    _ command: [String], configuration: String = "engine.yaml", plan: String? = nil, more: [String] = []
  ) -> EngineProcess {
    starts += 1
    var environment: [String: String] = [:]
    if let plan {
      environment = [
        "LD_PRELOAD": "\(BuiltPrograms.folder)/libdisk-faults.so", "DISK_FAULTS_UNDER": state,
        "DISK_FAULTS_COUNT": "\(folder)/counts", "DISK_FAULTS_PLAN": plan,
      ]
    }
    return EngineProcess(
      BuiltPrograms.engine, command + ["--config", "\(folder)/\(configuration)"] + more, folder: folder,
      name: "\(command[0])-\(starts)", environment: environment, atMost: seconds)
  }

  /// Starts the engine and waits until it runs.
  package func run(plan: String? = nil, configuration: String = "engine.yaml") async throws -> EngineProcess {
    let engine = start(["run"], configuration: configuration, plan: plan)
    guard await engine.says("running in environment", within: 20_000) else {
      throw SceneError("the engine does not run: \(engine.status ?? -1) \(engine.standardError)")
    }
    return engine
  }

  /// Runs a command to its end.
  package func command(
    _ command: [String], configuration: String = "engine.yaml", within milliseconds: Int = 60_000
  ) async throws -> EngineProcess {
    let process = start(command, configuration: configuration)
    guard await process.end(within: milliseconds) else {
      throw SceneError("\(command) does not end: \(process.standardError)")
    }
    return process
  }

  /// An engine with a long position of 0.01 that its stop and take-profit protect.
  package func protected() async throws -> (engine: EngineProcess, strategy: Strategy) {
    let engine = try await run()
    let strategy = try strategy()
    strategy.send(Session.intent(.enter).line)
    guard await strategy.answer(to: "e1", ["protected"], within: 10_000) != nil else {
      throw SceneError("not protected: \(strategy.answers) \(engine.standardError)")
    }
    let truth = try await awaitTruth(within: 5_000) { $0.isCovered && !$0.own(.takeProfit).isEmpty }
    guard !truth.own(.takeProfit).isEmpty else { throw SceneError("no take-profit: \(truth)") }
    return (engine, strategy)
  }

  /// The kill switch as it stands on disk.
  package func killSwitch() -> KillSwitchState? {
    if case .present(let state) = KillSwitchState.load(killSwitchPath) { state } else { nil }
  }

  /// Whether or not an engine starts, it enters nothing before a person has looked.
  package func expectNoEntries() async throws {
    let sent = try await entriesSent()
    let engine = start(["run"])
    if await engine.says("running in environment", within: 20_000) {
      let strategy = try strategy()
      strategy.send(Session.intent(.enterAgain).line)
      let answer = await strategy.answer(to: "e3", within: 5_000)
      guard answer?["code"]?.stringValue == "intent.entries-not-permitted" else {
        throw SceneError("not refused: \(strategy.answers)")
      }
      engine.signal(SIGTERM)
      guard await engine.end(within: 35_000), engine.status == 0 else {
        throw SceneError("not ended: \(engine.standardError)")
      }
    } else if engine.status != 78 {
      throw SceneError("\(engine.status ?? -1): \(engine.standardError)")
    }
    guard try await entriesSent() == sent else { throw SceneError("an entry was sent") }
  }

  /// Arms it again, as a person does.
  package func reset(configuration: String = "engine.yaml") async throws {
    guard let id = killSwitch()?.tripID else { throw SceneError("the kill switch is not tripped") }
    let reset = try await command(
      ["kill-switch", "reset", "--trip-id", id, "--reason", "explained"], configuration: configuration)
    guard reset.status == 0 else { throw SceneError(reset.standardError) }
  }

  package func strategy() throws -> Strategy {
    guard let strategy = Strategy(paths.intents) else { throw SceneError("no engine takes intents") }
    return strategy
  }

  /// Puts a trip's file where a running engine looks for it.
  package func dropTrip(_ document: [UInt8] = []) throws {
    try DurableFiles.replace(KillSwitchRequest.tripPath(killSwitchPath), with: document, mode: 0o600)
  }

  /// How many operations on the state folder a program with faults has done so far.
  package func operations() -> Int {
    let text = String(
      decoding: (try? DurableFiles.read("\(folder)/counts", limit: 1 << 16)) ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("any ") }
    return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
  }

  // MARK: The venue

  /// Ends the venue, and starts another one at its address.
  package func restartSimulator(after milliseconds: Int) async throws {
    guard let port = UInt16(simulator.origin.split(separator: ":").last ?? "") else {
      throw SceneError(simulator.origin)
    }
    simulator.stop()
    await transport?.close()
    transport = nil
    try await ContinuousClock().sleep(for: .milliseconds(milliseconds))
    simulator = try SimulatorProcess(
      "\(BuiltPrograms.folder)/kraken-simulator", folder: folder, port: port, atMost: seconds)
    try await hold(at: "70000")
  }

  /// All prices of a market at one place, and held there.
  package func hold(_ symbol: String = TradingScene.symbol, at price: String) async throws {
    try await simulator.control("prices", "{symbol: \(symbol), price: \"\(price)\", path: held}")
  }

  package func get(_ path: String) async throws -> JSON {
    let transport = try transport ?? HTTPTransport(origin: HTTPOrigin(simulator.origin), warming: nil)
    self.transport = transport
    let answer = try await transport.perform(HTTPRequest(.get, path))
    return try JSON.parse(answer.body, limits: JSONLimits(bytes: 64 << 20, depth: 16, values: 1 << 20))
  }

  package func truth(_ symbol: String = TradingScene.symbol) async throws -> Truth {
    try Truth(try await get("/simulator/state"), symbol)
  }

  /// Waits until the truth is as wanted, and stays so for a while.
  ///
  /// - Returns: the last look, wanted or not.
  package func awaitTruth(
    _ symbol: String = TradingScene.symbol, within milliseconds: Int, for stay: Int = 0,
    _ isWanted: (Truth) -> Bool
  ) async throws -> Truth {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(milliseconds)
    var since: ContinuousClock.Instant?
    while true {
      let truth = try await truth(symbol)
      since = isWanted(truth) ? since ?? clock.now : nil
      if let since, clock.now - since >= .milliseconds(stay) { return truth }
      if clock.now >= end { return truth }
      try await clock.sleep(for: .milliseconds(60))
    }
  }

  /// Arms a fault of the venue.
  package func fault(_ body: String) async throws { try await simulator.control("faults", body) }

  /// How many orders, cancels and changes were ever sent.
  package func commandsSent() async throws -> Int {
    let entries = try await get("/simulator/transcript").arrayValue ?? []
    return entries.count {
      ["sendorder", "cancelorder", "editorder", "batchorder"].contains($0["endpoint"]?.stringValue ?? "")
    }
  }

  /// The sizes of all entries that were ever sent, in order, whatever became of them.
  package func entriesSent() async throws -> [String] {
    let entries = try await get("/simulator/transcript").arrayValue ?? []
    return entries.compactMap { entry in
      guard entry["endpoint"]?.stringValue == "sendorder", let body = entry["body"]?.stringValue else {
        return nil
      }
      var fields: [String: String] = [:]
      for pair in body.split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { fields[parts[0]] = parts[1] }
      }
      return fields["reduceOnly"] == "true" ? nil : fields["size"]
    }
  }
}
