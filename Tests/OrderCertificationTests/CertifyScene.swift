import Attestation
import CertificationEvidence
import Chronology
import Cryptography
import DurableFiles
import ExactDecimal
import GateScene
import Glibc
import HTTPTransport
import KrakenWorld
import Processes
import StrictJSON
import Trading

/// A simulated venue of its own, a configured engine, and `trading-engine certify` as a process that a test can watch
/// and kill.
final class CertifyScene {
  let folder: String
  let simulator: SimulatorProcess
  let certifier: Ed25519PrivateKey
  private let engine: String
  private let pool = ProcessPool()
  private var arguments: [String] = []
  private(set) var lines: [String] = []
  private var handle: ProcessPool.Handle?
  private var result: ProcessResult?

  init(symbols: [String] = ["PF_XBTUSD"], gate: String = "{ required: false }") throws {
    folder = try Self.temporaryFolder()
    engine = BuiltPrograms.engine
    simulator = try SimulatorProcess("\(BuiltPrograms.folder)/kraken-simulator", folder: folder)
    certifier = try Ed25519PrivateKey.generate()
    try DurableFiles.create("\(folder)/certifier.pem", with: certifier.pem(), mode: 0o600)
    try DurableFiles.create(
      "\(folder)/credentials",
      with: Array("key=\(KrakenWorld.key)\nsecret=\(KrakenWorld.secret)\n".utf8), mode: 0o600)
    try DurableFiles.createFolder("\(folder)/out")
    try configure(symbols: symbols, gate: gate)
  }

  deinit {
    pool.killAll()
    _ = Processes.run(
      ProcessRequest(.path("/bin/rm"), arguments: ["-rf", folder]),
      deadline: .now().advanced(byMilliseconds: 10_000))
  }

  /// - Parameter authorities: a file of certificates of one's own.
  func configure(
    symbols: [String], gate: String = "{ required: false }", origin: String? = nil, authorities: String? = nil
  ) throws {
    let bundle = authorities.map { ", ca-bundle: \($0)" } ?? ""
    let text = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "\(origin ?? simulator.origin)", credentials: { file: credentials }\(bundle) }
      symbols: [\(symbols.joined(separator: ", "))]
      margin-mode: cross
      state: { kill-switch-state-path: \(folder)/state/kill.json, instrument-specs-cache-path: \(folder)/state/specs.json }
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60 }
      gate: \(gate)

      """
    try DurableFiles.replace("\(folder)/engine.yaml", with: Array(text.utf8))
    try? DurableFiles.createFolder("\(folder)/state", mode: 0o700)
  }

  // MARK: The process

  /// Starts `certify` and returns at once.
  func start(_ more: [String], wait: String = "5s") {
    let command =
      [
        "certify", "--config", "\(folder)/engine.yaml", "--out", "\(folder)/out", "--key",
        "\(folder)/certifier.pem",
      ]
      + ["--wait", wait, "--verbose", "--json"] + more
    let quoted = command.map { "'\($0)'" }.joined(separator: " ")
    result = nil
    lines = []
    _ = try? DurableFiles.remove("\(folder)/lines")
    // The shell replaces itself, so that the process is the engine, and standard error can be read while it runs.
    handle = pool.start(
      ProcessRequest(
        .path("/bin/sh"), arguments: ["-c", "exec '\(engine)' \(quoted) 2>'\(folder)/lines'"],
        environment: ["PATH": "/usr/bin:/bin"], workingDirectory: folder),
      deadline: .now().advanced(byMilliseconds: 170_000))
  }

  /// Waits until a line is there that the closure takes, or the process has ended.
  ///
  /// - Returns: whether there is such a line.
  @discardableResult func wait(for isWanted: (String) -> Bool) async -> Bool {
    var seen = 0
    while true {
      let isRunning = await step()
      while seen < lines.count {
        if isWanted(lines[seen]) { return true }
        seen += 1
      }
      if !isRunning, seen >= lines.count { return false }
    }
  }

  /// Looks once.
  ///
  /// - Returns: whether the process still runs.
  func look() async -> Bool { await step() }

  /// Waits until a process that is nobody's child here is gone.
  static func awaitEnd(of process: pid_t) async throws {
    for _ in 0..<1_500 where kill(process, 0) == 0 { try await sleep(20) }
  }

  /// Waits for the process's end.
  func end() async -> ProcessResult {
    while await step() {}
    return result ?? ProcessResult(.notStarted(0), durationMicroseconds: 0)
  }

  /// Looks for what has happened within a few milliseconds, without keeping a thread from the other scenes.
  private func step() async -> Bool {
    if result == nil {
      try? await Self.sleep(10)
      if case .finished(_, let ended) = pool.waitForEvent(until: .now()) { result = ended }
    }
    let bytes = (try? DurableFiles.read("\(folder)/lines", limit: 8 << 20)) ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    lines = text.split(separator: "\n").map(String.init)
    if !text.hasSuffix("\n"), result == nil { lines = lines.dropLast() }
    return result == nil
  }

  /// The process ids of the guardian and its worker.
  var guardian: pid_t? { Self.process { $0.contains("\(folder)/engine.yaml") && $0.contains("--out") } }
  var worker: pid_t? {
    Self.process { $0.contains("\(folder)/engine.yaml") && $0.contains("certification-worker") }
  }

  private static func process(_ isWanted: (String) -> Bool) -> pid_t? {
    for name in ((try? DurableFiles.list("/proc", limit: 100_000)) ?? []).compactMap(\.name) {
      guard let number = pid_t(name),
        let bytes = try? DurableFiles.read("/proc/\(name)/cmdline", limit: 1 << 16),
        isWanted(String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self))
      else { continue }
      return number
    }
    return nil
  }

  // MARK: The venue

  /// Brings the price beyond the trigger whenever an order under test rests close to it, until the run ends.
  func playAlong(_ signal: String = "last") async throws {
    var played = 0
    var isFar = false
    while await step() {
      while played < lines.count {
        let line = lines[played]
        played += 1
        // These rest far away, or lie beyond the price already.
        if line.hasPrefix("begins") {
          isFar = ["WHILE-FLAT", "AMENDING", "CROSSED"].contains { line.contains($0) }
        }
        guard !isFar, let order = SentOrder(line: line, role: "tested") else { continue }
        try await Self.sleep(400)
        try await reach(order, signal)
      }
    }
  }

  /// Moves one price beyond an order's trigger; for the last one the book goes with it, so that the order's own fill
  /// does not move it back.
  func reach(_ order: SentOrder, _ signal: String = "last", by ticks: Int64 = 5) async throws {
    let bid = try order.beyond(by: ticks)
    let book = signal == "last" ? ", bid: \"\(bid)\", ask: \"\(try order.beyond(by: ticks, more: 1))\"" : ""
    try await simulator.control(
      "prices", "{symbol: \(order.symbol), \(signal): \"\(bid)\"\(book), path: held}")
  }

  /// All prices of a market at one place, and held there.
  func hold(_ symbol: String = "PF_XBTUSD", at price: String = "70000") async throws {
    try await simulator.control("prices", "{symbol: \(symbol), price: \"\(price)\", path: held}")
  }

  /// Open positions and orders, as the venue itself knows them.
  func venue() async throws -> (positions: Int, orders: Int) {
    let state = try await get("/simulator/state")
    let positions = state["accounts"]?.arrayValue?.first?["positions"]?.arrayValue?.count ?? -1
    let ended: Set<String> = ["filled", "cancelled", "ended", "rejected"]
    let orders = state["orders"]?.arrayValue?.count { !ended.contains($0["state"]?.stringValue ?? "") } ?? -1
    return (positions, orders)
  }

  func get(_ path: String) async throws -> JSON {
    let transport = try HTTPTransport(origin: HTTPOrigin(simulator.origin), warming: nil)
    let answer = try await transport.perform(HTTPRequest(.get, path))
    await transport.close()
    return try JSON.parse(answer.body)
  }

  static func sleep(_ milliseconds: Int) async throws {
    try await ContinuousClock().sleep(for: .milliseconds(milliseconds))
  }

  // MARK: The evidence

  /// The evidence that was written, its signature verified, and the judgement of its transcript.
  func evidence() throws -> (certification: OrderCertification, judgement: TranscriptJudgement, path: String)
  {
    let names = try DurableFiles.list("\(folder)/out", limit: 100).compactMap(\.name).filter {
      $0.hasSuffix(".json")
    }.sorted()
    guard let name = names.last else { throw SceneError("no evidence") }
    let envelope = try DSSEEnvelope.parseCanonical(
      try DurableFiles.read("\(folder)/out/\(name)", limit: 8 << 20))
    let statement = try Statement.parse(envelope.payload)
    let certification = try OrderCertification(statement: statement)
    let path = "\(folder)/out/\(CertificationTranscript.fileName(sha256: certification.transcript.sha256))"
    let bytes = try DurableFiles.read(path, limit: CertificationTranscript.fileLimit)
    guard SHA256.digest(of: bytes).hex == certification.transcript.sha256 else {
      throw SceneError("the transcript has another digest")
    }
    return (
      certification,
      TranscriptJudgement(try CertificationTranscript(bytes), adapter: KrakenTranscriptAdapter()), path
    )
  }

  static func temporaryFolder() throws -> String {
    var template = Array("/var/tmp/certify-scene.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SceneError("mkdtemp") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// An order as `--verbose` says it: `sends tested: PF_XBTUSD stop-loss long 0.0001 at 69996 last`.
struct SentOrder {
  let symbol: String
  let isStop: Bool
  let isLong: Bool
  let trigger: String

  init?(line: String, role: String) {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 9, words[0] == "sends", words[1] == "\(role):", words[6] == "at" else { return nil }
    symbol = words[2]
    isStop = words[3] == "stop-loss"
    isLong = words[4] == "long"
    trigger = words[7]
  }

  private var firesBelow: Bool { isStop == isLong }

  /// The last digit of the trigger stands for a tick.
  private func price(ticks: Int64) throws -> ExactDecimal {
    guard let price = ExactDecimal(trigger), let tick = ExactDecimal.powerOfTen(-price.scale) else {
      throw SceneError("no price: \(trigger)")
    }
    return try price + tick * ExactDecimal(ticks)
  }

  /// A price beyond the trigger, in the direction in which it fires.
  ///
  /// - Parameter more: ticks above that, in either direction.
  func beyond(by ticks: Int64, more: Int64 = 0) throws -> ExactDecimal {
    try price(ticks: (firesBelow ? -ticks : ticks) + more)
  }
}

extension CertifyScene {
  /// Runs a command of the engine to its end.
  func run(_ arguments: [String]) throws -> ProcessResult {
    Processes.run(
      ProcessRequest(
        .path(BuiltPrograms.engine), arguments: arguments, environment: ["PATH": "/usr/bin:/bin"],
        workingDirectory: folder), deadline: .now().advanced(byMilliseconds: 60_000))
  }
  /// What the simulator says of a transcript.
  func compare(_ path: String) -> ProcessResult {
    Processes.run(
      ProcessRequest(
        .path("\(BuiltPrograms.folder)/kraken-simulator"), arguments: ["--compare", path],
        environment: ["PATH": "/usr/bin:/bin"], workingDirectory: folder),
      deadline: .now().advanced(byMilliseconds: 60_000))
  }
}
