import Admission
import AuditLog
import CheckHost
import Chronology
import DocumentSchema
import DurableFiles
import EngineConfiguration
import Glibc
import Processes
import ReadinessCheck
import ReadinessReport
import StatePath
import StrictJSON
import StrictYAML

/// The other side of the gate: this executable started anew, with fewer rights, to look at one thing.
///
/// It has to be asked for in `main` before anything else runs, because it drops privileges before any other
/// thread or task exists.
public enum Worker {
  static let argument = "--readiness-worker"
  static let requestLimit = 32 << 20

  /// Arguments that make this executable a worker for a user, nil for the one it runs as.
  static func arguments(user: String?) -> [String] { [argument, user ?? "", String(getpid())] }

  /// Does a worker's work if that is what the arguments ask for.
  ///
  /// - Returns: the exit status of a worker; nil when this process is not one.
  public static func runIfAsked(_ arguments: [String], registry: CheckRegistry) -> Int32? {
    switch arguments.dropFirst().first {
    case StateWriterRole.flag: return StateWriterRole.main(Array(arguments.dropFirst(2)))
    case StateReaderRole.flag: return StateReaderRole.main(Array(arguments.dropFirst(2)))
    default: break
    }

    guard arguments.count == 4, arguments[1] == argument, let parent = Int32(arguments[3]) else { return nil }
    do throws(PrivilegeError) {
      if arguments[2].isEmpty {
        try PrivilegeDrop.stay(expectedParent: parent)
      } else {
        try PrivilegeDrop.become(user: arguments[2], expectedParent: parent)
      }
    } catch {
      return answer(.failed(reason: "the worker could not become '\(arguments[2])': \(error)"))
    }
    Processes.becomeSubreaper()
    do {
      let bytes = try StandardInput.read(limit: requestLimit)
      let request = try WorkerRequest(JSON.parse(bytes, limits: JSONLimits(bytes: requestLimit)))
      return answer(run(request, registry: registry))
    } catch {
      return answer(.failed(reason: "the worker could not read its request: \(error)"))
    }
  }

  private static func run(_ request: WorkerRequest, registry: CheckRegistry) -> WorkerAnswer {
    switch request.role {
    case .check(let blocker, let kind, let parameters, let folder, let variables):
      guard let check = registry.check(kind) else { return .failed(reason: "no check is called '\(kind)'") }
      var reading = Reading(codePrefix: "policy", folder: folder, environment: { variables[$0] })
      guard let answer = check.run(parameters, &reading, context(of: request, for: blocker)),
        !reading.hasErrors
      else {
        let mistake = reading.diagnostics.first.map { "\($0)" } ?? "no reason given"
        return .failed(reason: "the parameters read differently in the worker: \(mistake)")
      }
      return .check(answer)
    case .facts(let configuration, let decisionLog, let lastAnchor):
      return .facts(facts(configuration: configuration, decisionLog: decisionLog, lastAnchor: lastAnchor))
    }
  }

  private static func context(of request: WorkerRequest, for blocker: String) -> CheckContext {
    let deadline = MonotonicInstant.now().advanced(byMilliseconds: Int(request.deadlineMilliseconds))
    return CheckContext(
      blocker: blocker, environment: request.environment, policyFolder: request.policyFolder,
      files: HostFiles(),
      programs: HostPrograms(engine: request.engineDescriptor.map { .descriptor($0) }, deadline: deadline),
      serviceEnvironment: request.serviceEnvironment, subjects: request.subjects, keyring: request.keyring,
      clocks: HostClocks(), now: { SystemClock.now() }, nonce: nonce,
      remainingMilliseconds: {
        max(0, (deadline.nanoseconds - MonotonicInstant.now().nanoseconds) / 1_000_000)
      })
  }

  private static func nonce() -> String {
    (0..<16).map { _ in
      let byte = String(UInt8.random(in: .min ... .max), radix: 16)
      return byte.utf8.count == 1 ? "0\(byte)" : byte
    }.joined()
  }

  private static func facts(
    configuration: [UInt8]?, decisionLog: String?, lastAnchor: ReadinessReport.Anchor?
  ) -> WorkerAnswer.Facts {
    var facts = WorkerAnswer.Facts()
    if let configuration {
      switch EngineConfiguration.account(in: configuration) {
      case .success(let account): facts.account = account
      case .failure(let problem): facts.problems.append("configuration: \(problem)")
      }
    }
    if let decisionLog {
      let log = DecisionLog(path: decisionLog)
      do throws(AuditLogError) {
        facts.anchor = try log.anchor()
      } catch {
        facts.problems.append("decision log: \(error)")
      }
      if let lastAnchor, let loss = log.loss(of: lastAnchor), !log.acknowledges(loss: lastAnchor) {
        // The engine compares, and must not be told that a log begun anew is the one that was.
        facts.anchor = lastAnchor
        facts.problems.append(
          "decision log: entry \(lastAnchor.entries) of the last report is not in '\(decisionLog)' (\(loss)); "
            + "the engine will refuse until `trading-engine admission reset` records that")
      }
    }
    return facts
  }

  private static func answer(_ answer: WorkerAnswer) -> Int32 {
    var bytes = answer.json.encoded()
    if bytes.count > WorkerAnswer.byteLimit {
      bytes = WorkerAnswer.failed(reason: "the answer is longer than 8 MiB").json.encoded()
    }
    return StandardOutput.write(bytes) ? 0 : 74
  }
}
