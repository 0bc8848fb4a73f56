import ReadinessCheck
import Testing

@testable import DependencyPresence

@Suite("dependency-presence, libraries and executables")
struct ProgramAndLibraryTests {
  private static let git = "/usr/bin/git"

  private func lines(_ executable: String, _ answer: ProgramAnswer = ProgramAnswer(.exited(0))) throws
    -> [String]
  {
    var world = WorldInMemory([
      Self.git: "", "/usr/bin/data": "", "/usr/sbin/folder/x": "", "/opt/own/tool": "",
    ])
    world.executables = [Self.git, "/opt/own/tool"]
    world.denied = ["/usr/local/sbin/closed"]
    let programs = ProgramsInMemory(answers: [
      "\(Self.git) --version": answer, "/opt/own/tool --version": answer,
    ])
    return try CheckRun(world: world, programs: programs).lines("executables: [\"\(executable)\"]")
  }

  private func prints(_ text: String, error: String = "") -> ProgramAnswer {
    ProgramAnswer(.exited(0), standardOutput: Array(text.utf8), standardError: Array(error.utf8))
  }

  @Test("An executable is found on the fixed path, or where it is said to be")
  func lookedUp() throws {
    #expect(try lines("git") == ["pass git: /usr/bin/git"])
    #expect(try lines("/opt/own/tool") == ["pass /opt/own/tool: /opt/own/tool"])
    #expect(try lines("/opt/own/none") == ["fail /opt/own/none: not installed"])
    #expect(try lines("none >= 1") == ["fail none: not installed"])
    #expect(try lines("data") == ["fail data: not executable"])
    #expect(try lines("folder") == ["fail folder: not executable"])
    #expect(try lines("closed") == ["unknown closed: unreadable"])
  }

  @Test("Its version is the first dotted number that it prints")
  func versions() throws {
    let answer = prints("git version 2.39.5 (Debian 1:2.39.5-0+deb12u2)\n")
    #expect(try lines("git >= 2.30", answer) == ["pass git: 2.39.5 in /usr/bin/git"])
    #expect(try lines("git >= 2.40", answer) == ["fail git: 2.39.5 in /usr/bin/git"])
    #expect(try lines("git >= 2.30, < 2.39", answer) == ["fail git: 2.39.5 in /usr/bin/git"])
    #expect(
      try lines("git >= 2", prints("", error: "openjdk 17.0.1")) == ["pass git: 17.0.1 in /usr/bin/git"])
    #expect(
      try lines("git >= 590", prints("less 590 (GNU regular expressions)")) == [
        "pass git: 590 in /usr/bin/git"
      ])
    #expect(try lines("git >= 1", prints("no number")) == ["unknown git: /usr/bin/git"])
    #expect(try lines("git >= 1", ProgramAnswer(.exited(1))) == ["unknown git: /usr/bin/git"])
    #expect(try lines("git >= 1", ProgramAnswer(.timedOut)) == ["unknown git: /usr/bin/git"])
  }

  private func libraries(_ wanted: String, _ output: String) throws -> CheckAnswer {
    let programs = ProgramsInMemory(answers: ["engine dependencies --json": prints(output)])
    return try CheckRun(programs: programs).answer("libraries: [\"\(wanted)\"]")
  }

  private static let report = """
    {"libraries":[{"name":"libcurl","file":"/lib/libcurl.so.4","version":"7.88.1"},{"name":"libyaml","version":"0.2.5"},\
    {"name":"odd","version":"unversioned"}]}
    """

  @Test("Libraries are those that the engine says it has loaded, and the report carries them all")
  func loaded() throws {
    let answer = try libraries("libcurl >= 7.88", Self.report)
    #expect(
      answer.findings.map { "\($0.status) \($0.subject): \($0.found)" } == [
        "pass libcurl: 7.88.1 in /lib/libcurl.so.4"
      ])
    #expect(answer.libraries == ["libcurl": "7.88.1", "libyaml": "0.2.5", "odd": "unversioned"])
    #expect(try libraries("libcurl >= 8", Self.report).findings[0].status == .fail)
    #expect(try libraries("libyaml", Self.report).findings[0].status == .pass)
    #expect(try libraries("odd", Self.report).findings[0].status == .pass)
    #expect(try libraries("odd >= 1", Self.report).findings[0].status == .unknown)
    let absent = try libraries("libpq", Self.report).findings[0]
    #expect(absent.status == .fail)
    #expect(absent.hint == "it loads libcurl, libyaml, odd")
  }

  @Test(
    "An engine that does not answer leaves every library unknown",
    arguments: ["", "[]", "{\"libraries\":[{}]}", "{}"])
  func silent(output: String) throws {
    let answer = try libraries("libcurl >= 7.88", output)
    #expect(answer.findings.map(\.status) == [.unknown])
    #expect(answer.libraries.isEmpty)
    #expect(try CheckRun().lines("libraries: [libcurl]") == ["unknown libcurl: unknown"])
  }

  @Test("Libraries need the subject engine, and nothing else does")
  func subjects() throws {
    let engine = try VersionedName("libcurl")
    let parameters = DependencyPresence.Parameters(
      root: nil, python: nil, packages: [],
      libraries: [engine],
      executables: [])
    #expect(DependencyPresence.subjectsNeeded(by: parameters).map(\.subject) == ["engine"])
    #expect(
      DependencyPresence.subjectsNeeded(
        by: .init(root: nil, python: nil, packages: [], libraries: [], executables: [])
      ).isEmpty)
  }

  @Test(
    "Dotted versions compare number by number",
    arguments: [
      ("1.9", "1.10"), ("1", "1.0.1"), ("3.0.0-beta1", "3.0.0"), ("1.2rc1", "1.2"),
      ("99999999999999999999", "100000000000000000000"), ("2.9.9", "10"),
    ])
  func dotted(earlier: String, later: String) throws {
    let one = try #require(DottedVersion(earlier))
    let other = try #require(DottedVersion(later))
    #expect(one < other)
    #expect(!(other < one))
    #expect(DottedVersion("1.0") == DottedVersion("1"))
    #expect(DottedVersion("1.1.1w") == DottedVersion("1.1.1"))
    #expect(DottedVersion("x") == nil)
  }

  @Test(
    "A name with versions is read, or refused with the reason",
    arguments: [
      ("git", "git"), ("git>=2.30", "git >= 2.30"), (" git >= 2.30 , < 3 ", "git >= 2.30, < 3"),
      ("g++ != 12", "g++ != 12"), ("/usr/bin/x = 1", "/usr/bin/x = 1"),
      ("", "! the name is missing"), (">= 1", "! \">= 1\" does not begin with a name"),
      ("git 2", "! \"git 2\" has no version operator behind its name"),
      ("git >=", "! \"\" is not a version of numbers with points"),
      ("git >= x", "! \"x\" is not a version of numbers with points"),
      ("git >= 1.2.", "! \"1.2.\" is not a version of numbers with points"),
      ("git >= 1 2", "! \"git >= 1 2\" lacks a comma between two versions"),
      ("git >= 1,", "! \"git >= 1,\" ends in a comma"),
      ("git ~= 1", "! \"git ~= 1\" has no version operator behind its name"),
    ])
  func names(text: String, expected: String) {
    do {
      #expect(try VersionedName(text).description == expected)
    } catch {
      #expect("! \(error.message)" == expected)
    }
  }
}
