import Glibc
import Processes
import Testing

@Suite("Many programs run at once in one loop")
struct ProcessPoolTests {
  @Test("each gets its own result, and waiting for all takes as long as the slowest")
  func many() {
    let pool = ProcessPool()
    var expected: [ProcessPool.Handle: Int32] = [:]
    let started = MonotonicInstant.now()
    for status in Int32(0)..<30 {
      expected[pool.start(shell("sleep 0.3; exit \(status)"), deadline: soon(20_000))] = status
    }
    #expect(pool.runningCount == 30)
    while case .finished(let handle, let result) = pool.waitForEvent(until: soon(20_000)) {
      #expect(expected.removeValue(forKey: handle).map { .exited($0) } == result.termination)
    }
    #expect(expected.isEmpty)
    #expect(pool.waitForEvent(until: soon(20_000)) == .idle)
    #expect(MonotonicInstant.now().microseconds(since: started) < 6_000_000)
  }

  @Test("a flood on one pipe does not keep the others from their deadlines")
  func flood() {
    let pool = ProcessPool()
    var flooding = shell("yes")
    flooding.outputLimit = .max / 2
    let flood = pool.start(flooding, deadline: soon(700))
    let late = pool.start(shell("sleep 600"), deadline: soon(200))
    #expect(finished(pool)?.handle == late)
    #expect(finished(pool)?.handle == flood)
  }

  @Test("the caller's own limit ends the waiting, not the children")
  func limit() {
    let pool = ProcessPool()
    let handle = pool.start(shell("sleep 0.4"), deadline: soon(20_000))
    #expect(pool.waitForEvent(until: soon(50)) == .deadlineReached)
    #expect(pool.waitForEvent(until: soon(-50)) == .deadlineReached)
    let last = finished(pool)
    #expect(last?.handle == handle && last?.result.termination == .exited(0))
  }

  @Test("one can be killed, or all; a second time nothing happens")
  func kill() {
    let pool = ProcessPool()
    let first = pool.start(shell("sleep 600"), deadline: soon(20_000))
    let second = pool.start(shell("echo partial; sleep 600"), deadline: soon(20_000))
    #expect(pool.waitForEvent(until: soon(1000)) == .deadlineReached)
    pool.kill(first)
    pool.kill(first)
    let killed = finished(pool)
    #expect(killed?.handle == first && killed?.result.termination == .cancelled)
    pool.killAll()
    pool.killAll()
    #expect(pool.runningCount == 0)
    let last = finished(pool)
    #expect(last?.handle == second && last?.result.termination == .cancelled)
    #expect(last?.result.output == "partial\n")
    #expect(pool.waitForEvent(until: soon(0)) == .idle)
  }

  @Test("children do not outlive their pool")
  func scope() throws {
    let scratch = try ScratchFolder()
    func start() {
      let pool = ProcessPool()
      pool.start(shell("echo $$ > \(scratch.path)/pid; sleep 600"), deadline: soon(20_000))
      #expect(pool.waitForEvent(until: soon(1000)) == .deadlineReached)
    }
    start()
    let process = try #require(Int32(run("/bin/cat", ["\(scratch.path)/pid"]).output.dropLast()))
    #expect(isGone(process))
  }

  @Test("a failed start comes as an event like any other end")
  func notStarted() {
    let pool = ProcessPool()
    let handle = pool.start(ProcessRequest(.path("/nonexistent")), deadline: soon(20_000))
    let last = finished(pool)
    #expect(last?.handle == handle && last?.result.termination == .notStarted(ENOENT))
  }

  @Test(
    "signals are events, and the children are there to be ended in order",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupts(_ signal: Int32) throws {
    // The probe is a child of the shell, which signals it when it is ready.
    let script = """
      \(try probePath()) interrupts > out & probe=$!
      until [ -s out ]; do sleep 0.02; done
      kill -\(signal) $probe; wait $probe; cat out
      """
    let scratch = try ScratchFolder()
    var request = shell(script)
    request.workingDirectory = scratch.path
    request.environment = ["PATH": "/usr/bin:/bin"]
    let result = Processes.run(request, deadline: soon(30_000))
    #expect(result.lines == ["ready", "interrupted \(signal)", "finished cancelled", "idle"])
  }

  @Test(
    "every end has a phrase for messages",
    arguments: [
      (ProcessResult.Termination.exited(3), "exited with status 3"), (.signalled(9), "was ended by signal 9"),
      (.notStarted(EACCES), "could not be started: permission denied (EACCES)"),
      (.notStarted(99999), "could not be started: error 99999"),
      (.deadline, "was still running at its deadline"),
      (.outputLimitExceeded, "wrote more than its limit"), (.cancelled, "was cancelled"),
      (.unkillable, "was killed but does not end"),
    ])
  func phrases(_ termination: ProcessResult.Termination, _ expected: String) {
    #expect(termination.phrase == expected)
  }

  private func finished(_ pool: ProcessPool) -> (handle: ProcessPool.Handle, result: ProcessResult)? {
    guard case .finished(let handle, let result) = pool.waitForEvent(until: soon(20_000)) else { return nil }
    return (handle, result)
  }
}
