import Glibc

/// A program run that is measured from posix_spawn to the end of wait4.
struct Launch {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let arguments: [String]
  /// Variables besides PATH and HOME.
  var environment: [String: String] = [:]
  /// Exit statuses that are an answer.
  var expected: Set<Int32> = [0]

  init(_ arguments: [String], environment: [String: String] = [:], expected: Set<Int32> = [0]) {
    self.arguments = arguments
    self.environment = environment
    self.expected = expected
  }

  func measured() throws -> Sample {
    let (process, start) = try spawn(output: "/dev/null")
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(process, &status, 0, &usage) != process {
      guard errno == EINTR else { throw Failure(description: "wait4: errno \(errno)") }
    }
    let end = Self.now()
    try judge(status)
    return Sample(
      wallMicroseconds: end - start,
      processorMicroseconds: Self.microseconds(usage.ru_utime) + Self.microseconds(usage.ru_stime),
      peakKibibytes: usage.ru_maxrss)
  }

  /// Runs it unmeasured; what it prints goes to a file.
  func run(output: String = "/dev/null") throws {
    let (process, _) = try spawn(output: output)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) != process {}
    try judge(status)
  }

  private func judge(_ status: Int32) throws {
    guard status & 0x7F == 0, expected.contains(status >> 8 & 0xFF) else {
      throw Failure(
        description: "wait status \(status) of \(arguments.joined(separator: " "))")
    }
  }

  private func spawn(output: String) throws -> (process: pid_t, start: Double) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if expected != [0] || output != "/dev/null" {
      unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"]
    variables.merge(environment) { $1 }
    var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var envp = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      unsafe argv.forEach { unsafe free($0) }
      unsafe envp.forEach { unsafe free($0) }
    }
    var process: pid_t = 0
    let start = Self.now()
    let error = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &argv, &envp)
    guard error == 0 else { throw Failure(description: "\(arguments[0]) cannot be started: errno \(error)") }
    return (process, start)
  }

  /// CLOCK_MONOTONIC in microseconds.
  static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }

  private static func microseconds(_ time: timeval) -> Double {
    Double(time.tv_sec) * 1e6 + Double(time.tv_usec)
  }
}
