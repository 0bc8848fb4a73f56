import GateScene
import Processes
import StrictJSON
import Testing
import TradeJournal

@Suite("A journal on a disk that fails") struct JournalFaultTests {
  private static let records = 12
  /// As the probe has them.
  private static let settings = JournalSettings(
    segmentBytes: 4096, reserveBytes: 0, bodyBytes: 512, spareSegments: 1)

  private func probe(_ scene: FaultScene, plan: String?) -> ProcessResult {
    scene.run(
      "\(BuiltPrograms.folder)/journal-probe", [scene["data/journal"], "\(Self.records)"], plan: plan)
  }

  /// The number of the last record of which the program said that it is on disk.
  private func acknowledged(_ result: ProcessResult) -> Int64 {
    result.output.split(separator: "\n").last.flatMap { Int64($0.dropFirst("synced ".count)) } ?? 0
  }

  private func operations() throws -> Int {
    let scene = try FaultScene()
    #expect(probe(scene, plan: "any:100000:EIO").isSuccess)
    return try #require(try scene.counts()["any"])
  }

  /// Everything acknowledged is there, in order, and at most one record more.
  private func check(_ scene: FaultScene, _ result: ProcessResult, _ what: String) throws {
    let contents = try Journal(opening: scene["data/journal"], Self.settings).contents
    let last = contents.records.last?.seq ?? contents.snapshot?.seq ?? 0
    let known = acknowledged(result)
    #expect(last == known || last == known + 1, "\(what): \(last), not \(known)")
    #expect(
      contents.records.allSatisfy { $0.body["after"]?.integerValue == $0.seq - 1 }
        && contents.snapshot.map { $0.body == .integer($0.seq) } != false, "\(what)")
    #expect(contents.discardedSnapshot == nil, "\(what)")
  }

  @Test(
    "has every record that was synced after a kill at any operation", arguments: ["kill-before", "kill-torn"])
  func kills(_ action: String) throws {
    for number in 1...(try operations()) {
      let scene = try FaultScene()
      let result = probe(scene, plan: "any:\(number):\(action)")
      #expect(result.wasKilled, "\(number)")
      try check(scene, result, "\(action) at \(number)")
    }
  }

  @Test(
    "has every record that was synced after a failure at any operation, and stops or does without",
    arguments: ["EIO", "ENOSPC", "EROFS"])
  func errors(_ error: String) throws {
    for number in 1...(try operations()) {
      let scene = try FaultScene()
      let result = probe(scene, plan: "any:\(number)+:\(error)")
      let what = "\(error) at \(number): \(result.errors)"
      switch result.termination {
      case .exited(0): #expect(acknowledged(result) == Int64(Self.records), "\(what)")
      case .exited(3): #expect(result.errors.contains("[journal.failed]"), "\(what)")
      case .exited(4):
        #expect(
          ["broken", "failed", "no-room"].contains { result.errors.contains("[journal.\($0)]") }, "\(what)")
      default: Issue.record("\(what): \(result.termination)")
      }
      try check(scene, result, what)
    }
  }

  @Test("is written on when a write comes short")
  func short() throws {
    let scene = try FaultScene()
    let result = probe(scene, plan: "write:*:short")
    #expect(result.isSuccess && acknowledged(result) == Int64(Self.records))
    try check(scene, result, "short")
  }
}
