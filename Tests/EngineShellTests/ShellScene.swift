import Admission
import Attestation
import Chronology
import DurableFiles
import EngineConfiguration
import Glibc
import StrictJSON
import Synchronization
import Testing
import Trading

@testable import TradingEngine

/// A folder with a configuration, and the engine's shell in this process.
final class ShellScene: Sendable {
  let folder: String
  let environment: TradingEnvironment

  /// - Parameter base: where the folder is made.
  init(
    environment: TradingEnvironment, origin: String, credentials: Bool, margin: String = "cross",
    gate: String = "{ required: false }",
    base: String = "/var/tmp", more: String = ""
  ) throws {
    var template = Array("\(base)/engine-shell.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SceneFailure("mkdtemp") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.environment = environment
    try DurableFiles.createFolder("\(folder)/state", mode: 0o700)
    let key = credentials ? ", credentials: { file: credentials }" : ""
    let text = """
      engine: v1
      environment: \(environment.rawValue)
      venue: { adapter: kraken-futures, origin: "\(origin)"\(key) }
      symbols: [PF_XBTUSD]
      margin-mode: \(margin)
      state: { kill-switch-state-path: \(folder)/state/kill.json, instrument-specs-cache-path: \(folder)/state/specs.json }
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60 }
      gate: \(gate)
      health: { port: 0 }
      \(more)

      """
    try DurableFiles.replace("\(folder)/engine.yaml", with: Array(text.utf8))
  }

  deinit { Self.remove(folder) }

  static func remove(_ path: String) {
    guard let status = try? DurableFiles.status(path, follow: false) else { return }
    guard status.kind == .folder else {
      _ = unsafe unlink(path)
      return
    }
    for entry in (try? DurableFiles.list(path, limit: 10_000)) ?? [] {
      if let name = entry.name { remove("\(path)/\(name)") }
    }
    _ = unsafe rmdir(path)
  }

  func start(
    world: AdmissionWorld = .current(), sleep: @escaping @Sendable (Int64) async throws -> Void,
    edges: EngineEdges, log: @escaping @Sendable (String) -> Void,
    onReady: @escaping @Sendable () -> Void = {}
  ) throws -> EngineStart {
    let loaded = try LoadedConfiguration.load("\(folder)/engine.yaml", workingDirectory: folder)
    var world = world
    world.environment = [:]
    let trips = Mutex(0)
    var start = EngineStart(
      configuration: loaded, paths: try paths(loaded),
      requirements: EnvironmentRequirements(loaded, scope: .live, report: nil, workingDirectory: folder),
      world: world, workingDirectory: folder, processID: getpid(),
      makeTripID: {
        trips.withLock { trips in
          trips += 1
          return String(repeating: "0", count: 8 - String(trips).count) + String(trips)
        }
      }, drawNumber: { 7 }, credentialsFolder: nil, sleep: sleep, log: log, onReady: { _ in onReady() })
    start.edges = edges
    return start
  }

  private func paths(_ loaded: LoadedConfiguration) throws -> StatePaths {
    try StatePaths.resolve(loaded.configuration.state, environment: [:], root: folder)
      .kept(in: loaded.configuration.environment)
  }
}

struct SceneFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// What came in, by anybody, in the order of arrival.
final class Tape<Element: Sendable>: Sendable {
  private let kept = Mutex<[Element]>([])

  func add(_ element: Element) { kept.withLock { $0.append(element) } }
  var all: [Element] { kept.withLock { $0 } }

  /// Waits until something on the tape is wanted.
  func eventually(within milliseconds: Int, _ isWanted: @Sendable (Element) -> Bool) async -> Bool {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {
      if all.contains(where: isWanted) { return true }
      try? await ContinuousClock().sleep(for: .milliseconds(20))
    }
    return all.contains(where: isWanted)
  }
}
