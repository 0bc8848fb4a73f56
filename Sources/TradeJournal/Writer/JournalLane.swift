import Glibc
import StrictJSON
internal import Synchronization

/// The thread that owns a journal, and what is handed over to it.
final class JournalLane: Sendable {
  enum Order {
    case append([JSON], JournalUse, JournalTicket)
    case compact(JSON, JournalTicket)
    case prepareSpares
  }

  private struct Inbox {
    var orders: [Order] = []
    var status: JournalStatus
    var isClosed = false
    var hasEnded = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let desk: Mutex<JournalDesk?>
  private let inbox: Mutex<Inbox>
  private let bell = Bell()
  private let backlog: JournalBacklog

  init(_ journal: sending Journal, _ backlog: JournalBacklog) throws(JournalError) {
    self.backlog = backlog
    let desk = JournalDesk(journal)
    inbox = Mutex(Inbox(status: desk.status))
    self.desk = Mutex(desk)
    try startThread()
  }

  var status: JournalStatus {
    inbox.withLock { inbox in
      var status = inbox.status
      if inbox.isClosed || status.pendingRecords >= backlog.ordinary { status.hasRoomForEntries = false }
      return status
    }
  }

  func submit(_ bodies: [JSON], _ use: JournalUse) -> JournalTicket {
    let ticket = JournalTicket()
    let refusal = inbox.withLock { inbox -> JournalError? in
      let pending = inbox.status.pendingRecords
      guard pending < backlog.limit(for: use) else { return .stalled(pending: pending) }
      guard !inbox.isClosed else { return .closed }
      inbox.orders.append(.append(bodies, use, ticket))
      inbox.status.pendingRecords += bodies.count
      return nil
    }
    if let refusal { ticket.settle(.refused(refusal)) } else { bell.ring() }
    return ticket
  }

  func compact(_ body: JSON) -> JournalTicket {
    let ticket = JournalTicket()
    if post(.compact(body, ticket)) { bell.ring() } else { ticket.settle(.refused(.closed)) }
    return ticket
  }

  func prepareSpares() {
    if post(.prepareSpares) { bell.ring() }
  }

  /// The thread ends once everything is done.
  func close() {
    inbox.withLock { $0.isClosed = true }
    bell.ring()
  }

  func ended() async {
    await withCheckedContinuation { continuation in
      let hasEnded = inbox.withLock { inbox in
        if !inbox.hasEnded { inbox.waiting.append(continuation) }
        return inbox.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  private func post(_ order: Order) -> Bool {
    inbox.withLock { inbox in
      if !inbox.isClosed { inbox.orders.append(order) }
      return !inbox.isClosed
    }
  }

  private func run() {
    var isClosed = false
    while !isClosed {
      bell.wait()
      let orders: [Order]
      (orders, isClosed) = inbox.withLock { inbox in
        defer { inbox.orders.removeAll() }
        return (inbox.orders, inbox.isClosed)
      }
      desk.withLock { desk in
        desk?.work(orders) { status, settledRecords in publish(status, settledRecords) }
      }
    }
    // Closes the journal, which somebody may be waiting to open.
    desk.withLock { $0 = nil }
    let waiting = inbox.withLock { inbox in
      inbox.hasEnded = true
      return inbox.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  private func publish(_ status: JournalStatus, _ settledRecords: Int) {
    inbox.withLock { inbox in
      let pending = inbox.status.pendingRecords - settledRecords
      inbox.status = status
      inbox.status.pendingRecords = pending
    }
  }

  /// Without signals: the engine takes them with a descriptor, and an interrupted sync would count as a failed one.
  private func startThread() throws(JournalError) {
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread: pthread_t = 0
    let own = unsafe Unmanaged.passRetained(self)
    let error = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<JournalLane>.fromOpaque(context).takeRetainedValue().run()
        }
        return nil
      }, own.toOpaque())
    guard error == 0 else {
      unsafe own.release()
      throw .invalid("no thread can be started for it (errno \(error))")
    }
    pthread_detach(thread)
  }
}
