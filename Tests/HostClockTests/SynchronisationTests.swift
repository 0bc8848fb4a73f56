import CheckHost
import CheckScene
import HostClock
import ReadinessCheck
import Testing

/// Runs nothing but a `timedatectl` that a test says.
struct ScriptedPrograms: ProgramAccess {
  let answer: ProgramAnswer

  func run(_ run: ProgramRun) -> ProgramAnswer {
    let isAsked =
      run.program == .path("/usr/bin/timedatectl")
      && run.arguments == ["show", "--property=NTPSynchronized", "--value"]
    return isAsked ? answer : ProgramAnswer(.notStarted("not asked"))
  }
}

@Suite("A clock that is kept") struct SynchronisationTests {
  struct Kernel: Sendable, CustomTestStringConvertible {
    let isUnsynchronised: Bool
    let error: Int64
    var with = "synchronised: true"
    let status: Finding.Status
    let message: String
    var testDescription: String { "\(isUnsynchronised) \(error) \(with)" }
  }

  static let kernel = [
    Kernel(isUnsynchronised: false, error: 12_000, status: .pass, message: "keeps the clock"),
    Kernel(isUnsynchronised: false, error: 15_999_999, status: .pass, message: "keeps the clock"),
    Kernel(isUnsynchronised: false, error: 16_000_000, status: .fail, message: "for too long"),
    Kernel(isUnsynchronised: true, error: 12_000, status: .fail, message: "no time service"),
    Kernel(isUnsynchronised: true, error: 16_000_000, status: .fail, message: "no time service"),
    Kernel(isUnsynchronised: false, error: -1, status: .fail, message: "for too long"),
    Kernel(
      isUnsynchronised: false, error: 999_999, with: "synchronised: true\nmaximum-error: 1s", status: .pass,
      message: "keeps the clock"),
    Kernel(
      isUnsynchronised: false, error: 1_000_000, with: "synchronised: true\nmaximum-error: 1s", status: .fail,
      message: "for too long"),
  ]

  @Test("is what the kernel says so of", arguments: kernel)
  func asksKernel(_ each: Kernel) throws {
    let world = try ClockWorld()
    world.kept(
      .success(
        ClockDiscipline(isUnsynchronised: each.isUnsynchronised, maximumErrorMicroseconds: each.error)))
    let finding = try world.finding(each.with)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.message.contains(each.message), "\(finding)")
    #expect(finding.found.contains("\(each.error) µs, by adjtimex(2)"), "\(finding)")
    #expect(finding.status == .pass || finding.hint != nil)
  }

  struct Systemd: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answer: ProgramAnswer
    var with = "synchronised: true"
    let status: Finding.Status
    let found: String

    init(
      _ description: String, _ answer: ProgramAnswer, with: String = "synchronised: true",
      _ status: Finding.Status, _ found: String
    ) {
      (testDescription, self.answer, self.with) = (description, answer, with)
      (self.status, self.found) = (status, found)
    }
  }

  private static func says(_ word: String) -> ProgramAnswer {
    ProgramAnswer(.exited(0), standardOutput: Array(word.utf8))
  }

  static let systemd = [
    Systemd("yes", says("yes\n"), .pass, "yes, by timedatectl (maximum error below 16s)"),
    Systemd("no", says("no\n"), .fail, "no, by timedatectl"),
    Systemd(
      "yes, and a smaller bound", says("yes\n"), with: "synchronised: true\nmaximum-error: 2s", .unknown,
      "yes, by timedatectl (maximum error below 16s); filtered"),
    Systemd(
      "no, and a smaller bound", says("no\n"), with: "synchronised: true\nmaximum-error: 2s", .fail,
      "no, by timedatectl"),
    Systemd(
      "yes, and the bound that it knows", says("yes\n"), with: "synchronised: true\nmaximum-error: 16s",
      .pass,
      "yes, by timedatectl"),
    Systemd("another word", says("maybe\n"), .unknown, "filtered; timedatectl said 'maybe'"),
    Systemd("nothing", says(""), .unknown, "filtered; timedatectl said ''"),
    Systemd(
      "a container",
      ProgramAnswer(.exited(1), standardError: Array("System has not been booted with systemd\n".utf8)),
      .unknown, "filtered; timedatectl: exit status 1: System has not been booted with systemd"),
    Systemd(
      "no systemd", ProgramAnswer(.notStarted("no such file or directory (ENOENT)")), .unknown,
      "filtered; timedatectl: not started"),
    Systemd("no end", ProgramAnswer(.timedOut), .unknown, "filtered; timedatectl: no answer in time"),
  ]

  @Test("is what systemd says so of, where the kernel may not be asked", arguments: systemd)
  func asksSystemd(_ each: Systemd) throws {
    let world = try ClockWorld()
    world.kept(.failure(ClockAccessError("filtered")))
    var context = world.scene.context
    context.programs = ScriptedPrograms(answer: each.answer)
    let findings = HostClock(try world.scene.read(HostClock.self, each.with)).run(in: context).findings
    #expect(findings.map(\.status) == [each.status])
    let finding = try #require(findings.first)
    #expect(finding.found.hasPrefix(each.found), "\(finding)")
    #expect(finding.status == .pass || finding.hint != nil)
    #expect(finding.subject == "synchronisation")
  }

  @Test("is asked together with the other parts, each by itself")
  func parts() throws {
    let world = try ClockWorld()
    world.scene.clocks = ScriptedClocks(
      reading: .success(ClockReading(realtimeNanoseconds: 1, bootTimeNanoseconds: 1)),
      kept: .success(ClockDiscipline(isUnsynchronised: false, maximumErrorMicroseconds: 1)))
    let findings = try world.scene.run(
      HostClock.self, "record: none.json\nmark: mark.json\nsynchronised: true"
    ).findings
    #expect(findings.map(\.subject) == ["venue-offset", "clock-steps", "synchronisation"])
    #expect(findings.map(\.status) == [.fail, .pass, .pass])
  }

  @Test(
    "is not asked for by a policy with mistakes",
    arguments: [
      ("{}", "host-clock asks for nothing", "maximum-offset, record, mark, synchronised"),
      ("synchronised: false", "nothing is asked", "synchronised: true"),
      ("max-age: 5m\nmark: m", "there is none", "give 'record'"),
      ("maximum-error: 1s\nmark: m", "which is not asked for", "synchronised: true"),
      ("maximum-offset: 0ms", "expected a duration from 1ms to 1m", ""),
      ("maximum-offset: fast", "expected a duration", ""),
      ("synchronised: yes", "expected true or false", ""),
      ("synchronised: true\nmaximum-error: 17s", "expected a duration from 1ms to 16s", ""),
      ("record: r\nmax-age: 2d", "expected a duration from 1s to 1d", ""),
      ("mark: m\noffset: 1s", "unknown key 'offset'", "maximum-offset"),
    ])
  func mistakes(with: String, message: String, hint: String) throws {
    let scene = try CheckScene()
    do {
      _ = try scene.read(HostClock.self, with)
      Issue.record("no mistake was found")
    } catch let mistakes as SceneMistakes {
      let text = (mistakes.diagnostics + mistakes.hints).joined(separator: "\n")
      #expect(mistakes.diagnostics.count == 1, "\(text)")
      #expect(text.contains(message) && text.contains(hint), "\(text)")
    }
  }
}
