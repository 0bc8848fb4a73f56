/// How a program ended and what it wrote.
public struct ProcessResult: Hashable, Sendable {
  public enum Termination: Hashable, Sendable {
    /// It ended by itself, with this status (0 to 255).
    case exited(Int32)
    /// A signal that did not come from here ended it.
    case signalled(Int32)
    /// It was still running at its deadline; its process group was killed.
    case deadline
    /// It wrote more than its limit; its process group was killed.
    case outputLimitExceeded
    /// It wrote ``ProcessRequest/killAfterOutput``; its process group was killed while it was running.
    case killedAfterOutput
    /// ``ProcessPool/kill(_:)`` or ``ProcessPool/killAll()`` ended it.
    case cancelled
    /// It never ran: `errno` of posix_spawn(3) or of what prepared it. ECHILD: it ran, but something else in this
    /// process took its status.
    case notStarted(Int32)
    /// It was killed but did not die within the time granted (uninterruptible sleep, another user's process), and has
    /// been left alone.
    case unkillable

    /// How it ended, for a message: `exited with status 3`.
    public var phrase: String {
      switch self {
      case .exited(let status): "exited with status \(status)"
      case .signalled(let signal): "was ended by signal \(signal)"
      case .deadline: "was still running at its deadline"
      case .outputLimitExceeded: "wrote more than its limit"
      case .cancelled: "was cancelled"
      case .killedAfterOutput: "killed after it had written what was waited for"
      case .notStarted(let errno): "could not be started: \(ErrnoText.describe(errno))"
      case .unkillable: "was killed but does not end"
      }
    }
  }

  public var termination: Termination
  /// At most ``ProcessRequest/outputLimit`` bytes, also when the program was killed.
  public var standardOutput: [UInt8]
  public var standardError: [UInt8]
  /// From just before the start until the end was seen.
  public var durationMicroseconds: Int64

  public init(
    _ termination: Termination, standardOutput: [UInt8] = [], standardError: [UInt8] = [],
    durationMicroseconds: Int64 = 0
  ) {
    self.termination = termination
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.durationMicroseconds = durationMicroseconds
  }

  /// It ended by itself with status 0.
  public var isSuccess: Bool { termination == .exited(0) }
}
