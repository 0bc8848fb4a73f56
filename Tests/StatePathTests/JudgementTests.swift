import CheckScene
import ReadinessCheck
import Testing

@testable import StatePath

@Suite("A place for state") struct JudgementTests {
  private static func folder(owner: UInt32 = 0, mode: UInt32 = 0o755) -> FileInformation {
    FileInformation(
      kind: .folder, owner: owner, group: 0, mode: mode, linkCount: 2, size: 4_096, device: 1, inode: 1)
  }

  private static func file(
    owner: UInt32 = 1_000, mode: UInt32 = 0o600, change: (inout FileInformation) -> Void = { _ in }
  ) -> FileInformation {
    var file = FileInformation(
      kind: .regular, owner: owner, group: 0, mode: mode, linkCount: 1, size: 10, device: 1, inode: 2)
    change(&file)
    return file
  }

  @Test(
    "may be in these folders only",
    arguments: [
      (owner: 0, mode: 0o755, isParent: true, isGood: true),
      (1_000, 0o700, true, true), (1_000, 0o775, true, true), (1_001, 0o755, true, false),
      (0, 0o1777, true, false),
      (1_000, 0o757, true, false), (0, 0o1777, false, true), (0, 0o777, false, false),
      (1_001, 0o700, false, false),
    ] as [(owner: UInt32, mode: UInt32, isParent: Bool, isGood: Bool)])
  func folders(owner: UInt32, mode: UInt32, isParent: Bool, isGood: Bool) {
    let folder = FolderWalk.Folder(path: "/x", information: Self.folder(owner: owner, mode: mode))
    #expect((PathJudgement.folder(folder, user: 1_000, isParent: isParent) == nil) == isGood)
  }

  @Test(
    "may be reached by these links only",
    arguments: [
      (owner: 0, container: (0, 0o755), isGood: true), (1_000, (0, 0o755), false), (0, (1_000, 0o755), false),
      (0, (0, 0o775), false), (0, (0, 0o1777), false),
    ] as [(owner: UInt32, container: (UInt32, UInt32), isGood: Bool)])
  func links(owner: UInt32, container: (UInt32, UInt32), isGood: Bool) {
    var information = Self.folder(owner: owner, mode: 0o777)
    information.kind = .link
    let link = FolderWalk.Link(
      path: "/x", target: "/y", information: information,
      container: Self.folder(owner: container.0, mode: container.1))
    #expect((PathJudgement.link(link) == nil) == isGood)
  }

  @Test("holds nothing that the service cannot replace")
  func files() {
    func objection(
      _ file: FileInformation?, in parent: FileInformation = Self.folder(owner: 1_000), user: UInt32 = 1_000
    )
      -> String?
    { PathJudgement.file(file, in: parent, user: user) }
    #expect(objection(nil) == nil)
    #expect(objection(Self.file()) == nil)
    #expect(objection(Self.file(owner: 0)) == nil)
    #expect(objection(Self.file(owner: 1_001)) == "it belongs to uid 1001")
    #expect(objection(Self.file(mode: 0o666)) == "it has mode 0666: everybody may write it")
    #expect(objection(Self.file { $0.linkCount = 2 }) == "it has 2 names (hard links)")
    #expect(objection(Self.file { $0.isMountPoint = true })?.contains("mount point") == true)
    #expect(objection(Self.file { $0.isImmutable = true })?.contains("+i") == true)
    #expect(objection(Self.file { $0.isAppendOnly = true })?.contains("+a") == true)
    #expect(objection(Self.file { $0.kind = .socket }) == "it is a socket")
    // Sticky: the owner of the file or of the folder may replace it, and root.
    #expect(objection(Self.file(owner: 0), in: Self.folder(mode: 0o1755))?.contains("sticky") == true)
    #expect(objection(Self.file(), in: Self.folder(mode: 0o1755)) == nil)
    #expect(objection(Self.file(owner: 0), in: Self.folder(owner: 1_000, mode: 0o1755)) == nil)
    #expect(objection(Self.file(owner: 0), in: Self.folder(mode: 0o1755), user: 0) == nil)
    var frozen = Self.folder(owner: 1_000)
    frozen.isAppendOnly = true
    #expect(objection(Self.file(), in: frozen)?.contains("append-only") == true)
  }

  @Test(
    "is not below",
    arguments: [
      ("/run/x/k", false), ("/var/run/x/k", false), ("/tmp/k", false), ("/dev/shm/k", false), ("/run", false),
      ("/var/lib/x/k", true), ("/runner/k", true), ("/var/tmp/k", true), ("/srv/tmp/k", true),
      ("/srv/runtime/k", false),
    ])
  func places(path: String, isGood: Bool) {
    #expect((PathJudgement.place([path], runtimeFolders: ["/srv/runtime"]) == nil) == isGood)
    #expect((PathJudgement.place(["/var/lib/k", path], runtimeFolders: ["/srv/runtime"]) == nil) == isGood)
  }

  @Test("a marker reads back, and nothing else is one")
  func marker() throws {
    let marker = RebootMarker(bootID: "aa", device: .max, inode: 7)
    #expect(try RebootMarker(marker.encoded) == marker)
    for text in ["", "{}", "{\"marker\":\"v2\",\"bootId\":\"a\",\"device\":1,\"inode\":1}", "[]"] {
      #expect(throws: (any Error).self) { try RebootMarker(Array(text.utf8)) }
    }
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      var bytes = marker.encoded
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
        in: .min ... .max, using: &generator)
      _ = try? RebootMarker(bytes)
    }
  }

  @Test(
    "a marker counts in its own folder under another boot",
    arguments: [
      ("bb", UInt64(1), UInt64(2), RebootMarker.Verdict.survived), ("aa", 1, 2, .sameBoot),
      ("bb", 9, 2, .elsewhere),
      ("bb", 1, 9, .elsewhere),
    ])
  func markerVerdict(boot: String, device: UInt64, inode: UInt64, verdict: RebootMarker.Verdict) {
    let now = RebootMarker(bootID: boot, device: device, inode: inode)
    #expect(RebootMarker(bootID: "aa", device: 1, inode: 2).judged(now: now) == verdict)
  }
}
