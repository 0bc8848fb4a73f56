import CheckScene
import LegacyFileAbsence
import Testing

@Suite("Parameters of legacy-file-absence") struct ParameterTests {
  @Test("read an exception as path and line")
  func exception() throws {
    let parameters = try CheckScene().read(
      LegacyFileAbsence.self,
      "root: /r\nfiles: [x]\nmentioned-nowhere-in: [src]\nexcept: [\"deploy/a:b.sh:12\"]\n")
    #expect(parameters.exceptions == [.init(path: "deploy/a:b.sh", line: 12)])
    #expect(parameters.ignoredByGit.isEmpty)
  }

  @Test(
    "are refused",
    arguments: [
      ("files: [x]\n", "policy.missing-key"), ("root: /r\n", "policy.missing-key"),
      ("root: /r\nfiles: []\n", "policy.too-few"), ("root: /r\nfiles: [\".\"]\n", "policy.bad-value"),
      ("root: /r\nfiles: [data/]\n", "policy.bad-value"), ("root: /r\nfiles: [x, x]\n", "policy.duplicate"),
      ("root: /r\nfiles: [x]\nfile: y\n", "policy.unknown-key"),
      ("root: /r\nfiles: [x]\nexcept: [\"a:1\"]\n", "policy.excuses-nothing"),
      ("root: /r\nfiles: [x]\nmentioned-nowhere-in: [s]\nexcept: [\"a\"]\n", "policy.bad-value"),
      ("root: /r\nfiles: [x]\nmentioned-nowhere-in: [s]\nexcept: [\"a:0\"]\n", "policy.bad-value"),
      ("root: /r\nfiles: [x]\nmentioned-nowhere-in: [s]\nexcept: [\"a:01\"]\n", "policy.bad-value"),
      ("root: /r\nfiles: [x]\nmentioned-nowhere-in: [s]\nexcept: [\":1\"]\n", "policy.bad-value"),
    ])
  func mistakes(yaml: String, code: String) throws {
    let mistakes = try #require(throws: SceneMistakes.self) {
      try CheckScene().read(LegacyFileAbsence.self, yaml)
    }
    #expect(mistakes.diagnostics.count == 1)
    #expect(mistakes.diagnostics.first?.hasSuffix("[\(code)]") == true, "\(mistakes.diagnostics)")
  }
}
