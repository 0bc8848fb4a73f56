/// The machine's clocks as a check may read them; nothing here sets one.
public protocol ClockAccess: Sendable {
  /// Both clocks at one moment.
  func read() throws(ClockAccessError) -> ClockReading

  /// What the kernel knows of how well the wall clock is kept (adjtimex(2) with nothing to change).
  func discipline() throws(ClockAccessError) -> ClockDiscipline
}

/// The wall clock, which can be set, and the clock since boot, which cannot.
public struct ClockReading: Sendable, Hashable {
  /// CLOCK_REALTIME: since 1970-01-01T00:00:00Z.
  public var realtimeNanoseconds: Int64
  /// CLOCK_BOOTTIME: since the machine was booted, time asleep included.
  public var bootTimeNanoseconds: Int64

  public init(realtimeNanoseconds: Int64, bootTimeNanoseconds: Int64) {
    self.realtimeNanoseconds = realtimeNanoseconds
    self.bootTimeNanoseconds = bootTimeNanoseconds
  }
}

/// How well the wall clock is kept, as whoever keeps it told the kernel.
public struct ClockDiscipline: Sendable, Hashable {
  /// STA_UNSYNC.
  public var isUnsynchronised: Bool
  public var maximumErrorMicroseconds: Int64

  public init(isUnsynchronised: Bool, maximumErrorMicroseconds: Int64) {
    self.isUnsynchronised = isUnsynchronised
    self.maximumErrorMicroseconds = maximumErrorMicroseconds
  }
}

/// Why a clock could not be read.
public struct ClockAccessError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Such as `adjtimex is not permitted here (EPERM)`.
  public let description: String

  public init(_ description: String) { self.description = description }
}
