import DurableFiles
import Glibc
import Testing

@Suite("Writing is all or nothing")
struct WritingTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("a file is made or replaced, with exactly the mode given and nothing left beside it")
  func replace() throws {
    // No usual umask leaves 0666. It is not changed here: it is the whole process's, and other tests run beside this.
    for (content, mode) in [
      ([UInt8](), UInt32(0o600)), (Array("old".utf8), 0o644), (Array("new".utf8), 0o666),
    ] {
      try DurableFiles.replace(scratch["state.json"], with: content, mode: mode)
      #expect(try DurableFiles.read(scratch["state.json"], limit: 10) == content)
      #expect(try DurableFiles.status(scratch["state.json"]).mode == mode)
      #expect(try scratch.names() == ["state.json"])
    }
  }

  @Test("a reader that has the old file open keeps it, and the path leads to the new one")
  func atomic() throws {
    try DurableFiles.replace(scratch["file"], with: Array("old".utf8))
    let old = try FileDescriptor.openRegular(scratch["file"])
    try DurableFiles.replace(scratch["file"], with: Array("new".utf8))
    #expect(try DurableFiles.read(descriptor: old.number, limit: 10) == Array("old".utf8))
    #expect(try DurableFiles.read(scratch["file"], limit: 10) == Array("new".utf8))
  }

  @Test("a link at the path is replaced and its target untouched")
  func link() throws {
    try DurableFiles.replace(scratch["target"], with: [1])
    _ = unsafe symlink("target", scratch["link"])
    try DurableFiles.replace(scratch["link"], with: [2])
    #expect(try DurableFiles.status(scratch["link"], follow: false).kind == .regular)
    #expect(try DurableFiles.read(scratch["target"], limit: 1) == [1])
  }

  @Test("when it cannot be done the old content stays and no temporary file is left")
  func failures() throws {
    try DurableFiles.createFolder(scratch["folder"])
    let overFolder = failure { () throws(FileError) in try DurableFiles.replace(scratch["folder"], with: [1])
    }
    #expect(overFolder?.operation == .rename && overFolder?.errno == EISDIR)
    for path in [scratch["folder/"], scratch["folder/.."], scratch["."], ".", "", "a\0b"] {
      let refusal = failure { () throws(FileError) in try DurableFiles.replace(path, with: [1]) }
      guard case .invalid = refusal?.reason else {
        Issue.record("'\(path)' is accepted")
        continue
      }
    }
    let missing = failure { () throws(FileError) in try DurableFiles.replace(scratch["none/file"], with: [1])
    }
    #expect(missing?.isNotFound == true)
    #expect(try scratch.names() == ["folder"])
  }

  @Test("names up to the system's limit can be written", arguments: [200, 201, 255])
  func longNames(_ count: Int) throws {
    let name = String(repeating: "é", count: count / 2) + (count.isMultiple(of: 2) ? "" : "x")
    try DurableFiles.replace(scratch[name], with: [1])
    #expect(try scratch.names() == [name])
  }

  @Test("a read-only folder keeps its file", .enabled(if: isRoot, "needs root"))
  func readOnlyFolder() throws {
    try DurableFiles.replace(scratch["file"], with: Array("old".utf8))
    let refusal = failure { () throws(FileError) in
      try asNobody { () throws(FileError) in try DurableFiles.replace(scratch["file"], with: [1]) }
    }
    #expect(refusal?.isPermissionDenied == true)
    #expect(try DurableFiles.read(scratch["file"], limit: 10) == Array("old".utf8))
    #expect(try scratch.names() == ["file"])
  }

  @Test("what must be new is never replaced")
  func create() throws {
    try DurableFiles.create(scratch["key"], with: [1])
    #expect(try DurableFiles.status(scratch["key"]).mode == 0o600)
    #expect(try DurableFiles.status(scratch["key"]).linkCount == 1)
    let second = failure { () throws(FileError) in try DurableFiles.create(scratch["key"], with: [2]) }
    #expect(second?.isAlreadyPresent == true)
    _ = unsafe symlink("nowhere", scratch["link"])
    #expect(
      failure { () throws(FileError) in try DurableFiles.create(scratch["link"], with: [2]) }?.errno == EEXIST
    )
    #expect(try DurableFiles.read(scratch["key"], limit: 1) == [1])
    #expect(try scratch.names() == ["key", "link"])
  }

  @Test("a file is removed once")
  func remove() throws {
    try DurableFiles.create(scratch["file"], with: [1])
    try DurableFiles.remove(scratch["file"])
    #expect(failure { () throws(FileError) in try DurableFiles.remove(scratch["file"]) }?.isNotFound == true)
    #expect(failure { () throws(FileError) in try DurableFiles.remove(scratch.path) }?.errno == EISDIR)
  }

  @Test("lines are added, each whole; a torn last line stays alone")
  func append() throws {
    try DurableFiles.append(scratch["log"], line: Array("one".utf8), mode: 0o640)
    #expect(try DurableFiles.status(scratch["log"]).mode == 0o640)
    try DurableFiles.append(scratch["log"], line: [])
    #expect(try DurableFiles.read(scratch["log"], limit: 100) == Array("one\n\n".utf8))
    try DurableFiles.replace(scratch["log"], with: Array("one\ntor".utf8))
    try DurableFiles.append(scratch["log"], line: Array("two".utf8))
    #expect(try DurableFiles.read(scratch["log"], limit: 100) == Array("one\ntor\ntwo\n".utf8))
  }

  @Test("what is no line, or no file of ours, is not appended to")
  func appendRefusals() throws {
    let lineFeed = failure { () throws(FileError) in
      try DurableFiles.append(scratch["log"], line: Array("a\nb".utf8))
    }
    #expect(lineFeed?.description == "cannot write '\(scratch["log"])': the line has a line feed in it")
    _ = unsafe symlink("log", scratch["link"])
    #expect(
      failure { () throws(FileError) in try DurableFiles.append(scratch["link"], line: [1]) }?.errno == ELOOP)
    _ = unsafe mkfifo(scratch["fifo"], 0o600)
    let fifo = failure { () throws(FileError) in try DurableFiles.append(scratch["fifo"], line: [1]) }
    #expect(fifo?.reason == .notRegular(.fifo))
    #expect(try scratch.names() == ["fifo", "link"])
  }

  @Test(
    "on a full file system nothing is lost and nothing is half written",
    .enabled(if: isRoot, "needs root to mount"))
  func full() throws {
    try DurableFiles.createFolder(scratch["small"])
    guard unsafe mount("tmpfs", scratch["small"], "tmpfs", 0, "size=64k") == 0 else {
      try Test.cancel("tmpfs cannot be mounted here")
    }
    defer { _ = unsafe umount(scratch["small"]) }
    #expect(try DurableFiles.status(scratch["small"]).isMountPoint == true)
    let fileSystem = try DurableFiles.fileSystem(scratch["small"])
    #expect(fileSystem.typeName == "tmpfs" && fileSystem.isVolatile && fileSystem.bytesAvailable == 64 * 1024)

    let old = Array("old".utf8)
    try DurableFiles.replace(scratch["small/file"], with: old)
    try DurableFiles.append(scratch["small/log"], line: old)
    let big = [UInt8](repeating: 7, count: 128 * 1024)
    let replaced = failure { () throws(FileError) in
      try DurableFiles.replace(scratch["small/file"], with: big)
    }
    #expect(replaced?.isNoSpace == true)
    #expect(
      replaced?.description == "cannot write '\(scratch["small/file"])': no space left on device (ENOSPC)")
    let appended = failure { () throws(FileError) in try DurableFiles.append(scratch["small/log"], line: big)
    }
    #expect(appended?.isNoSpace == true)
    #expect(try DurableFiles.read(scratch["small/file"], limit: 10) == old)
    #expect(try DurableFiles.read(scratch["small/log"], limit: 10) == old + [10])
    #expect(try DurableFiles.list(scratch["small"], limit: 10).map(\.name) == ["file", "log"])

    // Seen as the system sees it once the mount has become read-only.
    let remountReadOnly: UInt = 32 | 1  // MS_REMOUNT | MS_RDONLY
    try #require(unsafe mount("tmpfs", scratch["small"], "tmpfs", remountReadOnly, "size=64k") == 0)
    let readOnly = failure { () throws(FileError) in
      try DurableFiles.replace(scratch["small/file"], with: [1])
    }
    #expect(readOnly?.isReadOnlyFileSystem == true)
    #expect(try DurableFiles.fileSystem(scratch["small"]).isReadOnly)
  }
}
