import CLinux
import Glibc

/// SIGINT, SIGTERM and SIGHUP as events of a ``ProcessPool`` instead of sudden death.
///
/// Make it on the main thread before any other thread exists: the signals are blocked for this thread and for those
/// that it starts afterwards. When the value ends, the thread's mask is as it was.
@safe public final class InterruptSignals {
  let descriptor: Int32
  private var maskBefore: sigset_t

  /// nil when the process is out of descriptors.
  public init?() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
    var before = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
    let descriptor = unsafe clinux_signalfd(&signals)
    self.descriptor = descriptor
    maskBefore = before
    guard descriptor >= 0 else {
      unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
      return nil
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unsafe pthread_sigmask(SIG_SETMASK, &maskBefore, nil)
  }

  /// The number of a signal that has arrived, nil when none has; never waits.
  public func next() -> Int32? {
    var info = signalfd_siginfo()
    let count = unsafe read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size)
    return count == MemoryLayout<signalfd_siginfo>.size ? Int32(info.ssi_signo) : nil
  }
}
