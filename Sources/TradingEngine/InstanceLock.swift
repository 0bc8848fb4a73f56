import DurableFiles

/// Held by the one engine that works in a state folder, until the process ends, whichever way it ends.
public struct InstanceLock: ~Copyable {
  private let lock: FileLock

  public init(in folder: StateFolder) throws(EngineError) {
    do { lock = try FileLock.acquire(folder.lock) } catch {
      if case .heldElsewhere(let pid) = error.reason {
        throw EngineError(
          .lockHeld, "another instance runs in '\(folder.path)'\(pid.map { " as process \($0)" } ?? "")",
          hint: "'trading-engine status' shows it; stop it first, or give this one state paths of its own")
      }
      throw EngineError(
        state: error, "the instance lock cannot be taken",
        hint: "the folder of KILL_SWITCH_STATE_PATH has to exist and be writable for the engine's user")
    }
  }

  /// The process that holds the lock; nil when none does. Never takes the lock, so that asking disturbs nobody.
  public static func holder(in folder: StateFolder) -> Int32? {
    guard let bytes = try? DurableFiles.read(folder.lock, limit: 32), bytes.last == 0x0A,
      let pid = Int32(String(decoding: bytes.dropLast(), as: UTF8.self)),
      (try? DurableFiles.statusIfPresent("/proc/\(pid)")) != nil,
      let status = try? DurableFiles.status(folder.lock)
    else { return nil }
    // A process that was killed leaves its number in the file, and the number may be somebody else's by now; what
    // counts is the kernel's list of locks, proc(5), where it can be read.
    guard let locks = try? DurableFiles.read("/proc/locks", limit: 16 << 20) else { return pid }
    let isLocked = locks.split(separator: 0x0A).contains { line in
      let fields = line.split(separator: 0x20)
      return fields.contains(Array("FLOCK".utf8)[...])
        && fields.contains { $0.ends(with: Array(":\(status.inode)".utf8)) }
    }
    return isLocked ? pid : nil
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
