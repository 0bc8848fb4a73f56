import DurableFiles
import Glibc
import Processes
import StrictJSON
import Testing

/// `trading-engine run`, started for a test and ended by it.
final class RunningEngine {
  private let pool = ProcessPool()
  private let scene: EngineScene
  let processID: Int32
  let address: String

  /// Starts it and waits until it is up.
  init(_ scene: EngineScene, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
    self.scene = scene
    let request = scene.request(["run", "--config", "etc/engine.yaml"] + arguments, environment: environment)
    pool.start(request, deadline: .now().advanced(byMilliseconds: 120_000))
    for _ in 0..<600 {
      if case .finished(_, let result) = pool.waitForEvent(until: .now().advanced(byMilliseconds: 50)) {
        throw EndedEarly(errors: result.errors, termination: "\(result.termination)")
      }
      // Beside what a killed one left behind.
      guard
        let record = try? JSON.parse(DurableFiles.read(scene.scratch["data/instance.json"], limit: 4_096)),
        let number = record["processId"]?.integerValue, let health = record["health"]?.stringValue,
        kill(Int32(number), 0) == 0
      else { continue }
      processID = Int32(number)
      address = health
      return
    }
    throw EndedEarly(errors: "it did not come up", termination: "none")
  }

  struct EndedEarly: Error {
    let errors: String
    let termination: String
  }

  func send(_ signal: Int32) { _ = kill(processID, signal) }

  /// Waits for its end.
  func end() throws -> ProcessResult {
    while true {
      switch pool.waitForEvent(until: .now().advanced(byMilliseconds: 60_000)) {
      case .finished(_, let result): return result
      case .interrupted: continue
      case .idle, .deadlineReached: throw EndedEarly(errors: "it did not end", termination: "none")
      }
    }
  }

  /// Asks it to stop, and waits.
  func stop() throws -> ProcessResult {
    send(SIGTERM)
    return try end()
  }

  /// What `curl` gets.
  func fetch(_ path: String) throws -> String {
    let result = Processes.run(
      ProcessRequest(
        .path("/usr/bin/curl"),
        arguments: ["-sS", "--max-time", "5", "-w", "\n%{http_code}", "http://\(address)\(path)"]),
      deadline: .now().advanced(byMilliseconds: 10_000))
    try #require(result.isSuccess, "\(result.errors)")
    return result.output
  }

  func health() throws -> JSON {
    let answer = try fetch("/healthz")
    let body = answer.split(separator: "\n").first ?? ""
    return try JSON.parse(Array(body.utf8))
  }

  /// The health answer as soon as it is as wished, at the latest after ten seconds.
  func health(until isAsWished: (JSON) -> Bool) throws -> JSON {
    var last: JSON = .null
    for _ in 0..<100 {
      last = try health()
      if isAsWished(last) { return last }
      _ = pool.waitForEvent(until: .now().advanced(byMilliseconds: 100))
    }
    return last
  }
}
