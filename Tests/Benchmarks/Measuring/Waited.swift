import Glibc
import Synchronization

/// The value of asynchronous work, for which this thread waits: the benchmarks' main one, which belongs to no executor.
func waited<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let outcome = Outcome<Value>()
  Task {
    let result: Result<Value, any Error>
    do { result = .success(try await work()) } catch { result = .failure(error) }
    outcome.set(result)
  }
  while true {
    if let result = outcome.value { return try result.get() }
    usleep(1_000)
  }
}

private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  var value: Result<Value, any Error>? { result.withLock { $0 } }
  func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }
}
