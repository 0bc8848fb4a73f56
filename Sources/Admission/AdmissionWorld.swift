public import Chronology
import DurableFiles
import Glibc
import Processes
import ReadinessReport

/// Both clocks, read together.
public struct ClockReading: Sendable, Hashable {
  /// The wall clock, CLOCK_REALTIME.
  public var now: Timestamp
  /// CLOCK_BOOTTIME, which nobody sets and which counts through suspension.
  public var bootTimeMilliseconds: Int64

  public init(now: Timestamp, bootTimeMilliseconds: Int64) {
    self.now = now
    self.bootTimeMilliseconds = bootTimeMilliseconds
  }

  /// - Returns: nil when the system has no such clock.
  public static func current() -> ClockReading? {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
    return ClockReading(
      now: SystemClock.now(),
      bootTimeMilliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// What admission asks the machine, apart from the files that its parameters name.
public struct AdmissionWorld: Sendable {
  /// As ``HostIdentity/machineId(_:)`` derives it; nil where the host has none.
  public var machineId: String?
  /// The line in `/proc/sys/kernel/random/boot_id`, random(4).
  public var bootId: String?
  public var identity: ProcessIdentity
  /// The process environment.
  public var environment: [String: String]
  /// Nil when there is no reading, which refuses.
  public var clock: @Sendable () -> ClockReading?
  /// Why this process may change what stands at a path, in words; nil when it may not.
  public var writeAccess: @Sendable (_ path: String) -> String?

  public init(
    machineId: String?, bootId: String?, identity: ProcessIdentity, environment: [String: String],
    clock: @escaping @Sendable () -> ClockReading?,
    writeAccess: @escaping @Sendable (_ path: String) -> String?
  ) {
    self.machineId = machineId
    self.bootId = bootId
    self.identity = identity
    self.environment = environment
    self.clock = clock
    self.writeAccess = writeAccess
  }

  /// This machine and this process. What cannot be read is left out, and refused where it is needed.
  public static func current() -> AdmissionWorld {
    let identity = ProcessIdentity.current()
    let machine = try? DurableFiles.read("/etc/machine-id", limit: 128)
    let boot = try? DurableFiles.read("/proc/sys/kernel/random/boot_id", limit: 128)
    return AdmissionWorld(
      machineId: machine.flatMap(HostIdentity.machineId), bootId: boot.flatMap(bootId), identity: identity,
      environment: ProcessEnvironment.current(), clock: ClockReading.current,
      writeAccess: { WriteAccess.reason(for: $0, identity) })
  }

  private static func bootId(_ bytes: [UInt8]) -> String? {
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    return line.isEmpty ? nil : line
  }
}
