import CLinux
import Glibc

/// Ends processes whose parents have died and left them to this one, which only happens after
/// ``Processes/becomeSubreaper()``: a grandchild that called setsid(2) is in no process group that could be killed.
enum OrphanSweep {
  /// Kills and reaps every child that this process did not start and that is not in the process group of one that
  /// still runs; their own children follow, since they fall to this process in turn. Bounded in time.
  static func killOrphans(graceMilliseconds: Int) {
    guard clinux_is_subreaper() != 0 else { return }
    let limit = MonotonicInstant.now().advanced(byMilliseconds: graceMilliseconds)
    while clinux_has_children() != 0, MonotonicInstant.now() < limit {
      let orphans = ChildRegistry.withProcesses { known in
        children().filter { orphan in
          guard !known.contains(orphan), !known.contains(getpgid(orphan)) else { return false }
          _ = kill(orphan, SIGKILL)
          return true
        }
      }
      guard !orphans.isEmpty else { return }
      for orphan in orphans { reap(orphan, until: limit) }
    }
  }

  private static func reap(_ process: pid_t, until limit: MonotonicInstant) {
    let pidfd = clinux_pidfd_open(process)
    guard pidfd >= 0 else { return }
    let owned = OwnedDescriptor(pidfd)
    var entry = pollfd(fd: owned.number, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&entry, 1, MonotonicInstant.now().pollTimeout(until: limit))
    _ = waitpid(process, nil, WNOHANG)
  }

  /// The processes whose parent is this one. `/proc/self/task/*/children` would be quicker, but needs a kernel option
  /// that cloud kernels leave out.
  private static func children() -> [pid_t] {
    guard let folder = unsafe opendir("/proc") else { return [] }
    defer { unsafe closedir(folder) }
    let parent = getpid()
    var result: [pid_t] = []
    while let entry = unsafe readdir(folder) {
      guard let name = unsafe clinux_entry_name(entry), let process = unsafe pid_t(String(cString: name))
      else { continue }
      if parentOf(process) == parent { result.append(process) }
    }
    return result
  }

  /// The fourth field of `/proc/PID/stat`; the second, the name, is in parentheses and may contain any.
  private static func parentOf(_ process: pid_t) -> pid_t? {
    let number = unsafe clinux_openat(AT_FDCWD, "/proc/\(process)/stat", O_RDONLY | O_CLOEXEC, 0)
    guard number >= 0 else { return nil }
    let file = OwnedDescriptor(number)
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file.number, $0.baseAddress, $0.count) }
    guard count > 0, let close = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = buffer[(close + 1)..<count].split(separator: UInt8(ascii: " "))
    guard fields.count > 1 else { return nil }
    return pid_t(String(decoding: fields[1], as: UTF8.self))
  }
}
