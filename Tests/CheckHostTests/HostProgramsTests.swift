import CheckHost
import CheckScene
import Glibc
import Processes
import ReadinessCheck
import Testing

@Suite("Programs of the host") struct HostProgramsTests {
  private func programs(_ engine: HostPrograms.Engine? = nil, milliseconds: Int = 10_000) -> HostPrograms {
    HostPrograms(engine: engine, deadline: .now().advanced(byMilliseconds: milliseconds))
  }

  private func shell(_ script: String, killAfter: String? = nil, milliseconds: Int = 10_000) -> ProgramAnswer
  {
    programs(milliseconds: milliseconds).run(
      ProgramRun(.path("/bin/sh"), ["-c", script], killAfterOutput: killAfter.map { Array($0.utf8) }))
  }

  @Test("end in every way that there is")
  func endings() {
    #expect(shell("echo a; echo b >&2").standardOutput == Array("a\n".utf8))
    #expect(shell("exit 3").ending == .exited(3))
    #expect(shell("kill -TERM $$").ending == .signalled(SIGTERM))
    #expect(shell("sleep 60", milliseconds: 200).ending == .timedOut)
    #expect(shell("yes").ending == .outputLimitExceeded)
    #expect(programs().run(ProgramRun(.path("/nowhere/x"), [])).summary.contains("ENOENT"))
    #expect(programs().run(ProgramRun(.path("x"), [])).summary.contains("absolute"))
    #expect(programs().run(ProgramRun(.engine, [])).summary.contains("names no engine"))
  }

  @Test("are killed as soon as they acknowledge, whatever they print around it")
  func killAfterOutput() {
    let answer = shell("printf 'wri'; sleep 0.05; printf 'wriwritten\\n'; sleep 60", killAfter: "written\n")
    #expect(answer.ending == .killedAsAsked)
    #expect(answer.standardOutput == Array("wriwriwritten\n".utf8))
    #expect(shell("echo no; exit 5", killAfter: "written\n").ending == .exited(5))
  }

  @Test("see a fixed PATH and what they are given, and nothing else")
  func environment() {
    let answer = programs().run(
      ProgramRun(.path("/usr/bin/env"), [], environment: ["A": "b", "PATH": "/elsewhere"]))
    #expect(
      String(decoding: answer.standardOutput, as: UTF8.self) == "A=b\nPATH=\(HostPrograms.searchPath)\n")
  }

  @Test("run the engine from its descriptor, be it a binary or a script")
  func descriptor() throws {
    let scene = try CheckScene()
    let script = try scene.write("engine", "#!/bin/sh\necho script \"$1\"\n", mode: 0o755)
    for (path, expected) in [(script, "script x\n"), ("/bin/echo", "x\n")] {
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      defer { close(descriptor) }
      let answer = programs(.descriptor(descriptor)).run(ProgramRun(.engine, ["x"]))
      #expect(String(decoding: answer.standardOutput, as: UTF8.self) == expected)
    }
  }

  @Test("ask git two questions and no others")
  func git() throws {
    let scene = try CheckScene()
    scene.shell("git init -q . && touch a && git add a && echo b > .gitignore")
    func ask(_ arguments: [String], in folder: String? = nil) -> ProgramAnswer {
      programs().run(ProgramRun(.git, arguments, workingDirectory: folder ?? scene.folder))
    }
    #expect(ask(["tracked", "a", "b"]).standardOutput == Array("a\u{0}".utf8))
    #expect(ask(["ignore-rules", "b"]).standardOutput == Array(".gitignore\u{0}1\u{0}b\u{0}b\u{0}".utf8))
    #expect(ask(["ignore-rules", "a"]).ending == .exited(1))
    #expect(ask(["tracked", "a"], in: "/").ending == .exited(128))
    #expect(ask(["status"]).summary.contains("nothing else"))
    #expect(programs().run(ProgramRun(.git, ["tracked"])).summary.contains("folder"))
  }
}
