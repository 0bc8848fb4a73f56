import GateScene
import Processes
import StrictJSON
import Testing

@Suite("readiness policy lint") struct LintFormatTests {
  /// With a mistake of YAML's, two of one code, and one that has two places.
  private static let mistaken = """
    policy: v1
    name: p
    environment: simulator
    blockers:
      - id: one
        titel: The first
        risk: low
        check: legacy-file-absence
        with: { root: root, files: [a] }
      - id: one
        titel: The first
        risk: grave
        check: legacy-file-absence
        with: { root: root, files: [a] }

    """

  @Test("writes SARIF for code hosts")
  func sarif() throws {
    let world = try CommandScene()
    try world.scene.write("a folder/bad.yaml", Self.mistaken)
    let result = world.run("policy", "lint", "--format", "sarif", "./a folder/bad.yaml", "p.yaml")
    #expect(result.status == 4)
    #expect(result.errors == "")
    #expect(GoldenFile.difference(result.output, from: "policy-lint.sarif") == nil)
    let good = world.run("policy", "lint", "--format", "sarif", "p.yaml")
    #expect(good.status == 0)
    let run = try JSON.parse(good.standardOutput)["runs"]?.arrayValue?.first
    #expect(run?["results"] == .array([]))
    #expect(run?["invocations"]?.arrayValue?.first?["executionSuccessful"] == .bool(true))
  }

  @Test("says in SARIF that a file which it could not read was not looked at")
  func unreadable() throws {
    let world = try CommandScene()
    let result = world.run("policy", "lint", "--format", "sarif", "none.yaml", "/nowhere/none.yaml")
    #expect(result.status == 4)
    let run = try #require(try JSON.parse(result.standardOutput)["runs"]?.arrayValue?.first)
    let invocation = run["invocations"]?.arrayValue?.first
    #expect(invocation?["executionSuccessful"] == .bool(false))
    #expect(invocation?["exitCode"]?.integerValue == 4)
    let places = run["results"]?.arrayValue?.map {
      $0["locations"]?.arrayValue?.first?["physicalLocation"]?["artifactLocation"]?["uri"]?.stringValue
    }
    #expect(places == ["none.yaml", "file:///nowhere/none.yaml"])
  }

  @Test("gives a mistake the same fingerprint when lines are added above it")
  func fingerprints() throws {
    let world = try CommandScene()
    func fingerprints(_ text: String) throws -> [String] {
      try world.scene.write("bad.yaml", text)
      let result = world.run("policy", "lint", "--format", "sarif", "bad.yaml")
      let results = try JSON.parse(result.standardOutput)["runs"]?.arrayValue?.first?["results"]
      return results?.arrayValue?.compactMap { $0["partialFingerprints"]?["mistake/v1"]?.stringValue } ?? []
    }
    let before = try fingerprints(Self.mistaken)
    #expect(before.count > 4 && Set(before).count == before.count)
    #expect(try fingerprints("# one\n# two\n" + Self.mistaken) == before)
    #expect(try fingerprints(Self.mistaken.replacing("name: p\n", with: "nam: p\n")) != before)
  }
}
