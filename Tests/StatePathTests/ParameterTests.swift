import CheckScene
import ReadinessCheck
import StatePath
import Testing

@Suite("Parameters of state-path") struct ParameterTests {
  @Test("have the defaults of the contract")
  func defaults() throws {
    let scene = try CheckScene()
    let parameters = try scene.read(
      StatePath.self, "root: /r\npaths: [{ variable: A, default: data/a, kind: json }]\n")
    #expect(parameters.survives == .process)
    #expect(parameters.freeBytes == 1_000_000)
    #expect(parameters.environmentFiles.isEmpty)
    #expect(parameters.allowedFileSystems.isEmpty)
    #expect(StatePath.subjectsNeeded(by: parameters).isEmpty)
  }

  @Test("need the engine for its kinds", arguments: ["kill-switch", "instrument-specs"])
  func engine(kind: String) throws {
    let parameters = try CheckScene().read(
      StatePath.self, "root: /r\npaths: [{ variable: A, default: data/a, kind: \(kind) }]\n")
    #expect(StatePath.subjectsNeeded(by: parameters).map(\.subject) == ["engine"])
    #expect(StatePath.subjectsNeeded(by: parameters).map(\.parameter) == ["paths"])
  }

  @Test(
    "are refused",
    arguments: [
      ("root: /r\n", "policy.missing-key"), ("root: /r\npaths: []\n", "policy.too-few"),
      ("paths: [{ variable: A, default: a, kind: json }]\n", "policy.missing-key"),
      ("root: /r\npaths: [{ variable: A, default: a, kind: yaml }]\n", "policy.unknown-value"),
      ("root: /r\npaths: [{ variable: A-B, default: a, kind: json }]\n", "policy.bad-value"),
      ("root: /r\npaths: [{ variable: A, default: a, kind: json, mode: 1 }]\n", "policy.unknown-key"),
      (
        "root: /r\npaths: [{ variable: A, default: a, kind: json }, { variable: A, default: b, kind: json }]\n",
        "policy.duplicate"
      ),
      (
        "root: /r\npaths: [{ variable: A, default: a, kind: json }]\nsurvives: crash\n",
        "policy.unknown-value"
      ),
      ("root: /r\npaths: [{ variable: A, default: a, kind: json }]\nfree-bytes: 100\n", "policy.bad-value"),
    ])
  func mistakes(yaml: String, code: String) throws {
    let mistakes = try #require(throws: SceneMistakes.self) { try CheckScene().read(StatePath.self, yaml) }
    #expect(mistakes.diagnostics.count == 1)
    #expect(mistakes.diagnostics.first?.hasSuffix("[\(code)]") == true, "\(mistakes.diagnostics)")
  }
}
