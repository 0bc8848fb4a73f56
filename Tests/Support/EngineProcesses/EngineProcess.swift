import DurableFiles
import Glibc
package import Processes

/// A program of one test's own that runs beside the test, which can look at what it says and send it signals.
package final class EngineProcess {
  private let pool = ProcessPool()
  private let output: String
  private let pidFile: String
  package private(set) var result: ProcessResult?

  /// - Parameters:
  ///   - name: of the files in the folder that take what it says.
  ///   - environment: of the program alone.
  ///   - seconds: after which it is killed, whoever has forgotten it.
  package init(
    _ program: String, _ arguments: [String], folder: String, name: String,
    environment: [String: String] = [:], atMost seconds: Int = 170
  ) {
    output = "\(folder)/\(name)"
    pidFile = "\(folder)/\(name).pid"
    let words = environment.map { "\($0.key)=\($0.value)" }.sorted() + [program] + arguments
    let command = words.map { "'\($0)'" }.joined(separator: " ")
    // The shell becomes the program, so that its number is the program's.
    let script =
      "echo $$ >'\(pidFile)'; exec /usr/bin/env \(command) >'\(output).out' 2>'\(output).err'"
    pool.start(
      ProcessRequest(
        .path("/bin/sh"), arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
        workingDirectory: folder), deadline: .now().advanced(byMilliseconds: seconds * 1_000))
  }

  deinit { pool.killAll() }

  package var isRunning: Bool {
    if result == nil, case .finished(_, let ended) = pool.waitForEvent(until: .now()) { result = ended }
    return result == nil
  }

  package var standardOutput: String { text("\(output).out") }
  package var standardError: String { text("\(output).err") }
  package var wasKilled: Bool { result?.termination == .signalled(SIGKILL) }
  /// Nil while it runs, or when a signal ended it.
  package var status: Int32? {
    if case .exited(let status) = result?.termination { status } else { nil }
  }

  package func signal(_ number: Int32) {
    guard isRunning, let pid = pid_t(text(pidFile).prefix { $0.isNumber }) else { return }
    kill(pid, number)
  }

  /// Waits without keeping a thread from other tests.
  ///
  /// - Returns: whether it ended in time.
  package func end(within milliseconds: Int) async -> Bool {
    await eventually(milliseconds) { !self.isRunning }
  }

  /// - Returns: whether it said so in time.
  package func says(_ words: String, within milliseconds: Int) async -> Bool {
    await eventually(milliseconds) {
      let isEnded = !self.isRunning
      return self.standardOutput.contains(words) || self.standardError.contains(words) || isEnded
    } && (standardOutput.contains(words) || standardError.contains(words))
  }

  private func text(_ path: String) -> String {
    String(decoding: (try? DurableFiles.read(path, limit: 8 << 20)) ?? [], as: UTF8.self)
  }
}

/// Looks again and again.
///
/// - Returns: whether it came true in time.
package func eventually(
  _ milliseconds: Int, every step: Int = 20, _ isTrue: () async throws -> Bool
) async rethrows -> Bool {
  let end = ContinuousClock.now + .milliseconds(milliseconds)
  while true {
    if try await isTrue() { return true }
    guard ContinuousClock.now < end, (try? await ContinuousClock().sleep(for: .milliseconds(step))) != nil
    else { return false }
  }
}
