import CheckScene
import Glibc
import ReadinessCheck
import Testing

@testable import CheckHost

@Suite("Files of the host") struct HostFilesTests {
  private let files = HostFiles(scratchParent: "/var/tmp")

  private func reason(_ body: () throws(FileAccessError) -> Void) -> FileAccessError.Reason? {
    do throws(FileAccessError) {
      try body()
      return nil
    } catch { return error.reason }
  }

  @Test("are read, and nothing else is")
  func reading() throws {
    let scene = try CheckScene()
    let path = try scene.write("a", "hello")
    scene.shell("mkfifo fifo; ln -s a link; ln -s nowhere broken; mkdir folder")
    #expect(try files.read(path, limit: 5) == Array("hello".utf8))
    #expect(try files.read("\(scene.folder)/link", limit: 5) == Array("hello".utf8))
    #expect(try files.readPrefix(path, count: 2) == Array("he".utf8))
    #expect(try files.readPrefix(path, count: 9) == Array("hello".utf8))
    #expect(reason { () throws(FileAccessError) in _ = try files.read(path, limit: 4) } == .tooLarge)
    #expect(
      reason { () throws(FileAccessError) in _ = try files.read("\(scene.folder)/x", limit: 4) } == .missing)
    #expect(
      reason { () throws(FileAccessError) in _ = try files.read("\(scene.folder)/fifo", limit: 4) }
        == .notARegularFile)
    #expect(
      reason { () throws(FileAccessError) in _ = try files.readPrefix("\(scene.folder)/folder", count: 4) }
        == .notARegularFile)
    #expect(reason { () throws(FileAccessError) in _ = try files.list(path, limit: 4) } == .notAFolder)
    #expect(reason { () throws(FileAccessError) in _ = try files.list(scene.folder, limit: 2) } == .tooLarge)
    #expect(try files.list(scene.folder, limit: 9) == ["a", "broken", "fifo", "folder", "link"])
    #expect(try files.linkTarget("\(scene.folder)/broken") == "nowhere")
    #expect(try files.canonicalPath("\(scene.folder)/folder/../link") == path)
    #expect(try files.information("\(scene.folder)/broken", followingLinks: true) == nil)
    #expect(try files.information("\(scene.folder)/broken", followingLinks: false)?.kind == .link)
    #expect(try files.information("\(scene.folder)/fifo", followingLinks: false)?.kind == .fifo)
    #expect(try files.information(path, followingLinks: false)?.owner == files.user)
    #expect(try files.information(path, followingLinks: false)?.mode == 0o644)
  }

  @Test("are sealed as copies with their digest, links and what is too long excepted")
  func sealing() throws {
    let scene = try CheckScene()
    let path = try scene.write("a", "hello", mode: 0o640)
    scene.shell("mkfifo fifo; ln -s a link")
    let program = try files.seal(path, limit: 5)
    scene.shell("echo other > a")
    #expect(program.path == path && program.source.mode == 0o640 && program.source.size == 5)
    #expect(program.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    var copy = [UInt8](repeating: 0, count: 9)
    #expect(unsafe pread(program.descriptor, &copy, 9, 0) == 5)
    #expect(copy.prefix(5) == Array("hello".utf8)[...])
    #expect(unsafe pwrite(program.descriptor, "x", 1, 0) == -1)
    #expect(reason { () throws(FileAccessError) in _ = try files.seal(path, limit: 5) } == .tooLarge)
    for (name, expected) in [
      ("fifo", FileAccessError.Reason.notARegularFile), ("x", .missing), ("link", .other),
    ] {
      let found = reason { () throws(FileAccessError) in
        _ = try files.seal("\(scene.folder)/\(name)", limit: 5)
      }
      #expect(found == expected, "\(name)")
    }
  }

  @Test("are proved replaceable without a trace")
  func proof() throws {
    let scene = try CheckScene()
    try files.proveReplaceable(in: scene.folder)
    #expect(scene.names(in: "") == [])
    #expect(
      reason { () throws(FileAccessError) in try files.proveReplaceable(in: "\(scene.folder)/missing") }
        == .missing)
    #expect(reason { () throws(FileAccessError) in try files.proveReplaceable(in: "/proc") } != nil)
  }

  @Test("are in a file system that has a name")
  func fileSystems() throws {
    let scene = try CheckScene()
    #expect(try files.fileSystem(holding: "/proc").type == "proc")
    let here = try files.fileSystem(holding: scene.folder)
    #expect(here.availableBytes > 0)
    #expect(!here.type.hasPrefix("0x"))
    #expect(
      reason { () throws(FileAccessError) in _ = try files.fileSystem(holding: "/nowhere") } == .missing)
  }

  @Test("are found in the table of mounts by the mount's number")
  func mountTable() {
    let table = """
      25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw,size=24684096k
      36 35 98:0 /mnt1 /mnt\\0402 rw,noatime shared:1 master:1 - fuse.sshfs /dev/root rw
      7 1 0:1 / / rw
      8 1 0:9 / /mnt rw - ext4 \u{301}source rw
      9 1 0:9 / /mnt\u{301} rw \u{301}shared:1 - xfs x rw
      """.utf8
    let type = { (mount: String) in MountTable.type(ofMount: mount, in: Array(table)) }
    #expect(type("25") == "tmpfs")
    #expect(type("36") == "fuse.sshfs")
    #expect(type("7") == nil)
    #expect(type("2") == nil)
    #expect(type("8") == "ext4" && type("9") == "xfs")
  }

  @Test("of a scratch folder go with it, and no other folder does")
  func scratch() throws {
    let scene = try CheckScene()
    try scene.write("keep/me", "x")
    let scratch = try files.makeScratchFolder()
    #expect(try files.information(scratch, followingLinks: false)?.mode == 0o700)
    scene.shell(
      "mkdir -p '\(scratch)/a/b'; touch '\(scratch)/a/b/c'; ln -s '\(scene.folder)/keep' '\(scratch)/a/link'")
    files.removeScratchFolder(scratch)
    #expect(try files.information(scratch, followingLinks: false) == nil)
    files.removeScratchFolder(scene.folder)
    #expect(scene.names(in: "keep") == ["me"])
  }
}
