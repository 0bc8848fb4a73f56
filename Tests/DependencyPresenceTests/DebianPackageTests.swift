import ReadinessCheck
import Testing

@testable import DependencyPresence

@Suite("dependency-presence, Debian packages")
struct DebianPackageTests {
  private static let status = """
    Package: dpkg
    Status: install ok installed
    Architecture: amd64
    Version: 1.21.22

    Package: libcurl4
    Status: install ok installed
    Architecture: amd64
    Multi-Arch: same
    Version: 7.88.1-10+deb12u5
    Description: text
     Package: decoy
     .
    Conffiles:
     /etc/x 123

    package: held
    STATUS: hold ok installed
    architecture: all
    version: 1:2.0~rc1

    Package: removed
    Status: deinstall ok config-files
    Architecture: amd64
    Version: 1.0

    Package: half
    Status: install reinstreq half-installed
    Architecture: amd64
    Version: 1.0

    Package: triggered
    Status: install ok triggers-pending
    Architecture: amd64
    Version: 1.0

    Package: gone
    Status: purge ok not-installed
    Architecture: amd64

    Package: exim4
    Status: install ok installed
    Architecture: amd64
    Version: 4.96
    Provides: mail-transport-agent, smtp (= 2.0),
     folded (= 3)

    Package: python3
    Status: install ok installed
    Architecture: amd64
    Multi-Arch: allowed
    Version: 3.11.2-1

    Package: libfoo
    Status: install ok installed
    Architecture: i386
    Multi-Arch: same
    Version: 1.0

    Package: libfoo
    Status: install ok installed
    Architecture: arm64
    Version: 2.0

    Package: tool-i386
    Status: install ok installed
    Architecture: i386
    Multi-Arch: foreign
    Version: 1.0

    Package: strange
    Status: install ok installed
    Architecture: amd64
    Version: not a version

    """

  private func lines(_ packages: String, files: [String: String] = ["/var/lib/dpkg/status": status]) throws
    -> [String]
  {
    try CheckRun(world: WorldInMemory(files)).lines("packages: [\(packages)]")
  }

  @Test(
    "A relation is held against what dpkg has recorded",
    arguments: [
      ("libcurl4", "pass libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("libcurl4 (>= 7.88)", "pass libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("libcurl4(>=7.88.1-10+deb12u5)", "pass libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("libcurl4 (<< 7.88.1-10)", "fail libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("libcurl4 (= 7.88.1)", "fail libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("held (<< 1:2.0)", "pass held: held 1:2.0~rc1 all"),
      ("held (>> 2.0)", "pass held: held 1:2.0~rc1 all"),
      ("held (>= 1:2.0)", "fail held: held 1:2.0~rc1 all"), ("absent", "fail absent: not installed"),
      ("gone", "fail gone: not installed"), ("decoy", "fail decoy: not installed"),
      ("removed", "fail removed: removed 1.0 amd64 (deinstall ok config-files)"),
      ("half", "fail half: half 1.0 amd64 (install reinstreq half-installed)"),
      ("triggered", "fail triggered: triggered 1.0 amd64 (install ok triggers-pending)"),
      ("absent | libcurl4", "pass absent | libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("absent | gone (>= 1)", "fail absent | gone: not installed"),
      (
        "mail-transport-agent", "pass mail-transport-agent: mail-transport-agent provided by exim4 4.96 amd64"
      ),
      (
        "mail-transport-agent (>= 1)",
        "fail mail-transport-agent: mail-transport-agent provided by exim4 4.96 amd64"
      ),
      ("smtp (>= 2)", "pass smtp: smtp 2.0 provided by exim4 4.96 amd64"),
      ("smtp (>> 2.0)", "fail smtp: smtp 2.0 provided by exim4 4.96 amd64"),
      ("folded (= 3)", "pass folded: folded 3 provided by exim4 4.96 amd64"),
      ("python3:any", "pass python3: python3 3.11.2-1 amd64"),
      ("libcurl4:any", "fail libcurl4: libcurl4 7.88.1-10+deb12u5 amd64"),
      ("libfoo", "fail libfoo: libfoo 1.0 i386, libfoo 2.0 arm64"),
      ("libfoo:i386 (= 1.0)", "pass libfoo: libfoo 1.0 i386"),
      ("libfoo:arm64 (= 1.0)", "fail libfoo: libfoo 1.0 i386, libfoo 2.0 arm64"),
      ("tool-i386", "pass tool-i386: tool-i386 1.0 i386"),
      ("tool-i386:any", "fail tool-i386: tool-i386 1.0 i386"),
      ("held:amd64", "pass held: held 1:2.0~rc1 all"),
      ("strange", "pass strange: strange not a version amd64"),
      ("strange (>= 0)", "fail strange: strange not a version amd64"),
    ])
  func relations(relation: String, expected: String) throws {
    #expect(try lines("\"\(relation)\"") == [expected])
  }

  @Test("A package that several relations name is one finding, and the worst counts")
  func merged() throws {
    let findings = try CheckRun(world: WorldInMemory(["/var/lib/dpkg/status": Self.status]))
      .findings("packages: [\"libcurl4 (>= 7), held\", \"libcurl4 (>= 8)\"]")
    #expect(findings.map { "\($0.status) \($0.subject)" } == ["fail libcurl4", "pass held"])
    #expect(findings[0].expected == "libcurl4 (>= 7); libcurl4 (>= 8)")
    #expect(findings[0].message == "libcurl4 7.88.1-10+deb12u5 does not satisfy libcurl4 (>= 8)")
  }

  @Test("The journal overrides the status file, and status.d replaces it in images without dpkg")
  func sources() throws {
    #expect(
      try lines(
        "libcurl4, gone",
        files: [
          "/var/lib/dpkg/status": Self.status,
          "/var/lib/dpkg/updates/0001":
            "Package: libcurl4\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 7\n",
          "/var/lib/dpkg/updates/tmp.i": "Package: gone\nStatus: install ok installed\nVersion: 1\n",
        ]) == ["fail libcurl4: libcurl4 7 amd64 (deinstall ok config-files)", "fail gone: not installed"])
    #expect(
      try lines(
        "libc6 (>= 2.36)",
        files: [
          "/var/lib/dpkg/status.d/libc6": "Package: libc6\nArchitecture: amd64\nVersion: 2.36-9\n",
          "/var/lib/dpkg/status.d/libc6.md5sums": "Package: libc6\nVersion: 1\n",
        ]) == ["pass libc6: libc6 2.36-9 amd64"])
  }

  @Test("Without a database, or with one that cannot be read, nothing is known")
  func unreadable() throws {
    #expect(try lines("libc6", files: [:]) == ["unknown libc6: unknown"])
    var world = WorldInMemory(["/var/lib/dpkg/status": ""])
    world.denied = ["/var/lib/dpkg/status"]
    #expect(
      try CheckRun(world: world).findings("packages: [libc6]")[0].message
        == "dpkg's database cannot be read: cannot open '/var/lib/dpkg/status': permission denied (EACCES)")
  }

  @Test(
    "Relations that no control file could hold are refused",
    arguments: [
      ("", "a package's name is missing"), ("a (>= )", "the version is empty"),
      ("a (> 1)", "\">\" is obsolete in relations; write \">>\" or \">=\""),
      ("a (1)", "a relation's version begins with one of << <= = >= >>"),
      ("a (>= 1", "the parenthesis around a version is not closed"),
      ("a >= 1", "\">= 1\" stands after the end of a relation"),
      ("A", "\"A\" does not begin with a package's name"),
      ("-a", "a package's name begins with a lower-case letter or digit"),
      ("a |", "a package's name is missing"), ("a,", "a package's name is missing"),
      (
        "a [amd64]",
        "architecture and profile restrictions belong to build dependencies, not to a relation here"
      ),
      (
        "a <!nocheck>",
        "architecture and profile restrictions belong to build dependencies, not to a relation here"
      ),
      ("a:", "an architecture is missing after \":\""),
      ("${misc:Depends}", "\"${misc:Depends}\" does not begin with a package's name"),
      ("a (>= 1-)", "the revision of the version \"1-\" is empty"),
      ("a (>= x:1)", "the epoch of the version \"x:1\" is no number"),
      ("a (>= 1 2)", "the parenthesis around a version is not closed"),
    ])
  func refused(relation: String, message: String) {
    do {
      _ = try DebianRelation.list(relation)
      Issue.record("accepted")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test(
    "Versions are ordered as policy says",
    arguments: [
      ("1.0~~", "1.0~~a"), ("1.0~~a", "1.0~"), ("1.0~", "1.0"), ("1.0", "1.0a"), ("1.0a", "1.0+"),
      ("1.0-0.1", "1.0+"),
      ("9", "10"), ("1.2", "1.10"), ("1", "1:0"), ("1.0-1", "1.0-1+b1"), ("1.0-1~bpo12+1", "1.0-1"),
      ("2.0.7pre1-4", "2.0.7r-1"),
      ("99999999999999999998", "99999999999999999999"), ("1.0.Z", "1.0.a"), ("0:1", "0:2"), ("a", "b"),
    ])
  func order(earlier: String, later: String) throws {
    #expect(try DebianVersion(earlier) < DebianVersion(later))
    #expect(try !(DebianVersion(later) < DebianVersion(earlier)))
  }

  @Test(
    "Leading zeros, a revision of zero and an epoch of zero make no difference",
    arguments: [
      ("1.0", "1.00"), ("1.0", "1.0-0"), ("0:1.0", "1.0"), ("1.01", "1.1"), (" 1 ", "1"), ("+1:2", "1:2"),
      ("1.", "1.0"),
    ])
  func same(one: String, other: String) throws {
    #expect(try DebianVersion(one) == DebianVersion(other))
    #expect(try DebianVersion(one).hashValue == DebianVersion(other).hashValue)
  }

  @Test(
    "Syntax that dpkg only warns of is compared, with the warning", arguments: ["a", "1_0", "1-a_b", "~"])
  func warned(text: String) throws {
    #expect(try DebianVersion(text).warning != nil)
  }

  @Test(
    "Versions that dpkg refuses are refused",
    arguments: ["", " ", "1:", ":1", "-1:1", "1 2", "2147483648:1", "1-", "x:1", "-1", "1:-1"])
  func refusedVersions(text: String) {
    #expect(throws: DependencySyntaxError.self) { try DebianVersion(text) }
  }
}
