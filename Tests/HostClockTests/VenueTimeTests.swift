import CheckScene
import Chronology
import HostClock
import ReadinessCheck
import Testing

@Suite("The venue's clock") struct VenueTimeTests {
  private static let engine = String(repeating: "e", count: 64)
  private static let configuration = String(repeating: "c", count: 64)

  private static func probe(_ offset: String, _ uncertainty: String, environment: String = "simulator")
    -> String
  {
    #"{"adapter":"kraken-futures-rest-v3","environment":"\#(environment)","clockOffsetMilliseconds":\#(offset),"clockUncertaintyMilliseconds":\#(uncertainty),"account":null}"#
  }

  /// An engine that answers only as it is to be asked.
  private static func world(_ answer: String, environment: String = "simulator") throws -> ClockWorld {
    let world = try ClockWorld()
    world.scene.environment = environment
    try world.scene.writeEngine(
      "#!/bin/sh\n[ \"$*\" = 'probe --config \(world.scene.folder)/engine.yaml --json' ] || exit 64\n\(answer)\n"
    )
    world.scene.subjects["configuration"] = CheckContext.Subject(
      path: "\(world.scene.folder)/engine.yaml", sha256: configuration)
    return world
  }

  struct Asked: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answer: String
    let status: Finding.Status
    var message = ""
    var environment = "simulator"
    var with = "maximum-offset: 500ms"
    var milliseconds: Int64 = 20_000

    init(
      _ description: String, _ answer: String, _ status: Finding.Status, _ message: String = "",
      environment: String = "simulator", with: String = "maximum-offset: 500ms", milliseconds: Int64 = 20_000
    ) {
      (testDescription, self.answer, self.status, self.message) = (description, answer, status, message)
      (self.environment, self.with, self.milliseconds) = (environment, with, milliseconds)
    }
  }

  private static func says(_ offset: String, _ uncertainty: String, environment: String = "simulator")
    -> String
  {
    "echo '\(probe(offset, uncertainty, environment: environment))'"
  }

  static let asked = [
    Asked("the same", says("0", "0"), .pass, "agrees"),
    Asked("as far as allowed", says("460", "40"), .pass, "agrees"),
    Asked("as far back as allowed", says("-460", "40"), .pass, "agrees"),
    Asked("further", says("461", "40"), .fail, "may be further"),
    Asked("further back", says("-461", "40"), .fail, "may be further"),
    Asked("known to too little", says("0", "501"), .fail, "may be further"),
    Asked("far beyond reason", says("9223372036854775807", "9223372036854775807"), .fail, "may be further"),
    Asked("the least number", says("-9223372036854775808", "0"), .fail, "may be further"),
    Asked("another bound", says("80", "10"), .fail, "may be further", with: "maximum-offset: 50ms"),
    Asked("for live, of live", says("1", "1", environment: "live"), .pass, "agrees", environment: "live"),
    Asked(
      "for live, of a simulator", says("1", "1"), .fail, "another venue's", environment: "live"),
    Asked(
      "for demo, of live", says("1", "1", environment: "live"), .fail, "another venue's", environment: "demo"),
    Asked("for paper, of live", says("1", "1", environment: "live"), .pass, "agrees", environment: "paper"),
    Asked("not known", says("null", "null"), .unknown, "does not say"),
    Asked("an uncertainty below nothing", says("0", "-1"), .unknown, "does not say"),
    Asked("a fraction", says("0.5", "1"), .unknown, "does not say"),
    Asked("no network", "echo 'error: the venue does not answer' >&2; exit 75", .unknown, "does not say"),
    Asked("nothing", "true", .unknown, "does not say"),
    Asked("no end", "sleep 60", .unknown, "does not say", milliseconds: 300),
  ]

  @Test("is asked of the engine", arguments: asked)
  func ask(_ each: Asked) throws {
    let world = try Self.world(each.answer, environment: each.environment)
    world.scene.milliseconds = each.milliseconds
    let finding = try world.finding(each.with)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.message.contains(each.message), "\(finding)")
    #expect(finding.status == .pass || finding.hint != nil)
    #expect(finding.subject == "venue-offset")
  }

  @Test("needs engine and configuration, named by the parameter that asks")
  func subjects() throws {
    let scene = try CheckScene()
    for (with, parameter) in [("maximum-offset: 1s", "maximum-offset"), ("record: r.json", "record")] {
      let needs = HostClock.subjectsNeeded(by: try scene.read(HostClock.self, with))
      #expect(needs.map(\.subject) == ["engine", "configuration"])
      #expect(needs.allSatisfy { $0.parameter == parameter })
    }
    #expect(HostClock.subjectsNeeded(by: try scene.read(HostClock.self, "mark: m.json")).isEmpty)
  }

  struct Recorded: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var change: [(String, String)] = []
    /// Run in the folder with `probe.json`.
    var shell = "true"
    let status: Finding.Status
    let message: String
    var environment = "simulator"
    var with = "record: probe.json"

    init(
      _ description: String, change: [(String, String)] = [], shell: String = "true",
      _ status: Finding.Status, _ message: String, environment: String = "simulator",
      with: String = "record: probe.json"
    ) {
      (testDescription, self.change, self.shell, self.status) = (description, change, shell, status)
      (self.message, self.environment, self.with) = (message, environment, with)
    }
  }

  /// The world's now is 2026-11-18T11:06:40Z.
  private static let record =
    #"{"probe":"v1","probedAt":"2026-11-18T11:00:00.000Z","bootId":"\#(ClockWorld.boot)","engineSha256":"\#(engine)","configurationSha256":"\#(configuration)","outcome":"ok","exitStatus":0,"adapter":"a","environment":"simulator","clockOffsetMilliseconds":-12,"clockUncertaintyMilliseconds":40,"instruments":[]}"#

  static let recorded = [
    Recorded("a fresh one", .pass, "agrees"),
    Recorded("one of this moment", change: [("11:00:00.000", "11:06:40.000")], .pass, "agrees"),
    Recorded("one as old as may be", change: [("11:00:00.000", "10:51:40.000")], .pass, "agrees"),
    Recorded("one older", change: [("11:00:00.000", "10:51:39.999")], .fail, "too old"),
    Recorded(
      "one too old for another bound", .fail, "too old", with: "record: probe.json\nmax-age: 6m"),
    Recorded("one from the future", change: [("11:00:00.000", "11:06:40.001")], .fail, "from the future"),
    Recorded("one of another boot", change: [(ClockWorld.boot, "b")], .fail, "another boot"),
    Recorded("one of another engine", change: [(engine, configuration)], .fail, "another engine"),
    Recorded(
      "one of another configuration", change: [(configuration, engine)], .fail, "another configuration"),
    Recorded("one that says too much", change: [("-12", "-1200")], .fail, "may be further"),
    Recorded(
      "one within the bound given", change: [("-12", "-1200")], .pass, "agrees",
      with: "record: probe.json\nmaximum-offset: 2s"),
    Recorded("one of a simulator, for live", .fail, "another venue's", environment: "live"),
    Recorded(
      "one of live, for live", change: [(#""simulator""#, #""live""#)], .pass, "agrees", environment: "live"),
    Recorded("none", shell: "rm probe.json", .fail, "there is no record"),
    Recorded("a link", shell: "mv probe.json p; ln -s p probe.json", .fail, "no regular file"),
    Recorded("a FIFO", shell: "rm probe.json; mkfifo probe.json", .fail, "no regular file"),
    Recorded("one too long", shell: "truncate -s 2M probe.json", .unknown, "cannot be read"),
    Recorded("an empty one", shell: ": > probe.json", .unknown, "cannot be read"),
    Recorded("one cut off", shell: "truncate -s 90 probe.json", .unknown, "cannot be read"),
    Recorded("one of another version", change: [(#""v1""#, #""v2""#)], .unknown, "cannot be read"),
    Recorded("one at no time", change: [("2026-11-18T", "yesterday ")], .unknown, "cannot be read"),
    Recorded("one that does not know", change: [("-12", "null")], .unknown, "cannot be read"),
    Recorded(
      "one of a probe that found nothing",
      change: [
        (
          #""ok""#,
          #""venue.unreachable","error":{"code":"venue.unreachable","message":"no answer","hint":null}"#
        )
      ],
      .unknown, "could not learn the venue's time"),
    Recorded(
      "one that does not say how it ended", change: [(#""outcome":"ok","#, "")], .unknown, "cannot be read"),
    Recorded(
      "one that does not know its boot", change: [(#""\#(ClockWorld.boot)""#, "null")], .fail, "another boot"),
    Recorded(
      "one without a usable configuration", change: [(#""\#(configuration)""#, "null")], .fail,
      "another configuration"),
    Recorded("one without its engine", change: [("engineSha256", "engine")], .unknown, "cannot be read"),
  ]

  @Test("is read from a record, and the engine is not asked", arguments: recorded)
  func read(_ each: Recorded) throws {
    let world = try Self.world("touch '/nonexistent'; exit 70", environment: each.environment)
    var text = Self.record
    for (old, new) in each.change {
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    try world.scene.write("probe.json", text + "\n")
    #expect(world.scene.shell(each.shell) == 0)
    let finding = try world.finding(each.with)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.message.contains(each.message), "\(finding)")
    if finding.status != .pass { #expect(finding.hint != nil) }
    if each.testDescription == "a fresh one" {
      #expect(finding.found == "-12 ms, known to 40 ms, by the record of 2026-11-18T11:00:00.000Z")
      #expect(finding.expected == "at most 500ms from the venue's clock, by a record at most 15m old")
    }
  }

  @Test("is not read from a record while the subjects' digests are not known, or the boot has no id")
  func digests() throws {
    let world = try Self.world("true")
    try world.scene.write("probe.json", Self.record)
    var files = AlteredFiles()
    files.contents["/boot_id"] = .failure(FileAccessError(.missing, "cannot open it"))
    world.scene.files = files
    #expect(try world.finding("record: probe.json").message == "the boot id cannot be read")
    world.scene.subjects["engine"] = CheckContext.Subject(path: "/e", sha256: "")
    #expect(try world.finding("record: probe.json").message == "the record is of another engine")
  }
}
