import CLinux
import Glibc

/// What a started child leaves in this process: a handle on it and our ends of its pipes.
struct SpawnedChild: ~Copyable {
  let process: pid_t
  let pidfd: OwnedDescriptor
  /// nil when there is nothing to write.
  var input: OwnedDescriptor?
  var output: OwnedDescriptor?
  var error: OwnedDescriptor?
}

/// Starts one child with posix_spawn(3): its own process group, no blocked and no ignored signal, no descriptor
/// that was not asked for. fork(2) is not used anywhere: in a child of it the threads of Swift's runtime are gone and
/// their locks are not.
enum ChildSpawner {
  typealias Failure = OwnedDescriptor.Failure

  static func spawn(_ request: ProcessRequest) throws(Failure) -> SpawnedChild {
    let inherited = try inheritedDescriptors(of: request)
    // Everything that is handed over first moves above the numbers that the child wants, so that no dup2 in the
    // child overwrites the source of another.
    let lowest = (inherited.map(\.number).max() ?? 2) + 1
    var sources: [Int32] = []
    defer { for source in sources { close(source) } }
    for entry in inherited {
      let source = clinux_duplicate_from(entry.descriptor, lowest)
      guard source >= 0 else { throw .last }
      sources.append(source)
    }
    var programNumber: Int32?
    if case .descriptor(let number) = request.executable {
      let program = clinux_duplicate_from(number, lowest)
      guard program >= 0 else { throw .last }
      sources.append(program)
      programNumber = program
    }

    let ours = try Pipes.open(hasInput: !request.standardInput.isEmpty, above: lowest)
    let actions = try SpawnActions()
    try actions.duplicate(ours.childInput.number, to: 0)
    try actions.duplicate(ours.childOutput.number, to: 1)
    try actions.duplicate(ours.childError.number, to: 2)
    for (entry, source) in zip(inherited, sources) { try actions.duplicate(source, to: entry.number) }
    for number in 3..<lowest where !inherited.contains(where: { $0.number == number }) {
      try actions.close(number)
    }
    if let programNumber {
      // It closes itself when the program starts: close-on-exec.
      for number in lowest..<programNumber { try actions.close(number) }
      try actions.closeFrom(programNumber + 1)
    } else {
      try actions.closeFrom(lowest)
    }
    if let folder = request.workingDirectory { try actions.changeFolder(folder) }

    let path = try path(of: request.executable, programNumber: programNumber)
    guard
      let arguments = CStringArray.made(from: [request.name ?? path] + request.arguments),
      request.environment.keys.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "=")) }),
      let environment = CStringArray.made(
        from: request.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    else { throw Failure(errno: EINVAL) }

    let process = try actions.spawn(path, arguments, environment)
    let pidfd = clinux_pidfd_open(process)
    guard pidfd >= 0 else {
      // Without a handle it could not be watched: it is ended at once, as nobody else may reap it.
      let failure = Failure.last
      _ = kill(-process, SIGKILL)
      _ = kill(process, SIGKILL)
      while waitpid(process, nil, 0) == -1, errno == EINTR {}
      throw failure
    }
    return ours.child(process: process, pidfd: OwnedDescriptor(pidfd))
  }

  private static func path(
    of executable: ProcessRequest.Executable, programNumber: Int32?
  ) throws(Failure) -> String {
    switch executable {
    case .path(let path):
      guard path.utf8.first == 0x2F, !path.utf8.contains(0) else { throw Failure(errno: EINVAL) }
      return path
    case .descriptor: return "/proc/self/fd/\(programNumber ?? -1)"
    case .script(_, let number): return "/proc/self/fd/\(number)"
    case .selfExecutable: return "/proc/self/exe"
    }
  }

  private static func inheritedDescriptors(
    of request: ProcessRequest
  ) throws(Failure) -> [ProcessRequest.InheritedDescriptor] {
    var inherited = request.inheritedDescriptors
    if case .script(let descriptor, let number) = request.executable {
      inherited.append(ProcessRequest.InheritedDescriptor(descriptor, as: number))
    }
    let numbers = inherited.map(\.number)
    guard Set(numbers).count == numbers.count, numbers.allSatisfy({ (3...63).contains($0) }) else {
      throw Failure(errno: EINVAL)
    }
    return inherited
  }
}
