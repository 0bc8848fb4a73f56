import DurableFiles
public import Processes
public import ReadinessCheck

/// Programs on this machine, run as this process's user.
public struct HostPrograms: ProgramAccess {
  /// The engine that the policy names as a subject.
  public enum Engine: Sendable {
    /// Open since before it was hashed.
    case descriptor(Int32)
    case path(String)
  }

  /// The PATH that every program gets, and the only variable besides those asked for.
  public static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  private let engine: Engine?
  private let deadline: MonotonicInstant
  private let outputLimit: Int

  /// - Parameter outputLimit: bytes of standard output that a program may write.
  public init(engine: Engine?, deadline: MonotonicInstant, outputLimit: Int = 8 << 20) {
    self.engine = engine
    self.deadline = deadline
    self.outputLimit = outputLimit
  }

  public func run(_ run: ProgramRun) -> ProgramAnswer {
    guard var request = request(for: run) else { return ProgramAnswer(.notStarted(missing(run.program))) }
    request.outputLimit = outputLimit
    request.killAfterOutput = run.killAfterOutput
    let result = Processes.run(request, deadline: deadline)
    return ProgramAnswer(
      ending(result.termination), standardOutput: result.standardOutput, standardError: result.standardError)
  }

  private func request(for run: ProgramRun) -> ProcessRequest? {
    if case .git(let question) = run.program {
      guard let git = HardenedGit.executable(), let folder = run.workingDirectory else { return nil }
      return HardenedGit.request(HardenedGit.Question(question), in: folder, executable: git)
    }
    guard let executable = executable(run.program) else { return nil }
    return ProcessRequest(
      executable, name: name(run.program), arguments: run.arguments,
      environment: run.environment.merging(["PATH": Self.searchPath]) { asked, _ in asked },
      standardInput: run.standardInput, workingDirectory: run.workingDirectory)
  }

  private func executable(_ program: ProgramRun.Program) -> ProcessRequest.Executable? {
    switch program {
    case .path(let path): path.hasPrefix("/") ? .path(path) : nil
    case .gate: .selfExecutable
    case .git: nil
    case .engine:
      switch engine {
      case .descriptor(let number): .descriptor(number)
      case .path(let path): .path(path)
      case nil: nil
      }
    }
  }

  private func name(_ program: ProgramRun.Program) -> String? {
    switch program {
    case .engine: "trading-engine"
    case .gate: "readiness-worker"
    case .git, .path: nil
    }
  }

  private func missing(_ program: ProgramRun.Program) -> String {
    switch program {
    case .git: "git is not installed"
    case .engine: "the policy names no subject 'engine'"
    case .gate, .path: "the path is not absolute"
    }
  }

  private func ending(_ termination: ProcessResult.Termination) -> ProgramAnswer.Ending {
    switch termination {
    case .exited(let status): .exited(status)
    case .signalled(let signal): .signalled(signal)
    case .deadline, .unkillable: .timedOut
    case .outputLimitExceeded: .outputLimitExceeded
    // Nothing else cancels a program that runs alone.
    case .cancelled: .killedAsAsked
    case .notStarted(let errno): .notStarted(SystemMessage.describe(errno))
    }
  }
}

extension HardenedGit.Question {
  init(_ question: GitQuestion) {
    switch question {
    case .topLevel: self = .topLevel
    case .ignoreRules(let paths): self = .ignoreRules(paths: paths)
    case .tracked(let paths): self = .tracked(paths: paths)
    }
  }
}
