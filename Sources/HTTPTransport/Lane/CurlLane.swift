internal import CLibCurl
internal import Glibc

/// A multi handle with its pool of connections. Touched by whoever holds its lock; see ``TransferLane``.
@safe final class CurlLane {
  let options: LaneOptions
  let poller: Poller
  let multi: OpaquePointer
  var active: [Transfer] = []
  var unused: [Transfer] = []
  var connections: [Connection] = []
  /// The events that each descriptor is watched for, curl's own ones included.
  var watched: [Int32: UInt32] = [:]
  /// When curl wants to be called although nothing is ready.
  var curlDeadline: Int64?
  var keeper: ConnectionKeeper?
  var finished: [FinishedCall] = []
  /// Then nothing is begun any more: no thread would read the answer.
  private var isClosed = false

  init(_ options: LaneOptions, poller: Poller) throws(TransportError) {
    guard let multi = unsafe curl_multi_init() else {
      throw TransportError(
        .setup, "libcurl has no memory for its connections", hint: "check that memory is free",
        wasPossiblySent: false)
    }
    unsafe self.multi = unsafe multi
    self.options = options
    self.poller = poller
    let own = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe clibcurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 8)
    unsafe clibcurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    unsafe clibcurl_multi_set_socket_callback(
      multi,
      { _, descriptor, what, context, _ in
        guard let context = unsafe context else { return -1 }
        unsafe Unmanaged<CurlLane>.fromOpaque(context).takeUnretainedValue().watch(descriptor, what)
        return 0
      }, own)
    unsafe clibcurl_multi_set_timer_callback(
      multi,
      { _, milliseconds, context in
        guard let context = unsafe context else { return -1 }
        unsafe Unmanaged<CurlLane>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
        return 0
      }, own)
    if let warming = options.warming { keeper = ConnectionKeeper(warming, now: MonotonicClock.nanoseconds()) }
    // One handle now: what curl refuses is known before the first order is due.
    unused.append(try Transfer(options, lane: self))
  }

  deinit {
    precondition(active.isEmpty, "a lane is emptied before it goes")
    unused.removeAll()
    unsafe curl_multi_cleanup(multi)
  }

  /// Begins a request on the caller's thread if it can go over a connection that stands: then nothing waits and nothing
  /// is computed but the sending.
  ///
  /// - Returns: false when the lane's thread has to do it.
  func startOverIdleConnection(_ call: TransferCall) -> Bool {
    guard !isClosed else { return false }
    sweep()
    guard connections.contains(where: \.isIdle) else { return false }
    start(call)
    settle()
    return true
  }

  func start(_ call: TransferCall) {
    guard !call.isCancelled else {
      finished.append(FinishedCall(call: call, outcome: .failure(.cancelled(wasPossiblySent: false))))
      return
    }
    do throws(TransportError) {
      let transfer = try idleTransfer()
      try transfer.prepare(call.request, for: call, maximumResponseBytes: options.maximumResponseBytes)
      begin(transfer)
    } catch {
      finished.append(FinishedCall(call: call, outcome: .failure(error)))
    }
  }

  private func idleTransfer() throws(TransportError) -> Transfer {
    if let transfer = unused.popLast() { return transfer }
    return try Transfer(options, lane: self)
  }

  func cancel(_ call: TransferCall) {
    guard let transfer = active.first(where: { $0.call === call }) else { return }
    end(transfer, .failure(.cancelled(wasPossiblySent: transfer.isSent)))
  }

  func handle(_ ready: [Poller.Ready]) {
    for (descriptor, events) in ready.map({ ($0.descriptor, $0.events) }) {
      if let connection = connections.first(where: { $0.descriptor == descriptor }), connection.user == nil {
        // Nobody asked for anything: this is its end, or an answer to nothing.
        if !connection.isIdleAndQuiet() { retire(connection) }
        continue
      }
      var what: Int32 = 0
      if events & ~Poller.writable != 0 { what |= CURL_CSELECT_IN }
      if events & Poller.writable != 0 { what |= CURL_CSELECT_OUT }
      act(descriptor, what)
    }
  }

  /// Does all that is due, and sets the timer for what is not.
  func settle() {
    while true {
      keepWarm()
      guard let due = curlDeadline, due <= MonotonicClock.nanoseconds() else { break }
      curlDeadline = nil
      act(CURL_SOCKET_TIMEOUT, 0)
    }
    let next = min(curlDeadline ?? .max, keeper?.dueAtNanoseconds ?? .max)
    if next != .max { poller.wake(at: next, now: MonotonicClock.nanoseconds()) }
  }

  /// Ends every request; the lane takes no more.
  func close() {
    isClosed = true
    keeper = nil
    for transfer in active {
      end(
        transfer,
        .failure(TransportError(.closed, "the transport was closed", wasPossiblySent: transfer.isSent)))
    }
    for connection in connections { retire(connection) }
  }

  /// The calls that have their answer. They are resumed when the lock is free again: what a caller sends next would find
  /// it taken.
  func takeFinishedCalls() -> [FinishedCall] {
    guard !finished.isEmpty else { return [] }
    defer { finished.removeAll(keepingCapacity: true) }
    return finished
  }

  /// Before a connection is chosen: those go that are too old, or that their peer has ended.
  func sweep() {
    let now = MonotonicClock.nanoseconds()
    for connection in connections where connection.user == nil && !connection.isRetired {
      let isTooOld = now - connection.openedAtNanoseconds > options.maximumConnectionAgeNanoseconds
      if isTooOld || !connection.isIdleAndQuiet() { retire(connection) }
    }
  }
}
