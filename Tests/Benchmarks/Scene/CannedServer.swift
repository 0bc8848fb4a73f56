import Glibc

/// The C server that answers everything alike, running until this goes.
final class CannedServer {
  let port: Int
  private let process: pid_t
  private let input: Int32

  /// - Parameter answer: the body of every answer.
  init(_ programs: MeasuredPrograms, answer: String) throws {
    let program = try programs.floor("canned-server", libraries: [])
    var toServer: [Int32] = [0, 0]
    var fromServer: [Int32] = [0, 0]
    guard unsafe pipe(&toServer) == 0, unsafe pipe(&fromServer) == 0 else {
      throw Launch.Failure(description: "pipe: errno \(errno)")
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, toServer[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromServer[1], 1)
    for descriptor in toServer + fromServer {
      unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var argv = unsafe [strdup(program), strdup(answer), nil]
    defer { unsafe argv.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let error = unsafe posix_spawn(&process, program, &actions, nil, &argv, environ)
    close(toServer[0])
    close(fromServer[1])
    defer { close(fromServer[0]) }
    var line = [UInt8](repeating: 0, count: 16)
    let count = error == 0 ? unsafe read(fromServer[0], &line, line.count) : 0
    guard let port = Int(String(decoding: line.prefix { $0 != 0x0A }, as: UTF8.self)), count > 0 else {
      throw Launch.Failure(description: "the canned server did not come up")
    }
    (self.port, self.process, input) = (port, process, toServer[1])
  }

  /// It ends with its standard input.
  deinit {
    close(input)
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
  }

  var origin: String { "http://127.0.0.1:\(port)" }
}
