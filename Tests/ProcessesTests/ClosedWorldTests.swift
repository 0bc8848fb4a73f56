import DurableFiles
import Glibc
import Processes
import Testing

@Suite("A program gets what the request names and nothing else")
struct ClosedWorldTests {
  @Test("the exit status comes back", arguments: [0, 1, 2, 126, 255])
  func status(_ status: Int32) {
    let result = Processes.run(shell("exit \(status)"), deadline: soon(10_000))
    #expect(result.termination == .exited(status))
    #expect(result.isSuccess == (status == 0))
  }

  @Test("the signal comes back", arguments: [SIGKILL, SIGTERM, SIGSEGV, SIGPIPE, SIGHUP])
  func signal(_ signal: Int32) {
    let result = Processes.run(shell("ulimit -c 0; kill -\(signal) $$; sleep 5"), deadline: soon(10_000))
    #expect(result.termination == .signalled(signal))
  }

  @Test("input goes in, output and errors come out, each apart")
  func streams() {
    let input = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 9)) }
    let result = Processes.run(shell("echo bad >&2; cat", input: input), deadline: soon(20_000))
    #expect(result.isSuccess)
    #expect(result.standardOutput == input)
    #expect(result.errors == "bad\n")
    #expect(Processes.run(shell("cat; echo end"), deadline: soon(10_000)).output == "end\n")
  }

  @Test("exactly as many bytes as the limit are no flood")
  func limit() {
    var request = shell("head -c 4096 /dev/zero")
    request.outputLimit = 4096
    let result = Processes.run(request, deadline: soon(10_000))
    #expect(result.isSuccess && result.standardOutput.count == 4096)
    request.outputLimit = 4095
    #expect(Processes.run(request, deadline: soon(10_000)).termination == .outputLimitExceeded)
    request.outputLimit = 0
    #expect(Processes.run(request, deadline: soon(10_000)).termination == .outputLimitExceeded)
    request.arguments = ["-c", ":"]
    #expect(Processes.run(request, deadline: soon(10_000)).isSuccess)
  }

  @Test("the environment is the one given, keys sorted")
  func environment() {
    let given = ["ZEBRA": "1", "ALPHA": "two words", "EMPTY": "", "MIDDLE": "a=b\nc", "ÄÖ": "ü"]
    let result = run("/usr/bin/env", ["-0"], environment: given)
    #expect(result.output == "ALPHA=two words\0EMPTY=\0MIDDLE=a=b\nc\0ZEBRA=1\0ÄÖ=ü\0")
    #expect(run("/usr/bin/env", ["-0"]).output.isEmpty)
  }

  @Test("a hostile loader variable of this process does not reach it")
  func loader() throws {
    let hostile = ["LD_PRELOAD": "/nonexistent/evil.so", "OPENSSL_CONF": "", "LANG": "C"]
    #expect(
      try probe("loader", environment: hostile).lines
        == ["present LD_PRELOAD OPENSSL_CONF", "closed true", "handed-on false"])
  }

  @Test("arguments arrive as they are")
  func arguments() {
    let given = ["", " ", "a b", "*", "ü\n", "--", "-c"]
    let result = run("/usr/bin/printf", ["%s|"] + given)
    #expect(result.output == given.map { $0 + "|" }.joined())
    let named = ProcessRequest(
      .path("/bin/sh"), name: "gate", arguments: ["-c", "tr '\\0' ' ' < /proc/$$/cmdline"])
    #expect(Processes.run(named, deadline: soon(10_000)).output.hasPrefix("gate -c "))
  }

  @Test("the working directory is the one given")
  func workingDirectory() throws {
    let scratch = try ScratchFolder()
    #expect(run("/bin/pwd", in: scratch.path).output == scratch.path + "\n")
  }

  @Test("no descriptor leaks, not even one without close-on-exec")
  func descriptors() throws {
    let leaked = unsafe open("/dev/null", O_RDONLY)
    defer { close(leaked) }
    #expect(try probe("descriptors").output == "0 1 2\n")
    #expect(try probe("again").output == "0 1 2\n")
  }

  @Test("descriptors arrive under their numbers, also when numbers are swapped")
  func inherited() async throws {
    let scratch = try ScratchFolder()
    let first = try FileDescriptor.openRegular(scratch.file("first", "one"))
    let second = try FileDescriptor.openRegular(scratch.file("second", "two"))
    var request = shell("cat <&5; cat <&3")
    request.inheritedDescriptors = [.init(first.number, as: 3), .init(second.number, as: 5)]
    #expect(Processes.run(request, deadline: soon(10_000)).output == "twoone")

    // Each wants the number that the other has. Numbers from 64 on are not handed over, and other tests hold many; none of
    // theirs may be taken away.
    let copy = try await lowCopies("\(scratch.path)/first", "\(scratch.path)/second")
    defer { for number in [copy.0, copy.1] { close(number) } }
    request.arguments = ["-c", "cat /dev/fd/\(copy.0); cat /dev/fd/\(copy.1)"]
    request.inheritedDescriptors = [.init(copy.0, as: copy.1), .init(copy.1, as: copy.0)]
    #expect(Processes.run(request, deadline: soon(10_000)).output == "twoone")
    request = ProcessRequest(.path(try probePath()), arguments: ["descriptors"])
    request.inheritedDescriptors = [.init(first.number, as: 63), .init(second.number, as: 7)]
    #expect(Processes.run(request, deadline: soon(10_000)).output == "0 1 2 7 63\n")
  }

  /// Two files under numbers below 64, waited for while other tests hold them.
  private func lowCopies(_ first: String, _ second: String) async throws -> (Int32, Int32) {
    for _ in 0..<600 {
      let copy = unsafe (open(first, O_RDONLY), open(second, O_RDONLY))
      if (3...63).contains(copy.0), (3...63).contains(copy.1) { return copy }
      for number in [copy.0, copy.1] { close(number) }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("no numbers below 64 were free for a minute")
    return unsafe (open(first, O_RDONLY), open(second, O_RDONLY))
  }

  @Test("no signal is blocked or ignored, and the process leads its own group")
  func signals() {
    let masks = run("/bin/grep", ["-E", "^Sig(Blk|Ign):", "/proc/self/status"]).lines
    #expect(masks.count == 2)
    // glibc's posix_spawn ignores 32 and 33, its own internal signals, which no program can send.
    let ignored = masks.last.flatMap { Int($0.dropFirst(8), radix: 16) }
    #expect(masks.first == "SigBlk:\t0000000000000000" && ignored.map { $0 & ~0x1_8000_0000 } == 0)
    let group = Processes.run(
      shell("read -r line < /proc/$$/stat; set -- $line; [ $1 = $5 ]"), deadline: soon(10_000))
    #expect(group.isSuccess)
  }

  struct Unstartable: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let request: ProcessRequest
    let errno: Int32
  }

  static let unstartable = [
    Unstartable(testDescription: "no file", request: ProcessRequest(.path("/nonexistent")), errno: ENOENT),
    Unstartable(testDescription: "a folder", request: ProcessRequest(.path("/tmp")), errno: EACCES),
    Unstartable(
      testDescription: "not executable", request: ProcessRequest(.path("/etc/passwd")), errno: EACCES),
    Unstartable(testDescription: "a relative path", request: ProcessRequest(.path("bin/sh")), errno: EINVAL),
    Unstartable(testDescription: "an empty path", request: ProcessRequest(.path("")), errno: EINVAL),
    Unstartable(
      testDescription: "a NUL in the path", request: ProcessRequest(.path("/bin/sh\0x")), errno: EINVAL),
    Unstartable(
      testDescription: "a NUL in an argument",
      request: ProcessRequest(.path("/bin/sh"), arguments: ["a\0b"]), errno: EINVAL),
    Unstartable(
      testDescription: "a key with an equals sign",
      request: ProcessRequest(.path("/bin/sh"), environment: ["A=B": "c"]), errno: EINVAL),
    Unstartable(
      testDescription: "an empty key", request: ProcessRequest(.path("/bin/sh"), environment: ["": "c"]),
      errno: EINVAL),
    Unstartable(
      testDescription: "no such working directory",
      request: ProcessRequest(.path("/bin/sh"), workingDirectory: "/nonexistent"), errno: ENOENT),
    Unstartable(
      testDescription: "an empty working directory",
      request: ProcessRequest(.path("/bin/sh"), workingDirectory: ""),
      errno: EINVAL),
    Unstartable(
      testDescription: "a descriptor that is not open",
      request: ProcessRequest(.path("/bin/sh"), inheritedDescriptors: [.init(9999, as: 3)]), errno: EBADF),
    Unstartable(
      testDescription: "an executable that is not open", request: ProcessRequest(.descriptor(9999)),
      errno: EBADF),
    Unstartable(
      testDescription: "standard error as a target",
      request: ProcessRequest(.path("/bin/sh"), inheritedDescriptors: [.init(0, as: 2)]), errno: EINVAL),
    Unstartable(
      testDescription: "one number twice",
      request: ProcessRequest(.path("/bin/sh"), inheritedDescriptors: [.init(0, as: 3), .init(1, as: 3)]),
      errno: EINVAL),
    Unstartable(
      testDescription: "arguments beyond the system's limit",
      request: ProcessRequest(.path("/bin/sh"), arguments: [String(repeating: "x", count: 1 << 20)]),
      errno: E2BIG),
  ]

  @Test("what cannot be started says why", arguments: unstartable)
  func notStarted(_ item: Unstartable) {
    #expect(Processes.run(item.request, deadline: soon(10_000)).termination == .notStarted(item.errno))
  }

  @Test("a text file without an interpreter line is not handed to a shell")
  func noInterpreter() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.file("script", "echo ran\n", mode: 0o755)
    #expect(run(path).termination == .notStarted(ENOEXEC))
  }
}
