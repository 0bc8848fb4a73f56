import Cryptography
import Glibc

/// A thread that reads a share of an archive. It and its maker never look at the same values at the same time: the maker
/// gives them away with the start and gets them back with the end.
final class ReadingThread {
  private var reading: ArchiveReading
  private let share: ArraySlice<SHA256Digest>
  private var thread: pthread_t?

  init(_ reading: ArchiveReading, _ share: ArraySlice<SHA256Digest>) {
    (self.reading, self.share) = (reading, share)
    var thread: pthread_t = 0
    let own = unsafe Unmanaged.passRetained(self)
    let error = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          let own = unsafe Unmanaged<ReadingThread>.fromOpaque(context).takeRetainedValue()
          own.reading.take(own.share)
        }
        return nil
      }, own.toOpaque())
    if error == 0 { self.thread = thread } else { unsafe own.release() }
  }

  /// Waits for its end. A thread that could not be started has its work done here.
  func result() -> ArchiveReading {
    if let thread {
      pthread_join(thread, nil)
    } else {
      reading.take(share)
    }
    return reading
  }
}
