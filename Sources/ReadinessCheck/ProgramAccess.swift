/// Programs as a check may run them: by absolute path, or from an open descriptor, with a fixed PATH and
/// no other environment variable unless given, bounded in time and output.
public protocol ProgramAccess: Sendable {
  func run(_ run: ProgramRun) -> ProgramAnswer
}

/// One program run.
public struct ProgramRun: Sendable, Hashable {
  public enum Program: Sendable, Hashable {
    /// The subject `engine`: the very descriptor that was hashed.
    case engine
    /// git with everything switched off by which a repository's configuration could run a command. Its arguments are
    /// a question and paths: `["ignore-rules", path…]` answers as `check-ignore --verbose --non-matching --no-index -z`
    /// does (exit status 1 when no path is ignored), `["tracked", path…]` as `ls-files --cached -z`.
    case git
    /// An absolute path.
    case path(String)
    /// The gate's own executable in one of its worker roles.
    case gate
    /// A program or script from its sealed memory file, which stays open in it as descriptor 3.
    case sealed(SealedProgram)
  }

  public var program: Program
  public var arguments: [String]
  /// Variables besides the fixed PATH.
  public var environment: [String: String]
  public var workingDirectory: String?
  public var standardInput: [UInt8]
  /// SIGKILL the program as soon as these bytes stand in its standard output.
  public var killAfterOutput: [UInt8]?
  /// Bytes of standard output; the byte after that ends the program.
  public var outputLimit: Int

  public init(
    _ program: Program, _ arguments: [String], environment: [String: String] = [:],
    workingDirectory: String? = nil, standardInput: [UInt8] = [], killAfterOutput: [UInt8]? = nil,
    outputLimit: Int = 8 << 20
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
    self.killAfterOutput = killAfterOutput
    self.outputLimit = outputLimit
  }
}

/// How a program ended, and what it said.
public struct ProgramAnswer: Sendable, Hashable {
  public enum Ending: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
    /// Killed because ``ProgramRun/killAfterOutput`` was seen.
    case killedAsAsked
    case timedOut
    case outputLimitExceeded
    /// It could not be started; the reason, such as `no such file or directory (ENOENT)`.
    case notStarted(String)
  }

  public var ending: Ending
  public var standardOutput: [UInt8]
  public var standardError: [UInt8]

  public init(_ ending: Ending, standardOutput: [UInt8] = [], standardError: [UInt8] = []) {
    self.ending = ending
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// The output of a program that exited with 0; nil otherwise.
  public var successfulOutput: [UInt8]? { ending == .exited(0) ? standardOutput : nil }

  /// How it ended, for a finding: `exit status 3: <first line of standard error>`.
  public var summary: String {
    let firstLine = String(decoding: standardError.prefix(300).prefix { $0 != 0x0A }, as: UTF8.self)
    let tail = firstLine.isEmpty ? "" : ": \(firstLine)"
    return switch ending {
    case .exited(let status): "exit status \(status)\(tail)"
    case .signalled(let signal): "ended by signal \(signal)\(tail)"
    case .killedAsAsked: "killed after it acknowledged"
    case .timedOut: "no answer in time"
    case .outputLimitExceeded: "more output than allowed"
    case .notStarted(let reason): "not started: \(reason)"
    }
  }
}
