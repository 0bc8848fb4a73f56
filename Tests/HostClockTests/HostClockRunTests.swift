import CheckHost
import CheckScene
import Chronology
import GateScene
import Processes
import ReadinessCheck
import StrictJSON
import Testing

@Suite("This machine's clocks", .serialized) struct HostClockRunTests {
  private static func scene(_ with: String) throws -> GateScene {
    let scene = try GateScene()
    try scene.write(
      "p.yaml",
      """
      policy: v1
      name: p
      environment: simulator
      blockers:
        - { id: clock, title: T, risk: high, check: host-clock, with: { \(with) } }

      """)
    return scene
  }

  private static func finding(_ result: ProcessResult) throws -> JSON {
    let json = try JSON.parse(result.standardOutput)
    let blocker = try #require(json["predicate"]?["blockers"]?.arrayValue?.first)
    return try #require(blocker["findings"]?.arrayValue?.first)
  }

  @Test("can be read, and move on together")
  func reading() throws {
    let clocks = HostClocks()
    let (first, second) = (try clocks.read(), try clocks.read())
    #expect(first.bootTimeNanoseconds > 0 && second.bootTimeNanoseconds >= first.bootTimeNanoseconds)
    let now = SystemClock.now().unixMilliseconds
    #expect((now - second.realtimeNanoseconds / 1_000_000).magnitude < 60_000)
  }

  @Test(
    "make the gate READY from the second run on while they are not set, and close it when the mark says that they were"
  )
  func steps() throws {
    let scene = try Self.scene("mark: mark.json")
    for (message, status) in [("a mark has been planted", 3 as Int32), ("was not set", 0)] {
      let result = scene.run(BuiltPrograms.readiness, ["check", "p.yaml", "--format", "json"])
      #expect(result.status == status, "\(result.errors)")
      #expect(try Self.finding(result)["message"]?.stringValue?.contains(message) == true)
    }
    // As if an hour had been left out since: the digits behind the first nine are nanoseconds of the second.
    let mark = try JSON.parse(Array(try scene.read("mark.json").utf8).dropLast())
    let planted = try #require(mark["planted"]?["realtimeNanoseconds"]?.integerValue)
    _ = scene.shell("sed -i 's/\(planted)/\(planted - 3_600_000_000_000)/' mark.json")
    let result = scene.run(BuiltPrograms.readiness, ["check", "p.yaml", "--format", "json"])
    #expect(result.status == 1)
    #expect(try Self.finding(result)["found"]?.stringValue?.contains("s ahead, between ") == true)
  }

  /// A filter as the gate's unit has one, set by a program that then becomes the gate: who calls adjtimex(2) or
  /// clock_adjtime(2) is ended.
  private static let filtered = """
    import ctypes, os, platform, struct, sys
    calls = {"x86_64": (159, 305), "aarch64": (171, 266)}[platform.machine()]
    end, go = 0x80000000, 0x7fff0000
    program = [(0x20, 0, 0, 0)] + [(0x15, 0, 1, n) if i % 2 == 0 else (0x06, 0, 0, end)
                                   for n in calls for i in range(2)] + [(0x06, 0, 0, go)]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, header, 0, 0):
        sys.exit("seccomp: errno %d" % ctypes.get_errno())
    if len(sys.argv) == 1:
        libc.adjtimex(ctypes.create_string_buffer(1024))
        sys.exit("the filter filters nothing")
    os.execv(sys.argv[1], sys.argv[1:])
    """

  @Test(
    "are not asked for their keeper under a filter that ends whoever does, and the check answers all the same"
  )
  func filter() throws {
    let scene = try Self.scene("synchronised: true")
    try scene.write("filtered.py", Self.filtered)
    let trial = scene.run("/usr/bin/python3", ["filtered.py"])
    #expect(trial.termination == .signalled(31), "\(trial.errors)")
    let result = scene.run(
      "/usr/bin/python3",
      ["filtered.py", BuiltPrograms.readiness, "check", "p.yaml", "--format", "json"])
    let finding = try Self.finding(result)
    let found = finding["found"]?.stringValue ?? ""
    // Systemd answers on a host and not in a container.
    if finding["status"]?.stringValue == "unknown" {
      #expect(found.contains("a system call filter is in force; timedatectl"), "\(found)")
      #expect(result.status == 3)
    } else {
      #expect(found.contains("by timedatectl"), "\(found)")
    }
  }

  @Test("are asked where nothing forbids it")
  func unfiltered() throws {
    let scene = try Self.scene("synchronised: true")
    let finding = try Self.finding(
      scene.run(BuiltPrograms.readiness, ["check", "p.yaml", "--format", "json"]))
    let found = finding["found"]?.stringValue ?? ""
    guard !KernelClock.isFiltered(), (try? KernelClock.read()) != nil else {
      #expect(found.contains("timedatectl"))
      return
    }
    #expect(found.contains("by adjtimex(2)"), "\(found)")
  }
}
