import CheckScene
import ReadinessCheck
import Testing
import UnitHardening

@Suite("unit-hardening: how exposed a service is") struct ExposureTests {
  private static let name = "trading-engine.service"

  struct Answer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answer: ProgramAnswer
    let status: Finding.Status
    var found = ""
  }

  private static func line(_ number: String, of unit: String = name) -> String {
    "\n→ Overall exposure level for \(unit): \(number) OK :-)\n"
  }

  private static func said(_ text: String) -> ProgramAnswer {
    ProgramAnswer(.exited(0), standardOutput: Array(text.utf8))
  }

  static let answers = [
    Answer(testDescription: "less than the bound", answer: said(line("1.5")), status: .pass, found: "1.5"),
    Answer(testDescription: "the bound itself", answer: said(line("4.0")), status: .pass),
    Answer(testDescription: "a tenth more", answer: said(line("4.1")), status: .fail, found: "4.1"),
    Answer(testDescription: "the worst", answer: said(line("10.0")), status: .fail),
    Answer(
      testDescription: "an arrow for another locale",
      answer: said("-> Overall exposure level for \(name): 3.9 OK :-)\n"), status: .pass),
    Answer(testDescription: "another unit's", answer: said(line("1.5", of: "x.service")), status: .unknown),
    Answer(testDescription: "two", answer: said(line("1.5") + line("1.5")), status: .unknown),
    Answer(testDescription: "no number", answer: said(line("low")), status: .unknown),
    Answer(testDescription: "a number of another form", answer: said(line("1.55")), status: .unknown),
    Answer(testDescription: "a number below nothing", answer: said(line("-1.5")), status: .unknown),
    Answer(testDescription: "a number beyond the scale", answer: said(line("11.0")), status: .unknown),
    Answer(testDescription: "nothing", answer: said(""), status: .unknown, found: "no overall exposure"),
    Answer(
      testDescription: "a failure",
      answer: ProgramAnswer(.exited(1), standardError: Array("Unit x has a bad unit file setting.\n".utf8)),
      status: .unknown, found: "exit status 1: Unit x has"),
    Answer(
      testDescription: "a failure that says a number",
      answer: ProgramAnswer(.exited(1), standardOutput: Array(line("1.5").utf8)), status: .unknown),
    Answer(testDescription: "no answer in time", answer: ProgramAnswer(.timedOut), status: .unknown),
    Answer(
      testDescription: "no such program",
      answer: ProgramAnswer(.notStarted("no such file or directory (ENOENT)")), status: .unknown,
      found: "/usr/bin/systemd-analyze: no such file"),
  ]

  @Test("is what systemd-analyze says, and nothing that it does not", arguments: answers)
  func answer(_ each: Answer) throws {
    let world = try UnitScene("cp unit etc/\(Self.name)")
    let findings = try world.findings("maximum-exposure: \"4.0\"") {
      $0.programs = OneAnswer(answer: each.answer)
    }
    #expect(findings.prefix(2).map(\.status) == [.pass, .pass] && findings.count == 3)
    let finding = try #require(findings.last)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.subject == Self.name && finding.found.contains(each.found), "\(finding)")
    #expect(finding.status == .pass || finding.hint != nil)
  }

  @Test("is asked about services, when it is asked, and of a file") func asked() throws {
    let world = try UnitScene(
      "cp unit etc/\(Self.name); cp unit etc/a.timer; ln -s \(Self.name) etc/b.service")
    let program = OneAnswer(answer: Self.said(Self.line("1.5")))
    #expect(try world.findings { $0.programs = program }.count == 2)
    #expect(try world.findings("maximum-exposure: 4", unit: "a.timer") { $0.programs = program }.count == 2)
    let link = try world.findings("maximum-exposure: 4", unit: "b.service") { $0.programs = program }
    #expect(link.count == 3 && link.last?.status == .unknown)
    let missing = try world.findings("maximum-exposure: 4", unit: "c.service") { $0.programs = program }
    #expect(missing.map(\.status) == [.fail, .pass, .unknown])
  }

  @Test(
    "refuses parameters that mean nothing",
    arguments: [
      "units: []", "units: [{ unit: a.service }]", "units: [{ unit: a, sha256: SHA }]",
      "units: [{ unit: a@b.service, sha256: SHA }]", "units: [{ unit: ../a.service, sha256: SHA }]",
      "units: [{ unit: a.service, sha256: 12 }]", "units: [{ unit: .service, sha256: SHA }]",
      "units: [{ unit: a.service, sha256: SHA }, { unit: a.service, sha256: SHA2 }]",
      "units: [{ unit: a.service, sha256: SHA }], search: []",
      "units: [{ unit: a.service, sha256: SHA }], search: [\"/a:/b\"]",
      "units: [{ unit: a.service, sha256: SHA }], drop-ins: allow",
      "units: [{ unit: a.service, sha256: SHA }], drop-ins: []",
      "units: [{ unit: a.service, sha256: SHA }], drop-ins: [{ file: x, sha256: SHA }]",
      "units: [{ unit: a.service, sha256: SHA }], drop-ins: [{ file: a/x.conf, sha256: SHA }]",
      "units: [{ unit: a.service, sha256: SHA }], maximum-exposure: 11",
      "units: [{ unit: a.service, sha256: SHA }], maximum-exposure: -1",
      "units: [{ unit: a.service, sha256: SHA }], maximum-exposure: low",
    ])
  func mistakes(_ with: String) throws {
    let scene = try CheckScene()
    let text = with.replacing("SHA2", with: String(repeating: "b", count: 64))
      .replacing("SHA", with: String(repeating: "a", count: 64))
    #expect(throws: SceneMistakes.self) { try scene.read(UnitHardening.self, "{ \(text) }") }
  }
}
