import Glibc
import Synchronization

/// The children that this process has started itself and not yet reaped, so that a sweep for orphans spares them.
enum ChildRegistry {
  private static let processes = Mutex<Set<pid_t>>([])

  /// Starts a child and registers it in one step: between the two, a sweep on another thread would take it for an
  /// orphan.
  static func spawn(_ request: ProcessRequest) throws(OwnedDescriptor.Failure) -> SpawnedChild {
    try processes.withLock { (known) throws(OwnedDescriptor.Failure) in
      let child = try ChildSpawner.spawn(request)
      known.insert(child.process)
      return child
    }
  }

  static func forget(_ process: pid_t) {
    _ = processes.withLock { $0.remove(process) }
  }

  /// Runs the body while no child can be started.
  static func withProcesses<Result: Sendable>(_ body: (Set<pid_t>) -> Result) -> Result {
    processes.withLock { body($0) }
  }
}
