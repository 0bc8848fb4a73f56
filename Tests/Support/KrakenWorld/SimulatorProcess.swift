import Glibc
import HTTPTransport
import Processes

/// A `kraken-simulator` of one test's own, ended with the value.
public final class SimulatorProcess {
  private let pool = ProcessPool()
  /// Such as `http://127.0.0.1:40123`.
  public private(set) var origin = ""

  /// - Parameters:
  ///   - program: the executable's path.
  ///   - folder: an existing folder of the test's own, where the first line of output is kept.
  ///   - port: 0 for any that is free.
  ///   - seconds: after which it is killed, whoever has forgotten it.
  public init(
    _ program: String, folder: String, seed: UInt64 = 7, port: UInt16 = 0, atMost seconds: Int = 180
  ) throws {
    let script = "exec '\(program)' --port \(port) --seed \(seed) >'\(folder)/simulator.out'"
    pool.start(
      ProcessRequest(.path("/bin/sh"), arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"]),
      deadline: .now().advanced(byMilliseconds: seconds * 1_000))
    for _ in 0..<400 {
      if case .finished(_, let result) = pool.waitForEvent(until: .now().advanced(byMilliseconds: 25)) {
        throw SimulatorEnded(errors: String(decoding: result.standardError, as: UTF8.self))
      }
      guard let line = Self.read("\(folder)/simulator.out"), line.hasSuffix("\n") else { continue }
      origin = line.split(separator: " ").last.map { String($0.prefix { !$0.isNewline }) } ?? ""
      return
    }
    throw SimulatorEnded(errors: "it did not say where it listens")
  }

  deinit { stop() }

  /// Ends it at once.
  public func stop() {
    pool.killAll()
    _ = pool.waitForEvent(until: .now().advanced(byMilliseconds: 5_000))
  }

  public struct SimulatorEnded: Error {
    public let errors: String
  }

  /// `POST /simulator/NAME`.
  public func control(_ name: String, _ body: String) async throws {
    let transport = try HTTPTransport(origin: HTTPOrigin(origin), warming: nil)
    let answer = try await transport.perform(
      HTTPRequest(.post, "/simulator/\(name)", body: Array(body.utf8)))
    await transport.close()
    guard answer.status == 200 else {
      throw SimulatorEnded(errors: String(decoding: answer.body, as: UTF8.self))
    }
  }

  private static func read(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
