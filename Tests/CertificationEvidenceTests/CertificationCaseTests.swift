import CertificationEvidence
import Testing

@Suite("A certification case") struct CertificationCaseTests {
  @Test("has one of twelve ids, which read back")
  func ids() {
    let ids = CertificationCase.allCases.map(\.id)
    #expect(
      ids == [
        "TC-SL-LONG-LAST", "TC-SL-LONG-MARK", "TC-SL-LONG-INDEX", "TC-SL-SHORT-LAST", "TC-SL-SHORT-MARK",
        "TC-SL-SHORT-INDEX", "TC-TP-LONG-LAST", "TC-TP-LONG-MARK", "TC-TP-LONG-INDEX", "TC-TP-SHORT-LAST",
        "TC-TP-SHORT-MARK", "TC-TP-SHORT-INDEX",
      ])
    #expect(ids.map { CertificationCase(id: $0) } == CertificationCase.allCases)
  }

  @Test(
    "is nothing else",
    arguments: ["", "TC-SL-LONG", "tc-sl-long-last", "TC-SL-LONG-LAST ", "OBS-ID-AFTER-FIRING"])
  func others(id: String) {
    #expect(CertificationCase(id: id) == nil)
  }

  @Test("stands beside behaviours whose ids are all different")
  func behaviours() {
    let ids = CertifiedBehaviour.allCases.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix("OBS-") })
  }
}
