import CLinux
import DurableFiles
import EnvironmentFiles
import Glibc
import Processes

// What can be seen only from inside another process: one command per question, answers as lines on standard output.

func say(_ text: String) {
  print(text)
  fflush(nil)
}

func soon(_ milliseconds: Int) -> MonotonicInstant { .now().advanced(byMilliseconds: milliseconds) }

func shell(_ script: String) -> ProcessRequest {
  ProcessRequest(.path("/bin/sh"), arguments: ["-c", script])
}

func text(_ result: ProcessResult) -> String {
  String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").joined(separator: " ")
}

/// Whether the process exists and is no zombie.
func isAlive(_ process: Int32) -> Bool {
  let status = Processes.run(
    ProcessRequest(.path("/bin/grep"), arguments: ["^State:", "/proc/\(process)/status"]),
    deadline: soon(5000))
  return status.isSuccess && !text(status).contains("Z")
}

/// Becomes the user and says what the kernel then says.
func become(_ user: String, expectedParent: Int32?) {
  do {
    let identity = try PrivilegeDrop.become(user: user, expectedParent: expectedParent)
    say("identity \(identity.userID) \(identity.groupID)")
  } catch {
    say("refused \(error.code) \(error)")
    exit(1)
  }
  var facts = Processes.run(
    shell(
      "grep -E '^(Uid|Gid|Groups|NoNewPrivs|CapPrm|CapEff|CapAmb):' /proc/self/status | tr -s '\\t ' ' '"),
    deadline: soon(5000))
  say(String(decoding: facts.standardOutput, as: UTF8.self))
  say("dumpable \(clinux_prctl(PR_GET_DUMPABLE, 0))")
  say("parent-death-signal \(clinux_parent_death_signal())")
  say("setuid-0 \(setuid(0))")
  facts = Processes.run(ProcessRequest(.path("/bin/cat"), arguments: ["/etc/shadow"]), deadline: soon(5000))
  say("shadow \(facts.termination)")
}

/// Becomes the user, then runs what is open under the number.
func execute(_ user: String, _ number: Int32) {
  do { try PrivilegeDrop.become(user: user) } catch { exit(1) }
  let program = Processes.run(ProcessRequest(.descriptor(number), arguments: ["ran"]), deadline: soon(10_000))
  say("\(program.termination) \(text(program))")
  let script = Processes.run(
    ProcessRequest(.script(number, visibleAs: 3), arguments: ["ran"]), deadline: soon(10_000))
  say("\(script.termination) \(text(script))")
}

/// The numbers of the open descriptors.
func descriptors() {
  var status = stat()
  let open = (0..<1024).filter { unsafe fstat(Int32($0), &status) == 0 }
  say(open.map(String.init).joined(separator: " "))
}

/// Waits for a signal beside a running child, then ends the child.
func interrupts() {
  guard let signals = InterruptSignals() else { exit(1) }
  let pool = ProcessPool(interrupts: signals)
  pool.start(ProcessRequest(.path("/bin/sleep"), arguments: ["600"]), deadline: soon(60_000))
  say("ready")
  while true {
    switch pool.waitForEvent(until: soon(30_000)) {
    case .interrupted(let signal):
      say("interrupted \(signal)")
      pool.killAll()
    case .finished(_, let result): say("finished \(result.termination)")
    case .deadlineReached: exit(2)
    case .idle:
      say("idle")
      return
    }
  }
}

/// A grandchild in a session of its own, after its parent has ended or has been killed.
func orphans(_ ending: String, deadline: Int) {
  Processes.becomeSubreaper()
  let result = Processes.run(shell("setsid sleep 600 & echo $!; \(ending)"), deadline: soon(deadline))
  let orphan = Int32(text(result)) ?? 0
  say("\(result.termination) \(orphan > 0) \(isAlive(orphan))")
}

/// An orphan in the group of a child that still runs lives on when another child ends.
func sparedOrphan() {
  Processes.becomeSubreaper()
  let pool = ProcessPool()
  pool.start(shell("(sh -c 'sleep 0.5; echo kept' &); sleep 1.5"), deadline: soon(20_000))
  pool.start(ProcessRequest(.path("/bin/true")), deadline: soon(20_000))
  while case .finished(_, let result) = pool.waitForEvent(until: soon(20_000)) {
    say("\(result.termination) \(text(result))")
  }
}

/// Runs a set-user-id copy of this program that makes itself root, and so cannot be killed from here.
func cannotKill(_ program: String) {
  guard setgid(65534) == 0, setuid(65534) == 0 else { exit(1) }
  let pool = ProcessPool(graceMilliseconds: 200)
  pool.start(
    ProcessRequest(
      .path(program), arguments: ["escape"], standardInput: [UInt8](repeating: 0, count: 1 << 20)),
    deadline: soon(1500))
  while case .finished(_, let result) = pool.waitForEvent(until: soon(20_000)) {
    say("\(result.termination)")
  }
}

/// Replaces a file with ever new content, 200,000 equal bytes at a time, until it is killed.
func replaceForever(_ path: String) {
  for round in 0... {
    let content = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 200_000)
    do { try DurableFiles.replace(path, with: content) } catch {
      say("\(error)")
      exit(1)
    }
  }
}

func escape() {
  guard clinux_setresuid(0, 0, 0) == 0 else { exit(9) }
  sleep(4)
}

/// What a program's loader says with and without a hostile variable; the child must not see this process's own.
func loader() {
  say("present " + LoaderVariables.present(in: ProcessEnvironment.current()).joined(separator: " "))
  let closed = Processes.run(ProcessRequest(.path("/bin/true")), deadline: soon(5000))
  say("closed \(closed.standardError.isEmpty)")
  let handedOn = Processes.run(
    ProcessRequest(.path("/bin/true"), environment: ProcessEnvironment.current()), deadline: soon(5000))
  say("handed-on \(handedOn.standardError.isEmpty)")
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "become": become(arguments[1], expectedParent: arguments.dropFirst(2).first.flatMap { Int32($0) })
case "hold":
  become(arguments[1], expectedParent: nil)
  sleep(600)
case "execute": execute(arguments[1], Int32(arguments[2]) ?? -1)
case "descriptors": descriptors()
case "again":
  say(text(Processes.run(ProcessRequest(.selfExecutable, arguments: ["descriptors"]), deadline: soon(5000))))
case "interrupts": interrupts()
case "orphans": orphans("exit 0", deadline: 20_000)
case "orphans-deadline": orphans("sleep 600", deadline: 1500)
case "spared-orphan": sparedOrphan()
case "cannot-kill": cannotKill(arguments[1])
case "replace-forever": replaceForever(arguments[1])
case "escape": escape()
case "loader": loader()
default: exit(64)
}
