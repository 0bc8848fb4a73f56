import DurableFiles
import Glibc
import Processes
import Testing

@Suite("A deadline really ends a program")
struct DeadlineTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let script: String
    let expected: ProcessResult.Termination
    var output: String?
    var input: [UInt8] = []
  }

  static let big = [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)

  static let hostile = [
    Case(testDescription: "it opens a FIFO that nobody writes", script: "cat fifo", expected: .deadline),
    Case(
      testDescription: "it writes to a FIFO that nobody reads", script: "echo x > fifo", expected: .deadline),
    Case(
      testDescription: "it stops itself", script: "echo a; kill -STOP $$", expected: .deadline, output: "a\n"),
    Case(
      testDescription: "it ignores signals", script: "trap '' TERM INT HUP; sleep 600", expected: .deadline),
    Case(testDescription: "it closes its output", script: "exec >&- 2>&-; sleep 600", expected: .deadline),
    Case(testDescription: "its children sleep", script: "sleep 600 | sleep 600", expected: .deadline),
    Case(testDescription: "it never reads its input", script: "sleep 600", expected: .deadline, input: big),
    Case(testDescription: "it spins", script: "while :; do :; done", expected: .deadline),
    Case(
      testDescription: "it floods its output", script: "yes", expected: .outputLimitExceeded,
      output: String(repeating: "y\n", count: 512)),
    Case(testDescription: "it floods its errors", script: "yes >&2", expected: .outputLimitExceeded),
    Case(
      testDescription: "it ends and leaves one byte too many", script: "yes | head -c 1025; exit 0",
      expected: .outputLimitExceeded),
    Case(
      testDescription: "a grandchild floods the pipe after it has ended", script: "yes & exit 0",
      expected: .outputLimitExceeded),
    Case(
      testDescription: "a grandchild holds the pipe", script: "sleep 600 & echo done", expected: .exited(0),
      output: "done\n"),
    Case(
      testDescription: "it ends before its input is read", script: "exit 3", expected: .exited(3), input: big),
    Case(
      testDescription: "it closes its input", script: "exec <&-; sleep 0.2; exit 4", expected: .exited(4),
      input: big),
  ]

  @Test("whatever the program does", arguments: hostile)
  func ends(_ item: Case) throws {
    let scratch = try ScratchFolder()
    _ = scratch.fifo("fifo")
    var request = shell(item.script, input: item.input)
    request.workingDirectory = scratch.path
    request.environment = ["PATH": "/usr/bin:/bin"]
    request.outputLimit = 1024
    request.errorLimit = 1024
    let milliseconds = item.expected == .deadline ? 1000 : 20_000
    let result = Processes.run(request, deadline: soon(milliseconds))
    // `yes & exit 0` may be over before `yes` has written that much.
    if item.script == "yes & exit 0", result.termination == .exited(0) { return }
    #expect(result.termination == item.expected)
    #expect(result.standardOutput.count <= 1024 && result.standardError.count <= 1024)
    #expect(result.durationMicroseconds < 10_000_000)
    if result.termination == .deadline { #expect(result.durationMicroseconds >= 1_000_000) }
    if let output = item.output { #expect(result.output == output) }
  }

  @Test(
    "the whole process group goes, whether the program is killed or ends", arguments: ["sleep 600", "exit 0"])
  func group(_ ending: String) throws {
    let result = Processes.run(shell("sleep 600 & echo $!; \(ending)"), deadline: soon(1500))
    let grandchild = try #require(Int32(result.output.dropLast()))
    #expect(isGone(grandchild))
  }

  @Test("a deadline that has passed already ends it at once")
  func past() {
    let result = Processes.run(shell("sleep 600"), deadline: soon(-1000))
    #expect(result.termination == .deadline)
  }

  @Test(
    "orphans in sessions of their own are found by a subreaper",
    arguments: [
      ("orphans", "exited(0) true false"), ("orphans-deadline", "deadline true false"),
    ])
  func orphans(_ command: String, _ expected: String) throws {
    #expect(try probe(command).output == expected + "\n")
  }

  @Test("a subreaper spares the orphans of a child that still runs")
  func sparedOrphan() throws {
    #expect(try probe("spared-orphan").lines == ["exited(0) ", "exited(0) kept"])
  }

  @Test("a child that has become root is reported as unkillable and left", .enabled(if: isRoot, "needs root"))
  func unkillable() throws {
    let scratch = try ScratchFolder()
    let copy = try scratch.copy(of: probePath(), as: "set-user-id")
    run("/bin/chmod", ["4755", copy])
    let result = try probe("cannot-kill", copy)
    if result.lines == ["exited(9)"] { try Test.cancel("set-user-id programs have no effect here") }
    #expect(result.lines == ["unkillable"])
  }

  @Test("waiting costs no processor time")
  func idle() {
    func processorTime() -> Int {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
    let before = processorTime()
    // Its output is closed and its input full: neither may wake the loop again and again.
    let result = Processes.run(shell("exec >&-; sleep 600", input: Self.big), deadline: soon(1000))
    #expect(result.termination == .deadline)
    #expect(processorTime() - before < 300)
  }
}
