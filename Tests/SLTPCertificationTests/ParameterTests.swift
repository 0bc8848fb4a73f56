import Attestation
import CertificationEvidence
import CheckScene
import Chronology
import SLTPCertification
import Testing

@Suite("Parameters of sltp-certification") struct ParameterTests {
  @Test("default to the whole protection")
  func defaults() throws {
    let parameters = try CheckScene().read(SLTPCertification.self, "evidence: /e\nsymbols: [PF_XBTUSD]\n")
    #expect(
      parameters.required.map(\.certificationCase.id) == [
        "TC-SL-LONG-LAST", "TC-SL-SHORT-LAST", "TC-TP-LONG-LAST", "TC-TP-SHORT-LAST",
      ])
    #expect(parameters.accept == [.demo, .live])
    #expect(parameters.binds == .binary)
    #expect(parameters.maxAge == .days(30))
    #expect(parameters.maxSpecificationAge == .hours(24))
    #expect(SLTPCertification.subjectsNeeded(by: parameters).map(\.subject) == ["engine"])
  }

  @Test("need the subject that they name, and the engine for its order mapping")
  func subjects() throws {
    let parameters = try CheckScene().read(
      SLTPCertification.self, "evidence: /e\nsymbols: [X]\nsubject: program\nbinds: order-mapping\n")
    #expect(SLTPCertification.subjectsNeeded(by: parameters).map(\.subject) == ["program", "engine"])
    #expect(SLTPCertification.subjectsNeeded(by: parameters).map(\.parameter) == ["subject", "binds"])
  }

  @Test(
    "are refused",
    arguments: [
      ("symbols: [X]\n", "policy.missing-key"), ("evidence: /e\n", "policy.missing-key"),
      ("evidence: /e\nsymbols: []\n", "policy.too-few"),
      ("evidence: /e\nsymbols: [X]\norders: []\n", "policy.too-few"),
      ("evidence: /e\nsymbols: [X]\ntriggers: [lst]\n", "policy.unknown-value"),
      ("evidence: /e\nsymbols: [X]\naccept: [testnet]\n", "policy.unknown-value"),
      ("evidence: /e\nsymbols: [X]\nbinds: name\n", "policy.unknown-value"),
      ("evidence: /e\nsymbols: [X]\nmax-age: 30\n", "policy.bad-value"),
      ("evidence: /e\nsymbols: [X]\nmax-age: 0d\n", "policy.bad-value"),
      ("evidence: /e\nsymbols: [X]\npositions: [long, long]\n", "policy.duplicate"),
      ("evidence: /e\nsymbols: [X]\nsymbol: X\n", "policy.unknown-key"),
    ])
  func mistakes(yaml: String, code: String) throws {
    let mistakes = try #require(throws: SceneMistakes.self) {
      try CheckScene().read(SLTPCertification.self, yaml)
    }
    #expect(mistakes.diagnostics.count == 1)
    #expect(mistakes.diagnostics.first?.hasSuffix("[\(code)]") == true, "\(mistakes.diagnostics)")
  }
}
