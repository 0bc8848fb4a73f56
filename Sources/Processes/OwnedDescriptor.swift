import CLinux
import Glibc

/// A descriptor that is closed when the value ends; always close-on-exec.
@safe struct OwnedDescriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// What can go wrong while a child is prepared: an `errno`.
  struct Failure: Error {
    let errno: Int32
    /// The call that has just failed on this thread.
    static var last: Failure { Failure(errno: Glibc.errno) }
  }

  /// The same open file under a number of at least `lowest`.
  static func duplicate(_ number: Int32, from lowest: Int32) throws(Failure) -> OwnedDescriptor {
    let copy = clinux_duplicate_from(number, lowest)
    guard copy >= 0 else { throw .last }
    return OwnedDescriptor(copy)
  }
}

/// Both ends of a pipe.
struct Pipe: ~Copyable {
  let reading: OwnedDescriptor
  let writing: OwnedDescriptor

  static func open() throws(OwnedDescriptor.Failure) -> Pipe {
    var ends: (Int32, Int32) = (-1, -1)
    let done = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
      unsafe clinux_pipe_cloexec(bytes.baseAddress?.assumingMemoryBound(to: Int32.self))
    }
    guard done == 0 else { throw .last }
    return Pipe(reading: OwnedDescriptor(ends.0), writing: OwnedDescriptor(ends.1))
  }

  consuming func takeReading() -> OwnedDescriptor { reading }
  consuming func takeWriting() -> OwnedDescriptor { writing }
}
