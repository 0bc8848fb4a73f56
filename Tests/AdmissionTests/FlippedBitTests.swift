import Attestation
import ReadinessReport
import Testing

@testable import Admission

@Suite("A flipped bit of the report's file") struct FlippedBitTests {
  @Test("is refused, whichever it is", arguments: 0..<8)
  func exhaustive(bit: Int) throws {
    let scenario = try Scenario(environment: .simulator) { scenario in
      scenario.report.blockers.removeLast(3)
      scenario.report.blockers[0].findings = Array(scenario.report.blockers[0].findings.prefix(1))
      scenario.report.policy.files = []
    }
    let keyring = try Keyring(yaml: scenario.scratch.read("etc/keyring.yaml"), file: "keyring.yaml")
    let original = try scenario.scratch.read("gate/report.json")
    _ = try SignedReport.open(original, keyring: keyring, environment: .simulator, scope: .live, now: noon)
    var admitted: [Int] = []
    for index in original.indices {
      var changed = original
      changed[index] ^= 1 << bit
      let opened = try? SignedReport.open(
        changed, keyring: keyring, environment: .simulator, scope: .live, now: noon)
      if opened != nil { admitted.append(index) }
    }
    #expect(admitted == [])
  }

  @Test("of what the signature covers is refused by any reader", arguments: 1...4 as ClosedRange<UInt64>)
  func truncated(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let scenario = try Scenario()
    let original = try scenario.scratch.read("gate/report.json")
    for _ in 0..<50 {
      var changed = original
      switch Int.random(in: 0..<3, using: &random) {
      case 0: changed.removeSubrange(Int.random(in: 0..<changed.count, using: &random)...)
      case 1:
        changed.insert(
          UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0...changed.count, using: &random))
      default: changed.remove(at: Int.random(in: 0..<changed.count, using: &random))
      }
      try scenario.scratch.write("gate/report.json", changed)
      #expect(scenario.refusal() != nil)
    }
  }
}
