import DurableFiles
import Processes
import Testing

/// With dd(1), which writes five bytes one by one and syncs them.
@Suite("A disk that fails on purpose") struct ShimTests {
  let scene: FaultScene

  init() throws { scene = try FaultScene() }

  private func dd(_ plan: String, to file: String = "data/file") -> ProcessResult {
    scene.run(
      "/bin/dd", ["if=/dev/zero", "of=\(scene[file])", "bs=1", "count=5", "conv=fsync", "status=none"],
      plan: plan)
  }

  private func size() throws -> Int { try scene.bytes("data/file").count }

  @Test("counts what happens in its folder, and lets it happen") func counts() throws {
    #expect(dd("write:100:EIO").isSuccess)
    #expect(try size() == 5)
    let counts = try scene.counts()
    #expect(counts["write"] == 5 && counts["sync"] == 1 && counts["open"] == 1)
    #expect(counts["any"] == 5 + 1 + 1 + (counts["truncate"] ?? 0))
  }

  @Test("leaves other folders alone") func elsewhere() throws {
    #expect(dd("any:*:kill", to: "file").isSuccess)
    #expect(try scene.bytes("file").count == 5)
    // A name that begins like the folder's.
    try DurableFiles.createFolder(scene["data2"])
    #expect(dd("any:*:kill", to: "data2/file").isSuccess)
  }

  @Test(
    "fails at the operation that was named, and from it on",
    arguments: [
      ("write:3:EIO", "Input/output error", 2), ("write:4+:ENOSPC", "No space left", 3),
      ("sync:1:EIO", "Input/output error", 5), ("any:4:EDQUOT", "quota exceeded", 2),
    ])
  func errors(_ plan: String, _ message: String, _ count: Int) throws {
    let result = dd(plan)
    #expect(result.termination == .exited(1))
    #expect(String(decoding: result.standardError, as: UTF8.self).contains(message))
    #expect(try size() == count)
  }

  @Test("fails to open, and only for writing") func opening() throws {
    #expect(dd("open:1:EROFS").termination == .exited(1))
    #expect(try DurableFiles.list(scene.data, limit: 10).isEmpty)
    #expect(dd("open:2:EROFS").isSuccess)
    #expect(scene.run("/bin/cat", [scene["data/file"]], plan: "open:*:EROFS").isSuccess)
  }

  @Test(
    "kills before, after, and in the middle",
    arguments: [
      ("write:3:kill", 2), ("write:3:kill-before", 2), ("write:3:kill-after", 3), ("sync:1:kill", 5),
    ])
  func kills(_ plan: String, _ count: Int) throws {
    #expect(dd(plan).wasKilled)
    #expect(try size() == count)
    // The counts outlive it.
    #expect(try scene.counts()["any"] ?? 0 > 3)
  }

  @Test("writes half, and says so or dies of it") func halves() throws {
    let block = ["if=/dev/zero", "of=\(scene["data/file"])", "bs=100", "count=1", "status=none"]
    #expect(scene.run("/bin/dd", block, plan: "write:1:kill-torn").wasKilled)
    #expect(try size() == 50)
    #expect(scene.run("/bin/dd", block, plan: "write:1:short").isSuccess)
    // The program wrote the rest when it was told.
    #expect(try size() == 100 && (try scene.counts()["write"]) == 2)
  }

  @Test("stalls") func stall() throws {
    let start = ContinuousClock.now
    #expect(dd("sync:1:stall=300").isSuccess)
    #expect(ContinuousClock.now - start >= .milliseconds(300))
  }

  @Test("fails names", arguments: ["rename:1:EIO", "any:1:EIO"]) func renaming(_ plan: String) throws {
    try DurableFiles.replace(scene["data/a"], with: [1])
    #expect(!scene.run("/bin/mv", [scene["data/a"], scene["data/b"]], plan: plan).isSuccess)
    #expect(try scene.bytes("data/a") == [1])
  }

  @Test(
    "refuses a plan that it does not understand",
    arguments: [
      "", "write", "write:1", "write:0:EIO", "write:x:EIO", "writes:1:EIO", "write:1:EWHAT", "sync:1:stall=",
    ])
  func mistakes(_ plan: String) {
    let result = scene.run("/bin/true", [], plan: plan)
    #expect(result.termination == .exited(120))
    #expect(String(decoding: result.standardError, as: UTF8.self).hasPrefix("disk-faults: "))
  }
}
