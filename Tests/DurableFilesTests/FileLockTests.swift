import DurableFiles
import Glibc
import Testing

@Suite("A lock is held by one at a time")
struct FileLockTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("who comes second is told who was first, and gets it once that one is gone")
  func exclusive() throws {
    do {
      let lock = try FileLock.acquire(scratch["lock"])
      #expect(refusal()?.reason == .heldElsewhere(pid: getpid()))
      #expect(refusal()?.description == "cannot lock '\(scratch["lock"])': process \(getpid()) holds it")
      _ = consume lock
    }
    #expect(try DurableFiles.read(scratch["lock"], limit: 100).isEmpty)
    #expect(refusal() == nil)
    #expect(try DurableFiles.status(scratch["lock"]).mode == 0o600)
  }

  @Test(
    "a holder that wrote nothing readable holds it all the same",
    arguments: ["", "x\n", "12", "99999999999\n"])
  func unreadable(_ content: String) throws {
    try DurableFiles.replace(scratch["lock"], with: Array(content.utf8))
    let number = unsafe open(scratch["lock"], O_RDWR | O_CLOEXEC)
    defer { close(number) }
    try #require(flock(number, LOCK_EX | LOCK_NB) == 0)
    #expect(refusal()?.reason == .heldElsewhere(pid: nil))
    #expect(refusal()?.description == "cannot lock '\(scratch["lock"])': another process holds it")
  }

  @Test("a lock on a file that has been replaced meanwhile holds nobody up")
  func replaced() throws {
    let first = try FileLock.acquire(scratch["lock"])
    try DurableFiles.replace(scratch["lock"], with: [])
    #expect(refusal() == nil)
    _ = consume first
  }

  @Test("only a regular file can be a lock")
  func kinds() throws {
    _ = unsafe mkfifo(scratch["fifo"], 0o600)
    _ = unsafe symlink("target", scratch["link"])
    #expect(refusal("fifo")?.reason == .notRegular(.fifo))
    #expect(refusal("link")?.isSymbolicLink == true)
    #expect(refusal("none/lock")?.isNotFound == true)
    #expect(try scratch.names() == ["fifo", "link"])
  }

  @Test("a copy of its descriptor, as a child has for a moment, does not keep it")
  func copied() throws {
    let lock = try FileLock.acquire(scratch["lock"])
    let copies = try copies(of: scratch["lock"])
    defer { for number in copies { close(number) } }
    #expect(!copies.isEmpty)
    lock.release()
    #expect(refusal() == nil)
  }

  /// Of every descriptor of this process on a file: they share what is locked, as a child's do.
  private func copies(of path: String) throws -> [Int32] {
    try DurableFiles.list("/proc/self/fd", limit: 10_000).compactMap { $0.name.flatMap { Int32($0) } }
      .filter { (try? DurableFiles.linkTarget("/proc/self/fd/\($0)")) == path }
      .map { fcntl($0, F_DUPFD_CLOEXEC, 0) }
  }

  private func refusal(_ name: String = "lock") -> FileError? {
    failure { () throws(FileError) in _ = try FileLock.acquire(scratch[name]) }
  }
}
