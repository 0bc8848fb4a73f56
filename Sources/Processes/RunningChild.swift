import CLinux
import Glibc

/// One child while it runs: its pipes, what it wrote, when it must end.
final class RunningChild {
  let process: pid_t
  private let pidfd: OwnedDescriptor
  private var input: OwnedDescriptor?
  private var output: CappedStream
  private var error: CappedStream
  private let killAfterOutput: [UInt8]
  /// Bytes of the output in which ``killAfterOutput`` does not begin.
  private var searched = 0
  private let inputBytes: [UInt8]
  private var inputWritten = 0
  private let started: MonotonicInstant
  private let deadline: MonotonicInstant
  /// Set once it has been killed: why, and until when it may take to die.
  private var end: (reason: ProcessResult.Termination, graceUntil: MonotonicInstant)?
  private let graceMilliseconds: Int

  init(
    _ child: consuming SpawnedChild, _ request: ProcessRequest, started: MonotonicInstant,
    deadline: MonotonicInstant, graceMilliseconds: Int
  ) {
    process = child.process
    input = child.input.take()
    output = CappedStream(child.output.take(), limit: request.outputLimit)
    error = CappedStream(child.error.take(), limit: request.errorLimit)
    pidfd = child.pidfd
    inputBytes = request.standardInput
    killAfterOutput = request.killAfterOutput ?? []
    self.started = started
    self.deadline = deadline
    self.graceMilliseconds = graceMilliseconds
  }

  /// When ``step(now:)`` has to be called even if nothing happens.
  var nextDeadline: MonotonicInstant { end?.graceUntil ?? deadline }

  /// What poll(2) watches for this child. Once it is to die, its pipes no longer matter.
  func addPollEntries(to entries: inout [pollfd]) {
    entries.append(pollfd(fd: pidfd.number, events: Int16(POLLIN), revents: 0))
    guard end == nil else { return }
    for number in [output.number, error.number] {
      if let number { entries.append(pollfd(fd: number, events: Int16(POLLIN), revents: 0)) }
    }
    if let number = input?.number { entries.append(pollfd(fd: number, events: Int16(POLLOUT), revents: 0)) }
  }

  /// Moves what can be moved without waiting, and says how it ended if it has.
  func step(now: MonotonicInstant, buffer: inout [UInt8]) -> ProcessResult? {
    if end == nil {
      writeInput()
      output.read(into: &buffer)
      error.read(into: &buffer)
      if output.isExceeded || error.isExceeded { kill(.outputLimitExceeded, now: now) }
      if hasAcknowledged() { kill(.killedAfterOutput, now: now) }
    }
    if let result = reapIfEnded(buffer: &buffer) { return result }
    if let end {
      return now >= end.graceUntil ? result(.unkillable) : nil
    }
    // Only a child that is still running at this point is late: this process may itself have been stopped.
    if now >= deadline { kill(.deadline, now: now) }
    return nil
  }

  func kill(_ reason: ProcessResult.Termination, now: MonotonicInstant) {
    guard end == nil else { return }
    end = (reason, now.advanced(byMilliseconds: graceMilliseconds))
    input = nil
    // The group, and the child itself in case it has left the group.
    _ = Glibc.kill(-process, SIGKILL)
    _ = clinux_pidfd_send_signal(pidfd.number, SIGKILL)
  }

  private func reapIfEnded(buffer: inout [UInt8]) -> ProcessResult? {
    var (code, status): (Int32, Int32) = (0, 0)
    switch unsafe clinux_wait_pidfd(pidfd.number, 1, &code, &status) {
    case 0: return nil
    case 1: break
    // Something else in this process has reaped it, and how it ended is lost.
    default: return result(.notStarted(errno))
    }
    // As long as it is a zombie its number cannot belong to another group: what is left of the group goes first,
    // so that nothing writes any more, then what the pipes hold is taken. Nobody waits for their end, which a
    // grandchild elsewhere may hold back for ever.
    _ = Glibc.kill(-process, SIGKILL)
    output.drain(into: &buffer)
    error.drain(into: &buffer)
    _ = unsafe clinux_wait_pidfd(pidfd.number, 0, &code, &status)
    if let end { return result(end.reason) }
    if output.isExceeded || error.isExceeded { return result(.outputLimitExceeded) }
    let exited: Int32 = 1  // CLD_EXITED
    return result(code == exited ? .exited(status) : .signalled(status))
  }

  private func result(_ termination: ProcessResult.Termination) -> ProcessResult {
    ProcessResult(
      termination, standardOutput: output.bytes, standardError: error.bytes,
      durationMicroseconds: MonotonicInstant.now().microseconds(since: started))
  }

  private func hasAcknowledged() -> Bool {
    guard !killAfterOutput.isEmpty else { return false }
    let bytes = output.bytes
    while searched + killAfterOutput.count <= bytes.count {
      if bytes[searched..<(searched + killAfterOutput.count)].elementsEqual(killAfterOutput) { return true }
      searched += 1
    }
    return false
  }

  /// As much of the input as the pipe takes. Called once right after the start, too: whoever starts several children
  /// and then does work of its own lets them work meanwhile.
  func writeInput() {
    guard let number = input?.number else { return }
    let count = unsafe inputBytes.withUnsafeBytes { bytes in
      unsafe clinux_write_no_sigpipe(
        number, bytes.baseAddress.map { unsafe $0 + inputWritten }, bytes.count - inputWritten)
    }
    if count > 0 { inputWritten += count }
    // A child that closes its input has read enough; that is its business.
    let isOver = count < 0 && errno != EAGAIN && errno != EINTR
    if inputWritten == inputBytes.count || isOver { input = nil }
  }
}
