import DurableFiles
import Glibc
import Testing

@Suite("Folders and files are described as they are")
struct StatusTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("kind, mode, owner, links, size and time of a file")
  func status() throws {
    try DurableFiles.replace(scratch["file"], with: [1, 2, 3], mode: 0o1642)
    _ = unsafe link(scratch["file"], scratch["second"])
    let status = try DurableFiles.status(scratch["file"])
    #expect(status.kind == .regular && status.isRegular)
    #expect(status.mode == 0o1642 && status.isSticky && status.isWritableByOthers)
    #expect(status.userID == geteuid() && status.groupID == getegid())
    #expect(status.linkCount == 2 && status.size == 3)
    #expect(try status.isSameFile(as: DurableFiles.status(scratch["second"])))
    #expect(try !status.isSameFile(as: DurableFiles.status(scratch.path)))
    #expect(status.isMountPoint != true && status.isImmutable != true && status.isAppendOnly != true)

    var times = (
      timespec(tv_sec: 1_700_000_000, tv_nsec: 5), timespec(tv_sec: 1_700_000_000, tv_nsec: 123_456_789)
    )
    try unsafe withUnsafeBytes(of: &times) { bytes in
      let pair = unsafe bytes.bindMemory(to: timespec.self)
      try #require(unsafe utimensat(AT_FDCWD, scratch["file"], pair.baseAddress, 0) == 0)
    }
    #expect(try DurableFiles.status(scratch["file"]).modifiedNanoseconds == 1_700_000_000_123_456_789)
  }

  @Test("every kind of thing is told apart")
  func kinds() throws {
    _ = unsafe mkfifo(scratch["fifo"], 0o600)
    _ = unsafe symlink("nowhere", scratch["link"])
    #expect(try DurableFiles.status(scratch["fifo"]).kind == .fifo)
    #expect(try DurableFiles.status(scratch["link"], follow: false).kind == .symbolicLink)
    #expect(try DurableFiles.status(scratch.path).kind == .folder)
    #expect(try DurableFiles.status("/dev/null").kind == .characterDevice)
    #expect(try DurableFiles.statusIfPresent(scratch["link"]) == nil)
    #expect(try DurableFiles.statusIfPresent(scratch["fifo/x"]) == nil)
    #expect(
      failure { () throws(FileError) in _ = try DurableFiles.status(scratch["none"]) }?.isNotFound == true)
  }

  @Test("attributes that forbid replacing are seen", .enabled(if: isRoot, "needs root"))
  func attributes() throws {
    try DurableFiles.replace(scratch["file"], with: [1])
    let file = try FileDescriptor.openRegular(scratch["file"])
    func set(_ flags: Int) -> Bool {
      var flags = flags
      let setFlags: UInt = 0x4008_6602  // FS_IOC_SETFLAGS
      return unsafe withUnsafeMutablePointer(to: &flags) { unsafe ioctl(file.number, setFlags, $0) } == 0
    }
    guard set(0x10) else { try Test.cancel("this file system has no attributes") }
    #expect(try DurableFiles.status(scratch["file"]).isImmutable == true)
    #expect(
      failure { () throws(FileError) in try DurableFiles.replace(scratch["file"], with: [2]) }?.errno == EPERM
    )
    #expect(set(0x20))
    #expect(try DurableFiles.status(scratch["file"]).isAppendOnly == true)
    #expect(try DurableFiles.status(scratch["file"]).isImmutable == false)
    #expect(set(0))
    #expect(try scratch.names() == ["file"])
  }

  @Test("a mount point of its own is seen, a folder is not one")
  func mountPoints() throws {
    #expect(try DurableFiles.status("/proc").isMountPoint == true)
    #expect(try DurableFiles.status("/proc/self").isMountPoint == false)
    #expect(try DurableFiles.fileSystem("/proc").typeName == "proc")
    #expect(try DurableFiles.fileSystem(scratch.path).bytesAvailable > 0)
  }

  @Test("a folder is listed in the order of bytes, and never in part")
  func list() throws {
    for name in ["b", "a", "Z", "ä", "a.b", ".hidden"] { try DurableFiles.create(scratch[name], with: []) }
    try DurableFiles.createFolder(scratch["folder"], mode: 0o2750)
    #expect(try scratch.names() == [".hidden", "Z", "a", "a.b", "b", "folder", "ä"])
    #expect(try DurableFiles.status(scratch["folder"]).mode == 0o2750)
    #expect(try DurableFiles.list(scratch.path, limit: 7).count { $0.kind == .folder } == 1)
    let refusal = failure { () throws(FileError) in _ = try DurableFiles.list(scratch.path, limit: 6) }
    #expect(refusal?.reason == .tooManyEntries(limit: 6))
    #expect(try DurableFiles.list(scratch["folder"], limit: 0).isEmpty)
    #expect(
      failure { () throws(FileError) in _ = try DurableFiles.list(scratch["a"], limit: 9) }?.errno == ENOTDIR)
    _ = unsafe symlink("folder", scratch["link"])
    let link = failure { () throws(FileError) in
      _ = try DurableFiles.list(scratch["link"], limit: 9, follow: false)
    }
    #expect(link?.errno == ENOTDIR || link?.errno == ELOOP)
  }

  @Test("a name that is not UTF-8 is listed as the bytes it is")
  func notText() throws {
    let name: [UInt8] = [0x66, 0xFF, 0x6F]
    var number: Int32 = -1
    unsafe withCString(of: scratch.path, name) { path in
      number = unsafe open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    }
    try #require(number >= 0)
    close(number)
    #expect(try DurableFiles.list(scratch.path, limit: 1) == [FolderEntry(bytes: name, kind: .regular)])
    #expect(try DurableFiles.list(scratch.path, limit: 1).first?.name == nil)
  }

  @Test("a folder is made once, one level at a time")
  func createFolder() throws {
    try DurableFiles.createFolder(scratch["one"])
    let again = failure { () throws(FileError) in try DurableFiles.createFolder(scratch["one"]) }
    #expect(again?.isAlreadyPresent == true)
    #expect(again?.description == "cannot create the folder '\(scratch["one"])': file exists (EEXIST)")
    #expect(
      failure { () throws(FileError) in try DurableFiles.createFolder(scratch["two/three"]) }?.isNotFound
        == true)
  }

  @Test("a path is resolved to the end")
  func realPath() throws {
    try DurableFiles.createFolder(scratch["folder"])
    _ = unsafe symlink("folder", scratch["link"])
    #expect(try DurableFiles.realPath(scratch["link/../folder/."]) == scratch["folder"])
    #expect(
      failure { () throws(FileError) in _ = try DurableFiles.realPath(scratch["none"]) }?.isNotFound == true)
    #expect(
      failure { () throws(FileError) in _ = try DurableFiles.linkTarget(scratch["folder"]) }?.errno == EINVAL)
  }
}
