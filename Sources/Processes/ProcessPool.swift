import CLinux
import Glibc

/// What ``ProcessPool/waitForEvent(until:)`` has to report.
public enum ProcessEvent: Hashable, Sendable {
  case finished(ProcessPool.Handle, ProcessResult)
  /// SIGINT, SIGTERM or SIGHUP has arrived; the children go on running.
  case interrupted(signal: Int32)
  /// The instant given to the call has come.
  case deadlineReached
  /// No child is running and every result has been handed over.
  case idle
}

/// Runs many programs at once in one poll(2) loop, on the thread that calls it.
///
/// No other thread, no signal handler. Between two calls nothing is read, and no deadline is enforced, so call
/// ``waitForEvent(until:)`` until it answers `idle`. When the pool goes away, its children are killed.
public final class ProcessPool {
  public struct Handle: Hashable, Sendable {
    let number: Int
  }

  private let interrupts: InterruptSignals?
  private let graceMilliseconds: Int
  private var running: [(handle: Handle, child: RunningChild)] = []
  private var finished: [(handle: Handle, result: ProcessResult)] = []
  private var nextNumber = 0
  private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

  /// - Parameters:
  ///   - interrupts: signals to report; none when nil.
  ///   - graceMilliseconds: how long a killed child may take to die before it is `unkillable`.
  public init(interrupts: InterruptSignals? = nil, graceMilliseconds: Int = 2000) {
    self.interrupts = interrupts
    self.graceMilliseconds = graceMilliseconds
    clinux_keep_child_status()
  }

  deinit { killAll() }

  public var runningCount: Int { running.count }

  /// Starts a program. That it could not be started is its result (`notStarted`), as everything else is.
  ///
  /// - Parameter deadline: from then on, whatever is left of its process group is killed.
  @discardableResult public func start(_ request: ProcessRequest, deadline: MonotonicInstant) -> Handle {
    let handle = Handle(number: nextNumber)
    nextNumber += 1
    let started = MonotonicInstant.now()
    do throws(OwnedDescriptor.Failure) {
      let spawned = try ChildRegistry.spawn(request)
      let child = RunningChild(
        spawned, request, started: started, deadline: deadline, graceMilliseconds: graceMilliseconds)
      child.writeInput()
      running.append((handle, child))
    } catch {
      let duration = MonotonicInstant.now().microseconds(since: started)
      finished.append((handle, ProcessResult(.notStarted(error.errno), durationMicroseconds: duration)))
    }
    return handle
  }

  /// Waits for the next thing to report; signals first.
  public func waitForEvent(until limit: MonotonicInstant) -> ProcessEvent {
    while true {
      if let signal = interrupts?.next() { return .interrupted(signal: signal) }
      let now = MonotonicInstant.now()
      step(now: now)
      if !finished.isEmpty {
        let first = finished.removeFirst()
        return .finished(first.handle, first.result)
      }
      guard !running.isEmpty else { return .idle }
      guard now < limit else { return .deadlineReached }
      wait(until: running.reduce(limit) { min($0, $1.child.nextDeadline) }, now: now)
    }
  }

  /// Kills one program and its group; its result (`cancelled`) comes as an event. Nothing happens if it has ended.
  public func kill(_ handle: Handle) {
    running.first { $0.handle == handle }?.child.kill(.cancelled, now: .now())
  }

  /// Kills every program and waits until they are gone, at most for the grace period. Their results (`cancelled`) come
  /// as events.
  public func killAll() {
    for entry in running { entry.child.kill(.cancelled, now: .now()) }
    while !running.isEmpty {
      let now = MonotonicInstant.now()
      step(now: now)
      if let wake = running.map(\.child.nextDeadline).min() {
        wait(until: wake, now: now, hearsSignals: false)
      }
    }
  }

  private func step(now: MonotonicInstant) {
    var ended: [Handle] = []
    for (handle, child) in running {
      guard let result = child.step(now: now, buffer: &buffer) else { continue }
      ended.append(handle)
      finished.append((handle, result))
      if result.termination != .unkillable { ChildRegistry.forget(child.process) }
    }
    guard !ended.isEmpty else { return }
    running.removeAll { ended.contains($0.handle) }
    // While others run, this process has children in any case, and to tell the orphans among them all processes of
    // the machine have to be looked at. The end of the last one sweeps for all.
    if running.isEmpty { OrphanSweep.killOrphans(graceMilliseconds: graceMilliseconds) }
  }

  private func wait(until instant: MonotonicInstant, now: MonotonicInstant, hearsSignals: Bool = true) {
    var entries: [pollfd] = []
    if hearsSignals, let interrupts {
      entries.append(pollfd(fd: interrupts.descriptor, events: Int16(POLLIN), revents: 0))
    }
    for entry in running { entry.child.addPollEntries(to: &entries) }
    // Whatever poll answers, EINTR included, every child is looked at next.
    _ = unsafe poll(&entries, nfds_t(entries.count), now.pollTimeout(until: instant))
  }
}
