import Chronology
import DocumentSchema
import FilePaths
import Processes
import ReadinessCheck
import ReadinessReport

/// Runs a policy's blockers in workers, in one poll(2) loop on the calling thread.
///
/// A blocker starts when those that it needs are open. Each has a deadline of its own and the run has one;
/// at a deadline the worker's whole process group is killed and the outcome is `timeout`.
final class Coordinator {
  /// How one blocker ended.
  struct Result {
    var observed: Outcome
    var outcome: Outcome
    var findings: [Finding]
    var startedAt: Timestamp
    var durationMicroseconds: Int64
    var answer: CheckAnswer?
  }

  enum Ending {
    case finished
    case interrupted(signal: Int32)
  }

  private let policy: LoadedPolicy
  /// Blockers to run; others are left out, for `--only`.
  private let selected: Set<String>
  private var workers: WorkerLauncher
  private let pool: ProcessPool
  private let deadline: MonotonicInstant
  /// Ids of blockers that a waiver in force excuses; none until ``provide(subjects:configuration:lastAnchor:waived:)``.
  private var waived: Set<String> = []
  private var running: [ProcessPool.Handle: Launch] = [:]
  /// Not started yet, in the policy's order.
  private var pending: [Policy.Blocker]
  private var configuration: [UInt8]?
  /// How the report before this one saw the decision log.
  private var lastAnchor: ReadinessReport.Anchor?
  private var hasAskedForFacts = false
  private var factsHandle: ProcessPool.Handle?
  private(set) var results: [String: Result] = [:]
  private(set) var facts = WorkerAnswer.Facts()

  /// Workers at once. Each takes four descriptors of this process, and the host has other things to do.
  static let parallelLimit = 64

  private struct Launch {
    var blocker: Policy.Blocker
    var startedAt: Timestamp
  }

  init(
    policy: LoadedPolicy, selected: Set<String>, workers: WorkerLauncher, interrupts: InterruptSignals?
  ) {
    self.policy = policy
    self.selected = selected
    self.workers = workers
    pending = policy.policy.blockers.filter { selected.contains($0.id) }
    pool = ProcessPool(interrupts: interrupts)
    deadline = MonotonicInstant.now().advanced(byMilliseconds: Int(policy.policy.deadline.count))
  }

  /// Starts every blocker that needs none and reads no digests.
  func startEarly() {
    startReady { !self.workers.readsDigests($0) }
  }

  /// Runs the rest to its end.
  func finish() -> Ending {
    while true {
      startReady { _ in true }
      startFactsWhenPossible()
      switch pool.waitForEvent(until: deadline.advanced(byMilliseconds: 5_000)) {
      case .finished(let handle, let result): take(handle, result)
      case .interrupted(let signal):
        pool.killAll()
        return .interrupted(signal: signal)
      case .idle, .deadlineReached:
        guard running.isEmpty, factsHandle == nil else { continue }
        closeContradictions()
        // A log that could not be looked at is not forgotten.
        facts.anchor = facts.anchor ?? lastAnchor
        return .finished
      }
    }
  }

  /// Gives the workers that start from now on the subjects' digests, and starts those that waited for them.
  ///
  /// - Parameters:
  ///   - configuration: the bytes of the subject `configuration`, for the account.
  ///   - lastAnchor: how the report before this one saw the decision log.
  ///   - waived: ids of blockers that a waiver in force excuses. They are judged before any result is taken.
  func provide(
    subjects: [String: CheckContext.Subject], configuration: [UInt8]?, lastAnchor: ReadinessReport.Anchor?,
    waived: Set<String>
  ) {
    self.waived = waived
    workers.subjects = subjects
    self.configuration = configuration
    self.lastAnchor = lastAnchor
    startReady { _ in true }
  }

  /// Asks a worker for the facts that no check answers, once the checks that resolve state paths are done:
  /// the account from the configuration, and where the decision log beside the kill-switch state stands. The
  /// worker becomes the user of that check, who owns the log.
  private func startFactsWhenPossible() {
    let resolving = policy.policy.blockers.filter {
      $0.check.kind == "state-path" && selected.contains($0.id)
    }
    guard !hasAskedForFacts, resolving.allSatisfy({ results[$0.id] != nil }) else { return }
    hasAskedForFacts = true
    let stated = resolving.compactMap { blocker in
      results[blocker.id]?.answer?.statePaths["KILL_SWITCH_STATE_PATH"].map { (blocker, path: $0) }
    }
    // Where they contradict each other nobody knows whose log it is.
    let isOne = stated.allSatisfy { $0.path.isSamePath(as: stated[0].path) }
    let owner = isOne ? stated.first?.0 : nil
    let killSwitch = isOne ? stated.first?.path : nil
    let log = killSwitch.map { KeyringFile.folder(of: $0) + "decisions.jsonl" }
    guard configuration != nil || log != nil else { return }
    let request = workers.request(
      .facts(configuration: configuration, decisionLog: log, lastAnchor: lastAnchor),
      deadlineMilliseconds: 10_000)
    let user = (owner?.user ?? policy.policy.blockers.first?.user)?.value
    factsHandle = pool.start(
      workers.process(for: request, user: user),
      deadline: min(deadline, MonotonicInstant.now().advanced(byMilliseconds: 10_000)))
  }

  /// Starts what can be started, and closes what waits for a blocker that did not pass; again, as long as that
  /// closes others. No recursion: a chain of needs may be as long as the policy.
  private func startReady(_ isWanted: (Policy.Blocker) -> Bool) {
    var hasClosed = true
    while hasClosed {
      hasClosed = false
      var left: [Policy.Blocker] = []
      for blocker in pending {
        let needs = blocker.needs.map(\.value).filter(selected.contains)
        if !isWanted(blocker) {
          left.append(blocker)
        } else if let closed = needs.first(where: { results[$0].map { !$0.outcome.isOpen } ?? false }) {
          block(blocker, because: closed)
          hasClosed = true
        } else if running.count < Self.parallelLimit, needs.allSatisfy({ results[$0] != nil }) {
          start(blocker)
        } else {
          left.append(blocker)
        }
      }
      pending = left
    }
  }

  private func start(_ blocker: Policy.Blocker) {
    guard MonotonicInstant.now() < deadline else {
      record(
        blocker, .timeout, [late(blocker, "the run ended before the check could start")],
        startedAt: SystemClock.now(), durationMicroseconds: 0, answer: nil
      )
      return
    }
    let own = MonotonicInstant.now().advanced(byMilliseconds: Int(blocker.timeout.count))
    let request = workers.request(for: blocker, deadlineMilliseconds: blocker.timeout.count)
    let launch = Launch(blocker: blocker, startedAt: SystemClock.now())
    running[
      pool.start(workers.process(for: request, user: blocker.user?.value), deadline: min(own, deadline))] =
      launch
  }

  private func block(_ blocker: Policy.Blocker, because id: String) {
    let finding = Finding(
      .unknown, subject: id, expected: "pass", found: results[id]?.outcome.rawValue ?? "not run",
      message: "not run, because it needs '\(id)', which did not pass", hint: "mend '\(id)' first")
    record(blocker, .blocked, [finding], startedAt: SystemClock.now(), durationMicroseconds: 0, answer: nil)
  }

  private func take(_ handle: ProcessPool.Handle, _ result: ProcessResult) {
    if handle == factsHandle {
      factsHandle = nil
      switch answer(of: result) {
      case .success(.facts(let answer)): facts = answer
      case .success: facts.problems.append("the worker that reads the account answered another question")
      case .failure(.late), .failure(.immortal):
        facts.problems.append("the account and the decision log were not read in time")
      case .failure(.wrong(let reason)): facts.problems.append("the account was not read: \(reason)")
      }
      return
    }
    guard let launch = running.removeValue(forKey: handle) else { return }
    let blocker = launch.blocker
    let observed: Outcome
    var findings: [Finding]
    var checkAnswer: CheckAnswer?
    switch answer(of: result) {
    case .success(.check(let answer)):
      let foreign = workers.registry.check(blocker.check.kind).map { FactJudgement.foreign(answer, of: $0) }
      findings = answer.findings
      if findings.isEmpty { findings = [broken(blocker, "the check asserted nothing")] }
      findings += foreign ?? []
      observed = Outcome(of: findings)
      checkAnswer = foreign?.isEmpty == true ? answer : nil
    case .success(.failed(let reason)):
      (observed, findings) = (.unknown, [broken(blocker, reason)])
    case .success(.facts):
      (observed, findings) = (.unknown, [broken(blocker, "the worker answered another question")])
    case .failure(.late):
      (observed, findings) = (.timeout, [late(blocker, "the check did not answer in time and was ended")])
    case .failure(.immortal):
      let message = "the check did not answer in time, and its process does not end although it was killed"
      (observed, findings) = (.timeout, [late(blocker, message)])
    case .failure(.wrong(let reason)):
      (observed, findings) = (.unknown, [broken(blocker, reason)])
    }
    record(
      blocker, observed, findings, startedAt: launch.startedAt,
      durationMicroseconds: result.durationMicroseconds,
      answer: checkAnswer)
  }

  private func record(
    _ blocker: Policy.Blocker, _ observed: Outcome, _ findings: [Finding], startedAt: Timestamp,
    durationMicroseconds: Int64, answer: CheckAnswer?
  ) {
    results[blocker.id] = Result(
      observed: observed, outcome: outcome(observed, of: blocker.id), findings: findings,
      startedAt: startedAt,
      durationMicroseconds: durationMicroseconds, answer: answer)
  }

  private func outcome(_ observed: Outcome, of id: String) -> Outcome {
    observed.isExcusable && waived.contains(id) ? .waived : observed
  }

  /// Of two answers about one library or path neither is chosen: whoever states one of them is not believed.
  private func closeContradictions() {
    let answers = policy.policy.blockers.compactMap { blocker in
      results[blocker.id]?.answer.map { (id: blocker.id, answer: $0) }
    }
    for (id, fact, name, finding) in FactJudgement.contradictions(answers) {
      guard var result = results[id] else { continue }
      result.answer?[fact][name] = nil
      result.findings.append(finding)
      result.observed = Outcome(of: result.findings)
      result.outcome = outcome(result.observed, of: id)
      results[id] = result
    }
  }

  private enum AnswerProblem: Error {
    case late
    /// Killed, and still there: it was left alone.
    case immortal
    case wrong(String)
  }

  private func answer(of result: ProcessResult) -> Swift.Result<WorkerAnswer, AnswerProblem> {
    switch result.termination {
    case .exited(0):
      do throws(WorkerAnswerError) {
        return .success(try WorkerAnswer(bytes: result.standardOutput))
      } catch {
        return .failure(.wrong("the worker's answer could not be read: \(error)"))
      }
    case .exited(let status): return .failure(.wrong("the worker ended with exit status \(status)"))
    case .signalled(let signal): return .failure(.wrong("the worker was ended by signal \(signal)"))
    case .deadline: return .failure(.late)
    case .unkillable: return .failure(.immortal)
    case .outputLimitExceeded:
      let isAnswer = result.standardOutput.count >= WorkerAnswer.byteLimit
      return .failure(.wrong("the worker wrote more than \(isAnswer ? "8 MiB" : "64 KiB of errors")"))
    case .cancelled, .killedAfterOutput: return .failure(.wrong("the worker was ended by the gate"))
    case .notStarted(let errno): return .failure(.wrong("the worker could not be started (errno \(errno))"))
    }
  }

  private func broken(_ blocker: Policy.Blocker, _ reason: String) -> Finding {
    Finding(
      .unknown, subject: blocker.check.kind, expected: "an answer", found: "none", message: reason,
      hint: "run `readiness check POLICY --only \(blocker.id)` to see it alone")
  }

  private func late(_ blocker: Policy.Blocker, _ message: String) -> Finding {
    let limit = min(blocker.timeout, policy.policy.deadline)
    return Finding(
      .unknown, subject: blocker.check.kind, expected: "an answer within \(limit)", found: "none in time",
      message: message,
      hint: "find what it waits for, or raise 'timeout' (or 'report.deadline')")
  }
}
