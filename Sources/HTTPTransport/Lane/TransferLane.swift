internal import CLibCurl
internal import Glibc
internal import Synchronization

/// A thread that waits for sockets, and a curl multi handle that it and its callers take turns with.
///
/// A caller whose request can go over a connection that stands sends it itself: handing it to the thread would cost a
/// wake-up, which takes longer than the sending. The thread is woken by the answer. A task that prefers the lane as its
/// executor runs on that thread, and is not woken at all: it goes on where the answer was read.
final class TransferLane: Sendable {
  private enum Order {
    case start(TransferCall)
    case cancel(TransferCall)
  }

  private struct Inbox {
    var orders: [Order] = []
    var jobs: [UnownedJob] = []
    var isClosed = false
    var hasEnded = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let curl: Mutex<CurlLane>
  private let inbox = Mutex(Inbox())
  private let poller: Poller
  /// pthread_self of its thread, 0 before that runs.
  private let thread = Atomic<UInt>(0)

  init(_ options: LaneOptions) throws(TransportError) {
    let poller = try Poller()
    self.poller = poller
    curl = Mutex(try CurlLane(options, poller: poller))
    try startThread()
    poller.ring()
  }

  func submit(_ call: TransferCall) {
    let finished = curl.withLockIfAvailable { curl -> [FinishedCall]? in
      curl.startOverIdleConnection(call) ? curl.takeFinishedCalls() : nil
    }
    guard let finished = finished.flatMap({ $0 }) else { return post(.start(call)) }
    for one in finished { one.call.finish(one.outcome) }
  }

  func cancel(_ call: TransferCall) { post(.cancel(call)) }

  /// The thread ends soon, and every request with it.
  func stop() {
    inbox.withLock { $0.isClosed = true }
    poller.ring()
  }

  /// Waits for the thread's end.
  func ended() async {
    await withCheckedContinuation { continuation in
      let hasEnded = inbox.withLock { inbox in
        if !inbox.hasEnded { inbox.waiting.append(continuation) }
        return inbox.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  private func post(_ order: Order) {
    let isClosed = inbox.withLock { inbox in
      if !inbox.isClosed { inbox.orders.append(order) }
      return inbox.isClosed
    }
    if !isClosed {
      poller.ring()
    } else if case .start(let call) = order {
      call.finish(.failure(TransportError(.closed, "the transport is closed", wasPossiblySent: false)))
    }
  }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    var ready: [Poller.Ready] = []
    var mayWait = true
    while true {
      poller.wait(into: &ready, mayWait: mayWait)
      let isClosed = turn(ready)
      if isClosed { break }
      mayWait = runJobs()
    }
    let (jobs, waiting) = inbox.withLock { inbox in
      inbox.hasEnded = true
      return (inbox.jobs, inbox.waiting)
    }
    for job in jobs { globalConcurrentExecutor.enqueue(job) }
    for continuation in waiting { continuation.resume() }
  }

  /// Does what sockets, timers and callers ask for.
  ///
  /// - Returns: true when it was the last time.
  private func turn(_ ready: [Poller.Ready]) -> Bool {
    let (orders, isClosed) = inbox.withLock { inbox in
      defer { inbox.orders.removeAll(keepingCapacity: true) }
      return (inbox.orders, inbox.isClosed)
    }
    let finished = curl.withLock { curl -> [FinishedCall] in
      curl.handle(ready)
      for order in orders {
        switch order {
        case .start(let call):
          curl.sweep()
          curl.start(call)
        case .cancel(let call): curl.cancel(call)
        }
      }
      if isClosed { curl.close() } else { curl.settle() }
      return curl.takeFinishedCalls()
    }
    for one in finished { one.call.finish(one.outcome) }
    return isClosed
  }

  /// Runs the jobs of tasks that prefer this thread, those that they lead to at once included, but sockets have their
  /// turn as well.
  ///
  /// - Returns: whether none is left.
  private func runJobs() -> Bool {
    for _ in 0..<16 {
      let jobs = inbox.withLock { inbox in
        defer { inbox.jobs.removeAll(keepingCapacity: true) }
        return inbox.jobs
      }
      if jobs.isEmpty { return true }
      for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
    return false
  }

  private func startThread() throws(TransportError) {
    // The engine takes its signals with a descriptor: this thread takes none.
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let own = unsafe Unmanaged.passRetained(self)
    let error = unsafe pthread_create(
      &thread, &attributes,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<TransferLane>.fromOpaque(context).takeRetainedValue().run()
        }
        return nil
      }, own.toOpaque())
    guard error == 0 else {
      unsafe own.release()
      throw TransportError(
        .setup, "the transport's thread cannot be started (errno \(error))",
        hint: "look at the limit of processes",
        wasPossiblySent: false)
    }
  }
}

extension TransferLane: TaskExecutor {
  /// After the lane's end, jobs go where those of other tasks go: nothing that was begun is left lying.
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let hasEnded = inbox.withLock { inbox in
      if !inbox.hasEnded { inbox.jobs.append(job) }
      return inbox.hasEnded
    }
    if hasEnded {
      globalConcurrentExecutor.enqueue(job)
    } else if thread.load(ordering: .relaxed) != UInt(pthread_self()) {
      poller.ring()
    }
  }
}
