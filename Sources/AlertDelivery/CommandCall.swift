import Alerting
import Processes
import StrictJSON
import Synchronization

/// One run of the alert program: no shell, next to no environment, the alert on standard input, an end that comes.
struct CommandCall: Sendable {
  static let longestMilliseconds = 10_000

  /// Absolute.
  let program: String

  func run(_ alert: Alert) async -> AlertOutcome {
    let cancel = CancelFlag()
    let request = ProcessRequest(
      .path(program), environment: ProcessEnvironment.minimal, standardInput: alert.json.encoded() + [0x0A],
      workingDirectory: "/", outputLimit: 64 << 10, errorLimit: 64 << 10)
    let result = await withTaskCancellationHandler {
      await OwnThread.run { Self.run(request, cancel) }
    } onCancel: {
      cancel.set()
    }
    guard let result else { return .failed("no thread can be started") }
    guard !result.isSuccess else { return .delivered }
    return .failed("'\(program)' \(result.termination.phrase)\(Self.lastWords(of: result))")
  }

  private static func run(_ request: ProcessRequest, _ cancel: CancelFlag) -> ProcessResult {
    let pool = ProcessPool(graceMilliseconds: 500)
    let handle = pool.start(request, deadline: .now().advanced(byMilliseconds: longestMilliseconds))
    while true {
      switch pool.waitForEvent(until: .now().advanced(byMilliseconds: 50)) {
      case .finished(_, let result): return result
      case .deadlineReached: if cancel.isSet { pool.kill(handle) }
      case .interrupted: continue
      case .idle: return ProcessResult(.cancelled)
      }
    }
  }

  /// The last line that it said about itself.
  private static func lastWords(of result: ProcessResult) -> String {
    guard let line = result.standardError.split(separator: 0x0A).last else { return "" }
    let words = String(decoding: line.prefix(200), as: UTF8.self)
    return ": " + String(String.UnicodeScalarView(words.unicodeScalars.filter { $0.value >= 0x20 }))
  }
}

/// Shared by a task and the thread that works for it.
private final class CancelFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  func set() { flag.store(true, ordering: .relaxed) }
}
