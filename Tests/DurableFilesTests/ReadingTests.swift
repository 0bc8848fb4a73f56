import DurableFiles
import Glibc
import Testing

@Suite("Reading never hangs and never takes more than it was told to")
struct ReadingTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test(
    "content up to the limit comes back whole, one byte more is refused",
    arguments: [0, 1, 4096, 262_144, 262_145])
  func limit(_ count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try DurableFiles.replace(scratch["file"], with: content)
    #expect(try DurableFiles.read(scratch["file"], limit: count) == content)
    guard count > 0 else { return }
    let refusal = failure { () throws(FileError) in
      _ = try DurableFiles.read(scratch["file"], limit: count - 1)
    }
    #expect(refusal?.reason == .tooLarge(limit: count - 1))
    #expect(refusal?.description == "cannot read '\(scratch["file"])': it has more than \(count - 1) bytes")
  }

  @Test("a file of the kernel, whose size is said to be 0, is read to its end, and the limit holds")
  func kernelFile() throws {
    #expect(try DurableFiles.read("/proc/self/status", limit: 1 << 20).starts(with: Array("Name:".utf8)))
    let refusal = failure { () throws(FileError) in _ = try DurableFiles.read("/proc/self/status", limit: 10)
    }
    #expect(refusal?.reason == .tooLarge(limit: 10))
  }

  @Test("a FIFO, a folder, a device and a socket are refused and not waited for")
  func kinds() throws {
    _ = unsafe mkfifo(scratch["fifo"], 0o600)
    let cases: [(String, FileKind)] = [
      (scratch["fifo"], .fifo), (scratch.path, .folder), ("/dev/zero", .characterDevice),
    ]
    for (path, kind) in cases {
      let refusal = failure { () throws(FileError) in _ = try DurableFiles.read(path, limit: 10) }
      #expect(refusal?.reason == .notRegular(kind))
      #expect(refusal?.description == "cannot open '\(path)': it is \(kind.phrase), not a regular file")
    }
  }

  @Test("a link is followed or refused, as asked")
  func links() throws {
    try DurableFiles.replace(scratch["file"], with: [1])
    _ = unsafe symlink("file", scratch["link"])
    _ = unsafe symlink("loop", scratch["loop"])
    #expect(try DurableFiles.read(scratch["link"], limit: 1) == [1])
    let refusal = failure { () throws(FileError) in
      _ = try DurableFiles.read(scratch["link"], limit: 1, follow: false)
    }
    #expect(refusal?.isSymbolicLink == true)
    #expect(
      failure { () throws(FileError) in _ = try DurableFiles.read(scratch["loop"], limit: 1) }?.errno == ELOOP
    )
    #expect(try DurableFiles.linkTarget(scratch["link"]) == "file")
    #expect(try DurableFiles.realPath(scratch["link"]) == scratch["file"])
  }

  @Test("below a folder no link is followed and nothing outside is reached")
  func beneath() throws {
    try DurableFiles.createFolder(scratch["inside"])
    try DurableFiles.replace(scratch["inside/file"], with: [1])
    try DurableFiles.replace(scratch["outside"], with: [2])
    _ = unsafe symlink("file", scratch["inside/link"])
    _ = unsafe symlink(".", scratch["inside/here"])
    let folder = try FileDescriptor.openFolder(scratch["inside"])
    let opened = try FileDescriptor.openRegular("file", beneath: folder)
    #expect(try DurableFiles.read(descriptor: opened.number, limit: 1) == [1])
    for path in ["../outside", "link", "here/file", "/etc/passwd", "missing", "."] {
      var refusal: FileError?
      do { _ = try FileDescriptor.openRegular(path, beneath: folder) } catch { refusal = error }
      #expect(refusal != nil, "\(path)")
    }
  }

  @Test("reading an open file leaves its position alone, and chunks add up to the content")
  func descriptor() throws {
    let content = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
    try DurableFiles.replace(scratch["file"], with: content)
    let file = try FileDescriptor.openRegular(scratch["file"])
    for _ in 0..<2 { #expect(try DurableFiles.read(descriptor: file.number, limit: 1 << 20) == content) }
    var (count, sum) = (0, 0)
    try DurableFiles.readChunks(descriptor: file.number, limit: 1 << 20) { chunk in
      count += chunk.count
      for index in chunk.indices { sum += Int(chunk[index]) }
    }
    #expect(count == content.count && sum == content.reduce(0) { $0 + Int($1) })
  }

  @Test(
    "what cannot be opened says which call, which path and why",
    arguments: [
      ("/nonexistent/x", "cannot open '/nonexistent/x': no such file or directory (ENOENT)"),
      ("/etc/passwd/x", "cannot open '/etc/passwd/x': not a directory (ENOTDIR)"),
      ("", "cannot open '': the path is empty"),
      ("/etc/\0x", "cannot open '/etc/\\u{0}x': the path has a NUL byte"),
      ("/new\nline\u{202E}", "cannot open '/new\\u{a}line\\u{202e}': no such file or directory (ENOENT)"),
    ])
  func messages(_ path: String, _ expected: String) {
    let refusal = failure { () throws(FileError) in _ = try DurableFiles.read(path, limit: 10) }
    #expect(refusal?.description == expected)
  }

  @Test("a file that the user may not read is refused", .enabled(if: isRoot, "needs root"))
  func permission() throws {
    try DurableFiles.replace(scratch["secret"], with: [1], mode: 0o600)
    let refusal = failure { () throws(FileError) in
      try asNobody { () throws(FileError) in _ = try DurableFiles.read(scratch["secret"], limit: 10) }
    }
    #expect(refusal?.isPermissionDenied == true)
    #expect(refusal?.description == "cannot open '\(scratch["secret"])': permission denied (EACCES)")
  }
}
