import DurableFiles
import Glibc
import Processes

/// A folder of this test's own, removed at the end with everything in it.
final class ScratchFolder {
  let path: String

  init() throws {
    var random = SystemRandomNumberGenerator()
    path = "/tmp/processes-tests-\(String(random.next(), radix: 16))"
    try DurableFiles.createFolder(path, mode: 0o755)
  }

  deinit { run("/bin/rm", ["-rf", path]) }

  /// Writes a file and gives its path.
  @discardableResult func file(_ name: String, _ content: String, mode: UInt32 = 0o644) throws -> String {
    let file = "\(path)/\(name)"
    if mode & 0o111 == 0 {
      try DurableFiles.replace(file, with: Array(content.utf8), mode: mode)
    } else {
      // Written by another process: a child that a test on another thread is starting would inherit a descriptor
      // that is open for writing, and executing the file would fail (ETXTBSY).
      let script = "cat > \(file) && chmod \(String(mode, radix: 8)) \(file)"
      let written = Processes.run(shell(script, input: Array(content.utf8)), deadline: soon(30_000))
      guard written.isSuccess else { throw FileError(.create, file, .invalid(written.errors)) }
    }
    return file
  }

  /// Written by another process, as above.
  func copy(of program: String, as name: String) throws -> String {
    let copied = run("/bin/cp", [program, "\(path)/\(name)"])
    guard copied.isSuccess else { throw FileError(.create, name, .invalid(copied.errors)) }
    return "\(path)/\(name)"
  }

  func fifo(_ name: String) -> String {
    _ = unsafe mkfifo("\(path)/\(name)", 0o644)
    return "\(path)/\(name)"
  }

  func exists(_ name: String) throws -> Bool {
    try DurableFiles.statusIfPresent("\(path)/\(name)", follow: false) != nil
  }
}

let isRoot = geteuid() == 0

func soon(_ milliseconds: Int) -> MonotonicInstant { .now().advanced(byMilliseconds: milliseconds) }

func shell(_ script: String, input: [UInt8] = []) -> ProcessRequest {
  ProcessRequest(.path("/bin/sh"), arguments: ["-c", script], standardInput: input)
}

@discardableResult func run(
  _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], in folder: String? = nil
) -> ProcessResult {
  let request = ProcessRequest(
    .path(program), arguments: arguments, environment: environment, workingDirectory: folder)
  return Processes.run(request, deadline: soon(30_000))
}

/// The probe lies beside the test program.
func probePath() throws -> String {
  let program = try DurableFiles.realPath("/proc/self/exe")
  return program.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/process-probe"
}

func probe(_ arguments: String..., environment: [String: String] = [:]) throws -> ProcessResult {
  run(try probePath(), arguments, environment: environment)
}

extension ProcessResult {
  var output: String { String(decoding: standardOutput, as: UTF8.self) }
  var errors: String { String(decoding: standardError, as: UTF8.self) }
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Whether the process exists; one that was killed a moment ago gets time to go.
func isGone(_ process: Int32) -> Bool {
  for _ in 0..<200 {
    // A zombie that init has not reaped yet is dead all the same.
    let state = run("/bin/sh", ["-c", "grep '^State:' /proc/\(process)/status"])
    if !state.isSuccess || state.output.contains("Z") { return true }
    usleep(10_000)
  }
  return false
}
