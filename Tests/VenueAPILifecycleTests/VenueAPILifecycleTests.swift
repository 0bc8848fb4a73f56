import CheckScene
import Chronology
import ReadinessCheck
import Testing
import VenueAPILifecycle

@Suite("venue-api-lifecycle") struct VenueAPILifecycleTests {
  private static let source = "docs.example/futures-rest, read 2026-11-23"

  private static func identity(_ interface: String) -> String {
    "#!/bin/sh\n[ \"$*\" = 'identity --json' ] || exit 64\necho '{\"name\":\"trading-engine\",\"venueAPI\":\(interface)}'\n"
  }

  private static func ending(_ time: String) -> String {
    identity("{\"adapter\":\"kraken-futures-rest-v3\",\"endsAt\":\"\(time)\",\"source\":\"\(source)\"}")
  }

  /// Of 2027-03-01, so many days before it.
  private static func days(before count: Int64) throws -> Timestamp {
    try #require(Timestamp(rfc3339: "2027-03-01T00:00:00Z")).advanced(byMilliseconds: -count * 86_400_000)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var engine: String? = ending("2027-03-01T00:00:00.000Z")
    var daysLeft: Int64 = 100
    var with = "{}"
    let status: Finding.Status
    let message: String
    var milliseconds: Int64 = 20_000
  }

  static let cases = [
    Case(testDescription: "days enough", status: .pass, message: "lives long enough"),
    Case(
      testDescription: "one day more than asked", daysLeft: 31, status: .pass, message: "lives long enough"),
    Case(testDescription: "exactly as many as asked", daysLeft: 30, status: .fail, message: "too soon"),
    Case(testDescription: "the last day", daysLeft: 1, status: .fail, message: "too soon"),
    Case(testDescription: "the end itself", daysLeft: 0, status: .fail, message: "has switched"),
    Case(testDescription: "long after the end", daysLeft: -50, status: .fail, message: "has switched"),
    Case(
      testDescription: "another minimum", daysLeft: 60, with: "minimum-days-left: 90", status: .fail,
      message: "too soon"),
    Case(
      testDescription: "the adapter that is meant", with: "adapter: kraken-futures-rest-v3", status: .pass,
      message: "lives long enough"),
    Case(
      testDescription: "another adapter", with: "adapter: kraken-unified", status: .fail,
      message: "another interface"),
    Case(
      testDescription: "no announced end",
      engine: identity("{\"adapter\":\"other\",\"endsAt\":null,\"source\":null}"), status: .pass,
      message: "announced no end"),
    Case(testDescription: "no engine", engine: nil, status: .unknown, message: "does not say"),
    Case(
      testDescription: "an engine without the answer",
      engine: "#!/bin/sh\necho '{\"name\":\"trading-engine\"}'\n",
      status: .unknown, message: "does not say"),
    Case(
      testDescription: "an engine that fails", engine: "#!/bin/sh\nexit 70\n", status: .unknown,
      message: "does not say"),
    Case(
      testDescription: "nonsense", engine: "#!/bin/sh\necho soon\n", status: .unknown, message: "does not say"
    ),
    Case(
      testDescription: "an end without a source",
      engine: identity("{\"adapter\":\"a\",\"endsAt\":\"2027-03-01T00:00:00.000Z\",\"source\":null}"),
      status: .unknown, message: "does not say"),
    Case(
      testDescription: "an end that is no time", engine: ending("1 March 2027"), status: .unknown,
      message: "does not say"),
    Case(
      testDescription: "an engine that hangs", engine: "#!/bin/sh\nsleep 60\n", status: .unknown,
      message: "does not say", milliseconds: 300),
  ]

  @Test("answers", arguments: cases)
  func answer(_ each: Case) throws {
    let scene = try CheckScene()
    if let engine = each.engine { try scene.writeEngine(engine) }
    scene.now = try Self.days(before: each.daysLeft)
    scene.milliseconds = each.milliseconds
    let answer = try scene.run(VenueAPILifecycle.self, each.with)
    #expect(answer.findings.count == 1)
    let finding = try #require(answer.findings.first)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.message.contains(each.message), "\(finding.message)")
    #expect(finding.status == .pass || finding.hint != nil)
  }

  @Test("holds until the day on which too few are left, and names the source")
  func validity() throws {
    let scene = try CheckScene()
    try scene.writeEngine(Self.ending("2027-03-01T00:00:00.000Z"))
    scene.now = try Self.days(before: 90)
    let finding = try #require(try scene.run(VenueAPILifecycle.self, "minimum-days-left: 45").findings.first)
    #expect(finding.validUntil == (try Self.days(before: 45)))
    #expect(finding.found.contains(Self.source))
    #expect(finding.found.contains("in 90 days"))
  }

  @Test(
    "refuses parameters that ask for nothing",
    arguments: [
      "minimum-days-left: 0", "minimum-days-left: 4000", "minimum-days-left: soon", "adapter: ''", "days: 30",
    ])
  func mistakes(_ with: String) throws {
    let scene = try CheckScene()
    #expect(throws: SceneMistakes.self) { try scene.run(VenueAPILifecycle.self, with) }
  }
}
