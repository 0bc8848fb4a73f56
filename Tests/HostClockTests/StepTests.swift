import CheckScene
import HostClock
import ReadinessCheck
import Testing

@Suite("Steps of the clock") struct StepTests {
  private static let with = "mark: mark.json"
  private static let planted: (realtime: Int64, sinceBoot: Int64) = (1_795_000_000, 100)

  private func mark(_ world: ClockWorld) throws -> String {
    String(
      decoding: try world.scene.files.read("\(world.scene.folder)/mark.json", limit: 4_096), as: UTF8.self)
  }

  @Test("are looked for from the second run of a boot on")
  func planting() throws {
    let world = try ClockWorld()
    let first = try world.finding(Self.with)
    #expect(first.status == .unknown && first.found == "no mark: nothing was compared")
    #expect(first.message.contains("a mark has been planted") && first.hint == "run the gate again")
    #expect(
      try mark(world)
        == #"{"mark":"v1","bootId":"\#(ClockWorld.boot)","planted":{"realtimeNanoseconds":1795000000000000000,"bootTimeNanoseconds":100000000000},"seen":{"realtimeNanoseconds":1795000000000000000,"bootTimeNanoseconds":100000000000}}"#
        + "\n")
    world.clocks(realtime: 1_795_000_600, sinceBoot: 700)
    let second = try world.finding(Self.with)
    #expect(second.status == .pass && second.message.contains("was not set"))
    #expect(second.found == "no step since 2026-11-18T11:06:40.000Z")
    #expect(try mark(world).contains(#""seen":{"realtimeNanoseconds":1795000600000000000,"#))
  }

  @Test("are not what a blocker with other parts waits for, and it says that nothing was compared")
  func plantingBesides() throws {
    let world = try ClockWorld()
    for found in ["no mark: nothing was compared", "no step since 2026-11-18T11:06:40.000Z"] {
      let answer = try world.scene.run(HostClock.self, "\(Self.with)\nsynchronised: true")
      #expect(answer.statuses(of: "clock-steps") == [.pass])
      #expect(answer.findings.first { $0.subject == "clock-steps" }?.found == found)
    }
  }

  @Test("of an earlier boot are over")
  func reboot() throws {
    let world = try ClockWorld()
    try world.plant(Self.with)
    world.boot("another")
    world.clocks(realtime: 1_700_000_000, sinceBoot: 3)
    let finding = try world.finding(Self.with)
    #expect(finding.status == .unknown)
    #expect(finding.found == "the mark of boot \(ClockWorld.boot): nothing was compared")
    #expect(finding.message.contains("planted"))
    #expect(try world.finding(Self.with).status == .pass)
    #expect(try mark(world).contains(#""bootId":"another""#))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// By how much more the wall clock moves than the other, in nanoseconds, after so many seconds.
    let step: Int64
    let seconds: Int64
    let isDrift: Bool
    var found = ""

    init(_ description: String, _ step: Int64, after seconds: Int64, isDrift: Bool, found: String = "") {
      (testDescription, self.step, self.seconds) = (description, step, seconds)
      (self.isDrift, self.found) = (isDrift, found)
    }
  }

  static let cases = [
    Case("a leap second", 1_000_000_000, after: 0, isDrift: true),
    Case("a second and a bit", 1_000_000_001, after: 0, isDrift: false, found: "1.000 s ahead"),
    Case("a leap second back", -1_000_000_000, after: 0, isDrift: true),
    Case("more than that back", -1_000_000_001, after: 0, isDrift: false, found: "1.000 s back"),
    Case("500 ppm of 4 hours and a second", 8_200_000_000, after: 14_400, isDrift: true),
    Case(
      "a bit more", 8_200_000_001, after: 14_400, isDrift: false, found: "8.200 s ahead, between 2026-11-18T"),
    Case("an hour back", -3_600_000_000_000, after: 60, isDrift: false, found: "3600.000 s back"),
    Case("years ahead", 300_000_000_000_000_000, after: 60, isDrift: false, found: "300000000.000 s ahead"),
  ]

  @Test("are what exceeds a second and 500 ppm, and stay until somebody has looked", arguments: cases)
  func steps(_ each: Case) throws {
    let world = try ClockWorld()
    try world.plant(Self.with)
    let planted = try mark(world)
    world.clocks(
      realtime: Self.planted.realtime + each.seconds, sinceBoot: Self.planted.sinceBoot + each.seconds,
      nanoseconds: each.step)
    let finding = try world.finding(Self.with)
    #expect(finding.status == (each.isDrift ? .pass : .fail), "\(finding)")
    guard !each.isDrift else { return }
    #expect(finding.message == "the wall clock was set while the machine ran")
    #expect(finding.found.contains(each.found), "\(finding)")
    #expect(finding.hint?.contains("rm \(world.scene.folder)/mark.json") == true)
    #expect(try mark(world) == planted)
    #expect(try world.finding(Self.with).status == .fail)
    #expect(world.scene.shell("rm mark.json") == 0)
    try world.plant(Self.with)
    #expect(try world.finding(Self.with).message.contains("was not set"))
  }

  @Test("that are small add up against the first run's mark")
  func sum() throws {
    let world = try ClockWorld()
    try world.plant(Self.with)
    for run in 0..<3 {
      world.clocks(
        realtime: Self.planted.realtime + Int64(run), sinceBoot: Self.planted.sinceBoot + Int64(run),
        nanoseconds: Int64(run) * 700_000_000)
      #expect(try world.finding(Self.with).status == (run < 2 ? .pass : .fail), "run \(run)")
    }
  }

  @Test(
    "are not judged by a mark that cannot be true",
    arguments: [
      "", "{}", "nonsense", #"{"mark":"v2"}"#,
      #"{"mark":"v1","bootId":"BOOT","planted":{"realtimeNanoseconds":1,"bootTimeNanoseconds":1},"seen":{"realtimeNanoseconds":1,"bootTimeNanoseconds":200000000000}}"#,
      #"{"mark":"v1","bootId":"BOOT","planted":{"realtimeNanoseconds":-1,"bootTimeNanoseconds":1},"seen":{"realtimeNanoseconds":1,"bootTimeNanoseconds":1}}"#,
      #"{"mark":"v1","bootId":"BOOT","planted":{"realtimeNanoseconds":1,"bootTimeNanoseconds":1},"seen":{"realtimeNanoseconds":1,"bootTimeNanoseconds":1},"more":1}"#,
    ])
  func nonsense(text: String) throws {
    let world = try ClockWorld()
    let written = text.split(separator: "BOOT", omittingEmptySubsequences: false).joined(
      separator: ClockWorld.boot)
    try world.scene.write("mark.json", written)
    let finding = try world.finding(Self.with)
    #expect(finding.status == .unknown, "\(finding)")
    #expect(finding.message.contains("the mark of an earlier run"), "\(finding)")
    #expect(finding.hint?.contains("rm \(world.scene.folder)/mark.json") == true)
    #expect(try mark(world) == written)
  }

  @Test(
    "cannot be told by what is no file",
    arguments: ["mkfifo mark.json", "ln -s other mark.json", "mkdir mark.json"])
  func place(shell: String) throws {
    let world = try ClockWorld()
    #expect(world.scene.shell(shell) == 0)
    let finding = try world.finding(Self.with)
    #expect(finding.status == .unknown && finding.message.contains("cannot be read"), "\(finding)")
  }

  @Test("cannot be told where there is no folder for the mark")
  func folder() throws {
    let finding = try ClockWorld().finding("mark: no/such/folder/mark.json")
    #expect(finding.status == .unknown && finding.message == "whether the clock was set cannot be told")
    #expect(finding.hint != nil)
  }

  @Test("cannot be told where the mark cannot be replaced, the boot has no id, or no clock can be read")
  func world() throws {
    let world = try ClockWorld()
    var files = AlteredFiles()
    files.contents["/boot_id"] = .success(Array("b\n".utf8))
    files.replacement = FileAccessError(.noSpace, "cannot replace it: no space left on device (ENOSPC)")
    world.scene.files = files
    let full = try world.finding(Self.with)
    #expect(full.status == .unknown && full.found.contains("ENOSPC"))
    files.contents["/boot_id"] = .failure(FileAccessError(.missing, "cannot open it"))
    world.scene.files = files
    #expect(try world.finding(Self.with).found == "cannot open it")
    world.boot("b")
    world.kept(.failure(ClockAccessError("no clock")))
    let none = try world.finding(Self.with)
    #expect(none.status == .unknown && none.found == "not asked")
  }
}
