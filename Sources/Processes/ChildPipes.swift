import CLinux
import Glibc

extension ChildSpawner {
  /// The pipes of one child, both sides; ours do not block.
  struct Pipes: ~Copyable {
    let childInput: OwnedDescriptor
    let childOutput: OwnedDescriptor
    let childError: OwnedDescriptor
    private var input: OwnedDescriptor?
    private let output: OwnedDescriptor
    private let error: OwnedDescriptor

    /// - Parameter lowest: the child's sides get numbers of at least this, clear of those that dup2 will fill.
    static func open(hasInput: Bool, above lowest: Int32) throws(Failure) -> Pipes {
      let output = try Pipe.open()
      let error = try Pipe.open()
      let childOutput = try OwnedDescriptor.duplicate(output.writing.number, from: lowest)
      let childError = try OwnedDescriptor.duplicate(error.writing.number, from: lowest)
      guard clinux_set_nonblocking(output.reading.number) == 0,
        clinux_set_nonblocking(error.reading.number) == 0
      else { throw .last }
      guard hasInput else {
        let null = unsafe clinux_openat(AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC, 0)
        guard null >= 0 else { throw .last }
        let opened = OwnedDescriptor(null)
        return Pipes(
          childInput: try .duplicate(opened.number, from: lowest), childOutput: childOutput,
          childError: childError,
          input: nil, output: output.takeReading(), error: error.takeReading())
      }
      let input = try Pipe.open()
      let childInput = try OwnedDescriptor.duplicate(input.reading.number, from: lowest)
      guard clinux_set_nonblocking(input.writing.number) == 0 else { throw .last }
      return Pipes(
        childInput: childInput, childOutput: childOutput, childError: childError, input: input.takeWriting(),
        output: output.takeReading(), error: error.takeReading())
    }

    /// Closes the child's side in this process: the end of the child's output can be seen only then.
    consuming func child(process: pid_t, pidfd: consuming OwnedDescriptor) -> SpawnedChild {
      SpawnedChild(process: process, pidfd: pidfd, input: input, output: output, error: error)
    }
  }
}
