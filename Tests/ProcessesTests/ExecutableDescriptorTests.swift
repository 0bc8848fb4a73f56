import DurableFiles
import Glibc
import Processes
import Testing

@Suite("What was hashed is what runs")
struct ExecutableDescriptorTests {
  @Test("a program that is replaced after it was opened runs as it was")
  func replaced() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.copy(of: "/bin/echo", as: "engine")
    let engine = try FileDescriptor.openRegular(path)
    let before = try DurableFiles.read(descriptor: engine.number, limit: 16 << 20)
    run("/bin/mv", [try scratch.copy(of: "/bin/false", as: "new"), path])

    let request = ProcessRequest(.descriptor(engine.number), name: "engine", arguments: ["old"])
    for _ in 0..<2 {
      let result = Processes.run(request, deadline: soon(10_000))
      #expect(result.isSuccess && result.output == "old\n")
    }
    #expect(try DurableFiles.read(descriptor: engine.number, limit: 16 << 20) == before)
    #expect(run(path).termination == .exited(1))
  }

  @Test("a program does not get the descriptor that it was started from")
  func hidden() throws {
    let engine = try FileDescriptor.openRegular(probePath())
    var request = ProcessRequest(.descriptor(engine.number), arguments: ["descriptors"])
    #expect(Processes.run(request, deadline: soon(10_000)).output == "0 1 2\n")
    let scratch = try ScratchFolder()
    let other = try FileDescriptor.openRegular(scratch.file("other", ""))
    request.inheritedDescriptors = [.init(other.number, as: 9)]
    #expect(Processes.run(request, deadline: soon(10_000)).output == "0 1 2 9\n")
  }

  @Test(
    "a script in sealed memory runs and cannot be changed",
    arguments: [
      ("#!/bin/sh\necho $1; cat\n", "given-in"),
      ("#!/usr/bin/env -S /bin/sh -e\necho $1; cat; false\n", "given-in"),
    ])
  func sealed(_ script: String, _ expected: String) throws {
    let memory = try FileDescriptor.sealedMemory(named: "check", Array(script.utf8))
    let request = ProcessRequest(
      .script(memory.number, visibleAs: 3), arguments: ["given-"], standardInput: Array("in".utf8))
    let result = Processes.run(request, deadline: soon(10_000))
    #expect(result.output == "given-\nin")
    #expect(try DurableFiles.read(descriptor: memory.number, limit: 4096) == Array(script.utf8))
    let written = unsafe write(memory.number, "x", 1)
    #expect(written == -1 && errno == EPERM)
    #expect(ftruncate(memory.number, 0) == -1 && errno == EPERM)
    #expect(expected == result.lines.joined())
  }

  @Test("a program in sealed memory runs")
  func sealedProgram() throws {
    let memory = try FileDescriptor.sealedMemory(
      named: "echo", DurableFiles.read("/bin/echo", limit: 16 << 20))
    let result = Processes.run(
      ProcessRequest(.descriptor(memory.number), arguments: ["sealed"]), deadline: soon(10_000))
    #expect(result.isSuccess && result.output == "sealed\n")
  }

  @Test(
    "a worker that has dropped its privileges runs what root had opened", .enabled(if: isRoot, "needs root"))
  func dropped() throws {
    let scratch = try ScratchFolder()
    let program = try FileDescriptor.openRegular(scratch.copy(of: "/bin/echo", as: "engine"))
    run("/bin/chmod", ["700", scratch.path])
    let memory = try FileDescriptor.sealedMemory(named: "check", Array("#!/bin/sh\necho $1\n".utf8))
    var request = ProcessRequest(.path(try probePath()), arguments: ["execute", "nobody", "5"])
    for (descriptor, expected) in [
      (program.number, ["exited(0) ran", "exited(0) ran"]), (memory.number, ["exited(2) ", "exited(0) ran"]),
    ] {
      request.inheritedDescriptors = [.init(descriptor, as: 5)]
      let lines = Processes.run(request, deadline: soon(30_000)).lines
      #expect(lines.last == expected.last)
      // A script is gone before its interpreter can open it; which status that gives is the shell's affair.
      if descriptor == program.number {
        #expect(lines == expected)
      } else {
        #expect(lines.first != expected.last)
      }
    }
  }

  @Test("a file without the permission to execute is not started")
  func permission() throws {
    let scratch = try ScratchFolder()
    let file = try FileDescriptor.openRegular(scratch.file("script", "#!/bin/sh\n", mode: 0o644))
    let request = ProcessRequest(.script(file.number, visibleAs: 3))
    #expect(Processes.run(request, deadline: soon(10_000)).termination == .notStarted(EACCES))
  }
}
