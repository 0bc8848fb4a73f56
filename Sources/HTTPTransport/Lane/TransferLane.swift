internal import CLibCurl
internal import Glibc
internal import Synchronization

/// A thread that waits for sockets, and a curl multi handle that it and its callers take turns with.
///
/// A caller whose request can go over a connection that stands sends it itself: handing it to the thread would cost a
/// wake-up, which takes longer than the sending. The thread is woken by the answer.
final class TransferLane: Sendable {
  private enum Job {
    case start(TransferCall)
    case cancel(TransferCall)
  }

  private struct Inbox {
    var jobs: [Job] = []
    var isClosed = false
    var hasEnded = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let curl: Mutex<CurlLane>
  private let inbox = Mutex(Inbox())
  private let poller: Poller

  init(_ options: LaneOptions) throws(TransportError) {
    let poller = try Poller()
    self.poller = poller
    curl = Mutex(try CurlLane(options, poller: poller))
    try startThread()
    poller.ring()
  }

  func submit(_ call: TransferCall) {
    if curl.withLockIfAvailable({ $0.startOverIdleConnection(call) }) == true { return }
    post(.start(call))
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

  private func post(_ job: Job) {
    let isClosed = inbox.withLock { inbox in
      if !inbox.isClosed { inbox.jobs.append(job) }
      return inbox.isClosed
    }
    if !isClosed {
      poller.ring()
    } else if case .start(let call) = job {
      call.finish(.failure(TransportError(.closed, "the transport is closed", wasPossiblySent: false)))
    }
  }

  private func run() {
    var ready: [Poller.Ready] = []
    while true {
      poller.wait(into: &ready)
      let (jobs, isClosed) = inbox.withLock { inbox in
        let jobs = inbox.jobs
        inbox.jobs.removeAll(keepingCapacity: true)
        return (jobs, inbox.isClosed)
      }
      curl.withLock { [ready] curl in
        curl.handle(ready)
        for job in jobs {
          switch job {
          case .start(let call): curl.start(call)
          case .cancel(let call): curl.cancel(call)
          }
        }
        if isClosed { curl.close() } else { curl.settle() }
      }
      if isClosed { break }
    }
    let waiting = inbox.withLock { inbox in
      inbox.hasEnded = true
      return inbox.waiting
    }
    for continuation in waiting { continuation.resume() }
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
