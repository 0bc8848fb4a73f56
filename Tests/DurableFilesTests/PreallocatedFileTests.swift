import DurableFiles
import Glibc
import Testing

@Suite("A preallocated file")
struct PreallocatedFileTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("has its blocks from the start, reads as zeros, and keeps its length when it is written")
  func blocks() throws {
    do {
      let file = try PreallocatedFile(creating: scratch["file"], byteCount: 100_000)
      #expect(try file.size() == 100_000)
      try file.write([1, 2, 3], at: 50_000)
      try file.write([], at: 0)
      try file.synchronize()
    }
    var status = stat()
    #expect(unsafe stat(scratch["file"], &status) == 0 && status.st_blocks * 512 >= 100_000)
    let file = try PreallocatedFile(opening: scratch["file"])
    let bytes = try file.read(limit: 100_000)
    #expect(bytes[50_000..<50_003] == [1, 2, 3] && bytes.count { $0 != 0 } == 3)
    #expect(try DurableFiles.status(scratch["file"]).mode == 0o600)
    #expect(try scratch.names() == ["file"])
  }

  @Test("grows when it is told to, and never shrinks")
  func growth() throws {
    let file = try PreallocatedFile(creating: scratch["file"], byteCount: 10)
    try file.reserve(byteCount: 20)
    try file.reserve(byteCount: 5)
    #expect(try file.size() == 20)
  }

  @Test("takes nobody's place, and is opened only where a file is")
  func refusals() throws {
    _ = try PreallocatedFile(creating: scratch["file"], byteCount: 10)
    let present = failure { () throws(FileError) in
      _ = try PreallocatedFile(creating: scratch["file"], byteCount: 10)
    }
    #expect(present?.isAlreadyPresent == true)
    _ = unsafe symlink("file", scratch["link"])
    _ = unsafe mkfifo(scratch["fifo"], 0o600)
    for name in ["link", "fifo", "none", ""] {
      #expect(
        failure { () throws(FileError) in _ = try PreallocatedFile(opening: scratch[name]) } != nil, "\(name)"
      )
    }
    #expect(try scratch.names() == ["fifo", "file", "link"])
  }

  @Test("that finds no room is not there at all")
  func noRoom() throws {
    let refusal = failure { () throws(FileError) in
      _ = try PreallocatedFile(creating: scratch["file"], byteCount: .max)
    }
    #expect(refusal?.operation == .create)
    #expect(try scratch.names() == [])
  }
}

@Suite("A folder's lock")
struct FolderLockTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("is held by one at a time, leaves no trace, and is for folders")
  func exclusive() throws {
    do {
      let lock = try FolderLock(scratch.path)
      let refusal = failure { () throws(FileError) in _ = try FolderLock(scratch.path) }
      #expect(refusal?.reason == .heldElsewhere(pid: nil))
      _ = consume lock
    }
    #expect(failure { () throws(FileError) in _ = try FolderLock(scratch.path) } == nil)
    #expect(try scratch.names() == [])
    #expect(failure { () throws(FileError) in _ = try FolderLock(scratch["none"]) }?.isNotFound == true)
    _ = unsafe symlink(scratch.path, scratch["link"])
    #expect(failure { () throws(FileError) in _ = try FolderLock(scratch["link"]) } != nil)
  }
}
