import DurableFiles
import FilePaths
import Glibc
public import Processes
public import ReadinessCheck

/// Programs of this machine, run with a deadline, by absolute path or from an open descriptor.
public struct HostPrograms: ProgramAccess {
  /// The subject `engine` of the run.
  public enum Engine: Sendable, Hashable {
    /// The descriptor that was hashed, inherited from the parent.
    case descriptor(Int32)
    /// For tests.
    case path(String)
  }

  /// Where programs find other programs, whatever the gate's own environment says.
  public static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  private let engine: Engine?
  private let gate: ProcessRequest.Executable
  private let deadline: MonotonicInstant

  /// - Parameters:
  ///   - engine: nil when the policy names none, or it could not be opened.
  ///   - gate: the executable whose `main` knows the worker roles.
  ///   - deadline: at which whatever still runs is killed.
  public init(
    engine: Engine?, deadline: MonotonicInstant, gate: ProcessRequest.Executable = .selfExecutable
  ) {
    self.engine = engine
    self.deadline = deadline
    self.gate = gate
  }

  public func run(_ run: ProgramRun) -> ProgramAnswer {
    let request: ProcessRequest
    switch makeRequest(run) {
    case .success(let made): request = made
    case .failure(let refusal): return ProgramAnswer(.notStarted(refusal.reason))
    }
    let result = Processes.run(request, deadline: deadline)
    return ProgramAnswer(
      ending(result.termination), standardOutput: result.standardOutput, standardError: result.standardError)
  }

  private struct Refusal: Error { let reason: String }

  private func makeRequest(_ run: ProgramRun) -> Result<ProcessRequest, Refusal> {
    let executable: ProcessRequest.Executable
    var name: String?
    switch run.program {
    case .git: return gitRequest(run)
    case .gate: executable = gate
    case .sealed(let program):
      name = program.path
      executable = .script(program.descriptor, visibleAs: 3)
    case .path(let path):
      guard path.isAbsolutePath else { return .failure(Refusal(reason: "'\(path)' is not an absolute path")) }
      executable = .path(path)
    case .engine:
      name = "trading-engine"
      switch engine {
      case nil: return .failure(Refusal(reason: "the policy names no engine that could be opened"))
      case .path(let path): executable = .path(path)
      case .descriptor(let number):
        // An interpreter opens the script only after it has been started, so that one has to stay open.
        executable = isScript(number) ? .script(number, visibleAs: 3) : .descriptor(number)
      }
    }
    var environment = run.environment
    environment["PATH"] = Self.searchPath
    return .success(
      ProcessRequest(
        executable, name: name, arguments: run.arguments, environment: environment,
        standardInput: run.standardInput, workingDirectory: run.workingDirectory,
        outputLimit: run.outputLimit, killAfterOutput: run.killAfterOutput))
  }

  /// Two questions, both safe in a hostile repository: `["ignore-rules", path…]` and `["tracked", path…]`.
  private func gitRequest(_ run: ProgramRun) -> Result<ProcessRequest, Refusal> {
    guard let executable = HardenedGit.executable() else {
      return .failure(Refusal(reason: "git is not installed"))
    }
    guard let folder = run.workingDirectory else { return .failure(Refusal(reason: "git needs a folder")) }
    let paths = Array(run.arguments.dropFirst())
    let question: HardenedGit.Question
    switch run.arguments.first {
    case "ignore-rules": question = .ignoreRules(paths: paths)
    case "tracked": question = .tracked(paths: paths)
    default: return .failure(Refusal(reason: "git is asked for ignore-rules or tracked, and nothing else"))
    }
    return .success(HardenedGit.request(question, in: folder, executable: executable))
  }

  private func isScript(_ descriptor: Int32) -> Bool {
    var beginning: [UInt8] = [0, 0]
    let count = unsafe beginning.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, 2, 0) }
    return count == 2 && beginning == Array("#!".utf8)
  }

  private func ending(_ termination: ProcessResult.Termination) -> ProgramAnswer.Ending {
    switch termination {
    case .exited(let status): .exited(status)
    case .signalled(let signal): .signalled(signal)
    case .killedAfterOutput: .killedAsAsked
    case .deadline, .cancelled, .unkillable: .timedOut
    case .outputLimitExceeded: .outputLimitExceeded
    case .notStarted(let errno): .notStarted(SystemMessage.describe(errno))
    }
  }
}
