internal import CLibCurl
internal import Glibc

/// epoll(7) with a timer and a bell.
///
/// One thread waits on it. Anybody may ring; all else is for whoever holds the lane's lock.
@safe final class Poller: @unchecked Sendable {
  struct Ready {
    let descriptor: Int32
    let events: UInt32
  }

  static let readable = EPOLLIN.rawValue
  static let writable = EPOLLOUT.rawValue

  private let set: Int32
  private let timer: Int32
  private let bell: Int32
  /// When the timer will fire, so that a later deadline costs no call.
  private var armedAt = Int64.max
  private let buffer = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 64)

  init() throws(TransportError) {
    set = epoll_create1(Int32(EPOLL_CLOEXEC))
    timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
    bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    // Edges: neither has to be read after it has woken the thread.
    guard set >= 0, timer >= 0, bell >= 0,
      control(EPOLL_CTL_ADD, timer, Self.readable | EPOLLET.rawValue) == 0,
      control(EPOLL_CTL_ADD, bell, Self.readable | EPOLLET.rawValue) == 0
    else {
      throw TransportError(
        .setup, "the transport's event loop cannot be made (errno \(errno))",
        hint: "look at the limit of open files (ulimit -n)", wasPossiblySent: false)
    }
  }

  deinit {
    for descriptor in [set, timer, bell] where descriptor >= 0 { close(descriptor) }
    unsafe buffer.deallocate()
  }

  /// Waits until something is ready, if it may; the timer and the bell are not among what is returned.
  func wait(into ready: inout [Ready], mayWait: Bool) {
    ready.removeAll(keepingCapacity: true)
    let count = unsafe epoll_wait(set, buffer.baseAddress, Int32(buffer.count), mayWait ? -1 : 0)
    guard count > 0 else { return }
    for index in 0..<Int(count) {
      let event = unsafe buffer[index]
      let descriptor = unsafe event.data.fd
      if descriptor != bell && descriptor != timer {
        unsafe ready.append(Ready(descriptor: descriptor, events: event.events))
      }
    }
  }

  /// Wakes the waiting thread now.
  func ring() { _ = eventfd_write(bell, 1) }

  /// Wakes the waiting thread at an instant of CLOCK_MONOTONIC, or earlier.
  func wake(at nanoseconds: Int64, now: Int64) {
    if armedAt <= now { armedAt = .max }
    guard nanoseconds < armedAt else { return }
    armedAt = nanoseconds
    var value = itimerspec()
    let instant = max(nanoseconds, 1)
    value.it_value = timespec(tv_sec: Int(instant / 1_000_000_000), tv_nsec: Int(instant % 1_000_000_000))
    unsafe timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &value, nil)
  }

  func add(_ descriptor: Int32, _ events: UInt32) { _ = control(EPOLL_CTL_ADD, descriptor, events) }
  func change(_ descriptor: Int32, _ events: UInt32) { _ = control(EPOLL_CTL_MOD, descriptor, events) }
  func remove(_ descriptor: Int32) { _ = control(EPOLL_CTL_DEL, descriptor, 0) }

  private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) -> Int32 {
    var event = unsafe epoll_event()
    unsafe event.events = events
    unsafe event.data.fd = descriptor
    return unsafe epoll_ctl(set, operation, descriptor, &event)
  }
}
