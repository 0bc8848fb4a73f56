import DocumentSchema
import ReadinessCheck
import StrictJSON
import Testing

@testable import DependencyPresence

@Suite("dependency-presence, parameters")
struct DependencyParametersTests {
  @Test(
    "Mistakes are told with their places",
    arguments: [
      ("root: /opt", "policy.yaml:1:1: error: dependency-presence asks for nothing [policy.missing-key]"),
      (
        "packages: []",
        "policy.yaml:1:11: error: every list is empty, so nothing is asked [policy.asserts-nothing]"
      ),
      (
        "packages: [\"libcurl4 (> 7)\"]",
        "policy.yaml:1:12: error: \">\" is obsolete in relations; write \">>\" or \">=\" [policy.bad-value]"
      ),
      (
        "libraries: [libcurl 7]",
        "policy.yaml:1:13: error: \"libcurl 7\" has no version operator behind its name [policy.bad-value]"
      ),
      (
        "executables: [git ~> 2]",
        "policy.yaml:1:15: error: \"git ~> 2\" has no version operator behind its name [policy.bad-value]"
      ),
      (
        "python: { requirements: [r.txt] }",
        "policy.yaml:1:9: error: 'environment' is missing [policy.missing-key]"
      ),
      (
        "pythn: { environment: /x }\npackages: [a]",
        "policy.yaml:1:1: error: unknown key 'pythn' in the parameters of dependency-presence [policy.unknown-key]"
      ),
    ])
  func mistakes(yaml: String, expected: String) {
    #expect(CheckRun.mistakes(yaml) == [expected])
  }

  @Test("Relative paths start at the root, or else at the policy's folder")
  func paths() throws {
    var world = WorldInMemory()
    for folder in ["/opt/system", "/etc/readiness"] {
      world.contents["\(folder)/requirements.txt"] = Array(
        "\(folder.split(separator: "/").last ?? "")\n".utf8)
    }
    let yaml = "python: { environment: venv, requirements: [requirements.txt] }"
    #expect(
      try CheckRun(world: world).lines(yaml) == ["fail venv: missing", "fail readiness: not installed"])
    let found = try CheckRun(world: world).findings("root: /opt/system\n" + yaml)
    #expect(found.map(\.subject) == ["venv", "system"])
    #expect(found[1].position == "requirements.txt:1")
  }

  @Test("The description of the parameters says what is required")
  func description() {
    let text = DependencyPresence.parameters.describe().text()
    #expect(text.contains(#""anyOf":[{"required":["python"]},{"required":["packages"]}"#))
    #expect(text.contains(#""additionalProperties":false"#))
  }
}
