import DurableFiles
import Glibc
import ReadinessReport
import Testing

@testable import Admission

@Suite("The engine's own trust") struct TrustTests {
  @Test("walks every folder of a path, through links")
  func places() throws {
    let scratch = try ScratchFolder()
    for name in ["releases", "releases/1", "releases/1/bin", "links"] { try scratch.createFolder(name) }
    try scratch.write("releases/1/bin/engine", [])
    scratch.link("current", to: "links/inner")
    scratch.link("links/inner", to: "\(scratch.path)/releases/1")
    let places = try TrustedPlaces.places(of: scratch["current/bin/../bin/./engine"])
    let below = places.compactMap {
      $0.hasPrefix(scratch.path) ? String($0.dropFirst(scratch.path.count)) : nil
    }
    #expect(places.first == "/" && places.contains("/tmp"))
    #expect(
      Set(below) == ["", "/links", "/releases", "/releases/1", "/releases/1/bin", "/releases/1/bin/engine"])
  }

  @Test("walks folders whose names begin with a mark, and those that look alike")
  func marks() throws {
    let scratch = try ScratchFolder()
    for name in ["\u{301}a", "\u{301}a/\u{E9}", "\u{301}a/e\u{301}"] { try scratch.createFolder(name) }
    scratch.link("\u{301}a/\u{E9}/up", to: "../e\u{301}")
    try scratch.write("\u{301}a/e\u{301}/engine", [])
    let places = try TrustedPlaces.places(of: scratch["\u{301}a/\u{E9}/up/engine"]).map { Array($0.utf8) }
    for name in ["\u{301}a", "\u{301}a/\u{E9}", "\u{301}a/e\u{301}", "\u{301}a/e\u{301}/engine"] {
      #expect(places.contains(Array(scratch[name].utf8)), "\(name)")
    }
  }

  @Test("stops at what is missing, and refuses links in a circle")
  func ends() throws {
    let scratch = try ScratchFolder()
    #expect(try TrustedPlaces.places(of: scratch["a/b/c"]).last == scratch.path)
    scratch.link("x", to: "y")
    scratch.link("y", to: "x")
    #expect(throws: FileError.self) { try TrustedPlaces.places(of: scratch["x/z"]) }
  }

  @Test(
    "counts owner, group and everybody",
    arguments: [
      (UInt32(0o644), false, false), (0o664, false, true), (0o646, true, true), (0o444, false, false),
      (0o755, false, false), (0o020, false, true),
    ])
  func modes(mode: UInt32, everybody: Bool, group: Bool) throws {
    let scratch = try ScratchFolder()
    try scratch.write("file", [])
    scratch.change(mode: mode, of: "file")
    let status = try DurableFiles.status(scratch["file"])
    func reason(_ user: UInt32, _ groups: [UInt32]) -> String? {
      WriteAccess.reason(status, ProcessIdentity(userIDs: [user], groupIDs: groups, capabilities: 0))
    }
    #expect((reason(64_321, [64_321]) != nil) == everybody)
    #expect((reason(64_321, [64_321, status.groupID]) != nil) == group)
    #expect(reason(status.userID, []) == "user \(status.userID) owns it")
  }

  @Test("asks the kernel as well")
  func kernel() throws {
    let scratch = try ScratchFolder()
    try scratch.write("file", [])
    let stranger = ProcessIdentity(userIDs: [64_321], groupIDs: [64_321], capabilities: 0)
    // This process owns the file, which the stranger's numbers do not show.
    #expect(WriteAccess.reason(for: scratch["file"], stranger) == "the kernel allows it")
    #expect(WriteAccess.reason(for: scratch["missing"], stranger) == nil)
  }

  @Test("reads who it is from the kernel's own words")
  func identity() throws {
    let text = """
      Name:\tengine
      Uid:\t1000\t1001\t1002\t1003
      Gid:\t100\t101\t102\t103
      Groups:\t4 27 
      CapPrm:\t0000000000000002
      CapEff:\t0000000000000400
      """
    let identity = try #require(ProcessIdentity(status: Array(text.utf8)))
    #expect(identity.userIDs == [1000, 1001, 1002, 1003])
    #expect(identity.groupIDs == [100, 101, 102, 103, 4, 27])
    #expect(identity.excess == "CAP_DAC_OVERRIDE")
    #expect(ProcessIdentity(userIDs: [1], groupIDs: [], capabilities: 1 << 10).excess == nil)
    #expect(ProcessIdentity.current().userIDs.contains(geteuid()))
    for missing in ["Uid", "Gid", "Groups", "CapPrm", "CapEff"] {
      #expect(ProcessIdentity(status: Array(text.replacing(missing, with: "X").utf8)) == nil)
    }
    #expect(ProcessIdentity(status: Array(text.replacing("1001", with: "-1").utf8)) == nil)
  }

  @Test("leaves no file of user 0 in a folder that belongs to another")
  func rootRecords() throws {
    guard geteuid() == 0 else { return }
    let scenario = try Scenario { scenario in
      scenario.world.identity = .root
      scenario.afterwards = { _ = unsafe chown($0["state"], 64_321, 64_321) }
    }
    let refusal = try #require(scenario.refusal(persist: true))
    #expect(refusal.code == .runningAsRoot && refusal.notRecorded != nil)
    #expect(try scenario.scratch.names("state") == ["kill_switch_state.json"])
  }

  @Test("sees this process as it is")
  func current() throws {
    let world = AdmissionWorld.current()
    #expect(world.bootId?.utf8.count == 36)
    #expect(
      world.identity != ProcessIdentity(userIDs: [0], groupIDs: [0], capabilities: .max) || geteuid() == 0)
    let first = try #require(world.clock())
    let second = try #require(world.clock())
    #expect(second.bootTimeMilliseconds >= first.bootTimeMilliseconds && first.bootTimeMilliseconds > 0)
    let own = try LoadedArtefacts.ownExecutable()
    #expect(own.path.hasPrefix("/"))
  }
}
