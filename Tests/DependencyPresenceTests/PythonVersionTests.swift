import DependencyPresence
import Testing

@Suite("PEP 440 and PEP 508")
struct PythonVersionTests {
  /// PEP 440, "Summary of permitted suffixes and relative ordering" and "Examples of compliant version schemes".
  private static let ordered = [
    "0.dev0", "0", "0.1.dev1", "1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12",
    "1.0b1.dev456",
    "1.0b2", "1.0b2.post345.dev456", "1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5",
    "1.0+abc.7",
    "1.0+5", "1.0+5.0", "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1", "1!0.1",
  ]

  @Test("Versions are ordered as PEP 440 lists them")
  func order() throws {
    let versions = try Self.ordered.map { try #require(PythonVersion($0)) }
    for (index, version) in versions.enumerated() {
      for (other, later) in versions.enumerated() {
        #expect((version < later) == (index < other), "\(version) \(later)")
        #expect((version == later) == (index == other), "\(version) \(later)")
      }
    }
  }

  @Test(
    "Every spelling has one normal form",
    arguments: [
      ("v1.0", "1.0"), ("1.0alpha1", "1.0a1"), ("1.0-ALPHA_1", "1.0a1"), ("1.0c1", "1.0rc1"),
      ("1.0.pre", "1.0rc0"), ("1.0preview-2", "1.0rc2"),
      ("1.0-1", "1.0.post1"), ("1.0rev2", "1.0.post2"), ("1.0.r", "1.0.post0"), ("1.0DEV", "1.0.dev0"),
      ("1.0-dev_3", "1.0.dev3"), ("00!01.002", "1.2"),
      ("1!2", "1!2"), ("1.0+Ubuntu-1_x", "1.0+ubuntu.1.x"), ("1.0+001", "1.0+1"), (" 1.0\n", "1.0"),
      ("1.0a.", "1.0a0"), ("1.0a-1-1", "1.0a1.post1"),
      ("123456789012345678901234567890", "123456789012345678901234567890"),
      ("1.0a1.post2.dev3+x", "1.0a1.post2.dev3+x"),
    ])
  func normalForm(text: String, expected: String) {
    #expect(PythonVersion(text)?.description == expected)
  }

  @Test(
    "What is no version is refused",
    arguments: [
      "", " ", "a", "1.", ".1", "1..2", "1.0.", "1.0+", "1.0+a..b", "1.0+a+b", "1.0dev1a1", "1.0-", "1 0",
      "１.0", "1!", "!1", "1.0.*", "vv1", "1.0post1post2", "1.0é",
    ])
  func refused(text: String) {
    #expect(PythonVersion(text) == nil)
  }

  @Test(
    "Specifiers contain what packaging 26.4 says",
    arguments: [
      (">1.0", "1.0.post1", false), (">1.0", "1.0+local", false), (">1.0", "1.0.1.dev0", true),
      (">1.0.post1", "1.0.post2.dev0", true), (">1.0.post1", "1.0.post1+x", false),
      (">1.0a1", "1.0a1.post1", false), (">1.0a1", "1.0a2.dev0", true), (">1.0.dev1", "1.0.dev1+x", false),
      (">1.0.dev1", "1.0.dev2", true),
      ("<1.0", "1.0rc1", false), ("<1.0", "1.0.dev0", false), ("<1.0", "0.9.post1", true),
      ("<1.0rc1", "1.0b1", true), ("<1.0.post1", "1.0", true),
      ("<1.0.post1", "1.0+x", true), ("<1.0.post1", "1.0.post1.dev0", false), ("<=1.0", "1.0+x", true),
      (">=1.0", "1.0+x", true), (">=1.0", "1.0rc1", false),
      (">=1.0a1", "1.0b1", true), (">=1.0", "2.0.dev1", true), ("==1.0", "1.0.0+x", true),
      ("==1.0+x", "1.0", false), ("==1.0+X", "1.0+x", true), ("!=1.0", "1.0+x", false),
      ("==1.0.*", "1.0.5rc1", true), ("==1.0.*", "1.1.dev0", false), ("==1.1.*", "1.1.dev0", true),
      ("!=1.0.*", "1.0.post1", false), ("==1.*", "1!1.0", false), ("==1.0.0.*", "1", true),
      ("~=1.4.5", "1.4.9", true), ("~=1.4.5", "1.5.dev0", false), ("~=1.4.5a4", "1.4.5a4.post1", true),
      ("~=2.2.post3", "2.9", true), ("~=2.2", "2.2.post3", true), ("~=1!1.0", "1!1.9", true),
      ("===1.0", "1.0.0", false), ("===1.0", "1.0", true), ("===Foo", "foo", true),
      ("", "anything", true), (",,", "x", true), ("==1.0", "foobar", false),
      (">=1,<2,!=1.5", "1.5", false), (">=1,<2,!=1.5", "1.5.1", true),
      (">=99999999999999999999", "100000000000000000000", true),
    ])
  func contains(specifiers: String, version: String, expected: Bool) throws {
    #expect(try SpecifierSet(specifiers).contains(version) == expected)
  }

  @Test(
    "What is no specifier is refused",
    arguments: [
      "1.0", "=1.0", "<>1", ">", "~=1", "~=1.0.*", ">=1.0.*", ">=1.0+x", "~=1.0+x", "==1.0.*.dev1",
      "==1.0rc1.*", "== 1 .*", "=>1", ">=1 <2", "===1 2", "==1.0+", "===", "=== ",
    ])
  func refusedSpecifiers(text: String) {
    #expect(throws: DependencySyntaxError.self) { try SpecifierSet(text) }
  }

  @Test(
    "Requirements are read as PEP 508 writes them",
    arguments: [
      ("A.B-C_D", "A.B-C_D"), ("name>=3,<2", "name>=3,<2"),
      ("name [fred,bar] @ http://foo.com ; python_version=='2.7'", "name[fred,bar] @ http://foo.com"),
      ("name(>=1)", "name>=1"), ("name ()", "name"), ("name>=1,", "name>=1"), ("name[]", "name"),
      ("name==1.0.*;os_name=='a'", "name==1.0.*"), ("foo_", "foo_"),
      ("name===1.0-odd", "name===1.0-odd"), ("name===1.0-odd, <=2", "name===1.0-odd,<=2"),
      ("name (===a,==1)", "name===a,==1"), ("name===é,==1", "name===é,==1"),
    ])
  func requirements(text: String, expected: String) throws {
    #expect(try Requirement(text).description == expected)
  }

  @Test(
    "What is no requirement is refused, with the reason",
    arguments: [
      ("", "the requirement is empty"), ("-foo", "the requirement does not begin with a distribution's name"),
      ("foo bar", "\"bar\" is neither a version clause nor a marker"),
      ("foo[a", "the requirement's extras are not closed by \"]\""),
      ("foo[a,]", "the requirement lacks an extra after a comma"),
      ("foo @", "the requirement lacks a URL after \"@\""),
      ("foo (>=1", "the parenthesis around the versions is not closed"),
      ("foo>=1.*", "\".*\" stands only after \"==\" or \"!=\" and plain numbers"),
      ("foo>=1+x", "a local version stands only after \"==\" or \"!=\""),
      ("foo;", "the marker lacks a variable or a quoted text"),
      ("foo; bar == '1'", "\"bar\" is not a marker variable"),
      ("foo; os_name", "the marker lacks an operator after its first operand"),
      ("foo; os_name not 'x'", "\"not\" in a marker must be followed by \"in\""),
      ("foo; os_name == 'x", "a quoted text in the marker is not closed"),
      ("foo; (os_name == 'x'", "a parenthesis in the marker is not closed"),
      ("foo; os_name == 'x' y", "\"y\" stands after the end of the requirement"),
      ("foo; os_name == 'x\\'", "a quoted text in the marker is not a Python string"),
      ("foo===", "\"===\" is neither a version clause nor a marker"),
      ("foo @ http://x\ny", "\"\ny\" is neither a version clause nor a marker"),
      ("foo===a,b", "\"b\" is not a version specifier"),
      ("foo; " + String(repeating: "(", count: 100), "the marker nests parentheses deeper than 64"),
    ])
  func refusedRequirements(text: String, message: String) {
    do {
      _ = try Requirement(text)
      Issue.record("accepted")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test(
    "Markers compare as packaging compares",
    arguments: [
      ("python_version >= '3.9'", true), ("python_version < '3.9'", false), ("'3.9' <= python_version", true),
      ("'3.9' >= python_version", false), ("'3.12' > python_version", true),
      ("python_version in '3.10, 3.11'", true),
      ("python_version not in '2.7'", true), ("python_version == '3.*'", true),
      ("python_version ~= '3.8'", true), ("python_version > '=3.9'", true),
      ("python_version >= 'abc'", false), ("python_version == 'abc'", false),
      ("python_version != 'abc'", true), ("sys_platform >= 'linux'", true), ("sys_platform > 'a'", false),
      ("os.name == 'posix' and sys.platform == 'linux'", true), ("python_implementation == 'CPython'", true),
      ("platform_release >= '6'", false), ("'SMP' in platform_version", true),
      ("extra == 'Te_St'", true), ("'te.st' == extra", true),
      ("extra != 'x' and (os_name == 'nt' or extra == 'te-st')", true),
      ("python_version == python_full_version", false),
      ("'posix' == 'os_name'", true), ("os_name == '\\x70osix'", true),
      ("os_name == 'nt' or os_name == 'posix' and python_version < '3'", false),
    ])
  func markers(text: String, expected: Bool) throws {
    let environment = MarkerEnvironment(PackagingPeer.environment)
    #expect(try Marker(text).evaluate(environment, extra: "TE-st") == expected)
  }

  @Test("Comparisons without a meaning have no answer, whatever stands beside them")
  func undefined() throws {
    let environment = MarkerEnvironment(PackagingPeer.environment)
    #expect(throws: MarkerEvaluationError.undefinedComparison("\"linux\" ~= \"lin\"")) {
      try Marker("os_name == 'posix' or sys_platform ~= 'lin'").evaluate(environment)
    }
    #expect(throws: MarkerEvaluationError.undefinedName("b")) {
      try Marker("'a' == 'b'").evaluate(environment)
    }
    #expect(throws: MarkerEvaluationError.undefinedName("extras")) {
      try Marker("'a' in extras").evaluate(environment)
    }
    #expect(throws: MarkerEvaluationError.unknownValue("os_name")) {
      try Marker("os_name == 'posix'").evaluate(MarkerEnvironment([:]))
    }
  }

  @Test("Names are valid and equal as PEP 503 and 508 say")
  func names() {
    #expect(DistributionName("Foo.._-Bar")?.normalized == "foo-bar")
    #expect(DistributionName("zope.interface") == DistributionName("Zope-Interface"))
    for name in ["", "-a", "a-", "_", "a b", "é", "a!"] { #expect(DistributionName(name) == nil) }
  }
}
