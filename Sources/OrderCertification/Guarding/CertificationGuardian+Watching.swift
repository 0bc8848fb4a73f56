import CertificationEvidence
import Chronology
import DurableFiles
import Processes
import Trading
import TradingEngine
import VenueAccess

extension CertificationGuardian {
  /// How the worker ended.
  enum WorkerEnd {
    case ended(OrderCertification.Ending, String)
    case refused(code: String, message: String, status: Int32)
    /// Without a word of its own.
    case died(String)
  }

  /// Starts the worker and takes down what it says, until it has ended.
  func watch(_ book: RunBook, _ scene: Scene, _ lock: borrowing InstanceLock) async -> WorkerEnd {
    let pool = ProcessPool()
    let channel: ProcessChannel
    do throws(ProcessChannel.Failure) {
      let (ours, theirs) = try ProcessChannel.open()
      var request = worker
      request.inheritedDescriptors = theirs.descriptors
      // Every case may be tried again.
      let minutes = scene.plan.need.minutes * (scene.plan.pacing.retries + 1) + 5
      pool.start(request, deadline: .now().advanced(byMilliseconds: minutes * 60_000))
      channel = ours
    } catch { return .died("no channel to a worker: errno \(error.errno)") }
    var watch = WorkerWatch(scene.session)
    var nextBeat: Int64 = 0
    while true {
      switch channel.read() {
      case .bytes(let bytes): watch.take(bytes, book, onProgress)
      case .ended:
        // Two processes must not trade at once: it goes before anything else is sent.
        pool.killAll()
        return watch.end ?? .died("the worker closed its channel")
      case .nothing: try? await sleep(5)
      }
      if case .finished(_, let result) = pool.waitForEvent(until: .now()) {
        // What it wrote before it ended is still in the pipe.
        while case .bytes(let bytes) = channel.read() { watch.take(bytes, book, onProgress) }
        return watch.end
          ?? .died("the worker ended: \(result.termination) \(Self.lastLine(result.standardError))")
      }
      if case .died? = watch.end {
        pool.killAll()
        return watch.end ?? .died("")
      }
      if watch.mayBegin { channel.write([WorkerLink.go]) }
      watch.mayBegin = false
      let uptime = scene.venue.venue.clock.uptimeMilliseconds()
      guard uptime >= nextBeat else { continue }
      nextBeat = uptime + WorkerLink.heartbeatInterval.count / 2
      channel.write([WorkerLink.heartbeat])
      if let reason = reasonToStop(book, lock), !watch.isStopping {
        // It sees the end of its pipe, and leaves the venue by itself.
        watch.isStopping = true
        channel.finishWriting()
        watch.end = .ended(reason.how, reason.text)
      }
    }
  }

  private func reasonToStop(
    _ book: RunBook, _ lock: borrowing InstanceLock
  ) -> (how: OrderCertification.Ending, text: String)? {
    if let trip = trip(lock) { return (.aborted, trip) }
    if isStopped() { return (.aborted, "stopped by a signal") }
    if let contamination = book.contamination { return (.contaminated, contamination) }
    return book.trouble.map { (.aborted, $0) }
  }

  /// Trips the kill switch when somebody asks for it: this process holds the lock, so nobody else does.
  private func trip(_ lock: borrowing InstanceLock) -> String? {
    let path = settings.tripPath
    let isAsked = (try? DurableFiles.statusIfPresent(path)) != .some(nil)
    guard isAsked || isTripped() else { return nil }
    var (cause, reason) = (KillSwitchState.Cause.signal, "SIGUSR1 was received")
    if isAsked {
      let bytes = try? DurableFiles.read(path, limit: 64 << 10)
      if case .trip(let asked, let why) = KillSwitchRequest(tripFile: bytes, path: path) {
        (cause, reason) = (asked, why)
      }
    }
    let start = settings.start
    let desk = KillSwitchDesk(
      path: start.paths[.killSwitch], now: { SystemClock.now() }, makeTripID: start.makeTripID,
      sleep: start.sleep)
    do throws(EngineError) {
      _ = try desk.trip(cause, reason: reason, holding: lock)
      if isAsked { try? DurableFiles.remove(path) }
    } catch { onProgress(.note("\(error)")) }
    return "the kill switch was tripped: \(reason)"
  }

  private static func lastLine(_ bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: 0x0A)
    return lines.last.map { String(decoding: $0.prefix(300), as: UTF8.self) } ?? ""
  }
}

/// What a guardian knows of its worker.
private struct WorkerWatch {
  private let expected: WorkerSession
  private var lines = LineBuffer()
  /// Whether the worker has said whom it reached.
  private var isIntroduced = false
  var mayBegin = false
  var isStopping = false
  var end: CertificationGuardian.WorkerEnd?

  init(_ expected: WorkerSession) { self.expected = expected }

  mutating func take(
    _ bytes: [UInt8], _ book: RunBook, _ onProgress: (CertificationProgress) -> Void
  ) {
    for line in lines.take(bytes) {
      if case .died? = end { return }
      guard let message = try? WorkerMessage(line: line) else {
        end = .died("the worker said something that is not understood")
        return
      }
      take(message, book, onProgress)
    }
  }

  private mutating func take(
    _ message: WorkerMessage, _ book: RunBook, _ onProgress: (CertificationProgress) -> Void
  ) {
    switch message {
    case .session(let session):
      if let difference = session.difference(from: expected) {
        end = .died("guardian and worker did not find the same \(difference)")
      } else {
        (isIntroduced, mayBegin) = (true, true)
      }
    case .record(let record):
      if case .marker = record, !isIntroduced {
        end = .died("the worker began before it had said whom it reached")
        return
      }
      book.take(record)
    case .note(let text): onProgress(.note(text))
    case .ended(let how, let reason): end = isStopping ? end : .ended(how, reason)
    case .refused(let code, let message, let status):
      end = .refused(code: code, message: message, status: Int32(clamping: status))
    }
  }
}
