import ExactDecimal
import Synchronization
import Trading

/// The book that the permission types of one connection share.
final class ReadingDesk: Sendable {
  private let book = Mutex(ReadingBook())

  func withBook<Result: Sendable, Failure: Error>(
    _ body: (inout sending ReadingBook) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try book.withLock(body)
  }
}
