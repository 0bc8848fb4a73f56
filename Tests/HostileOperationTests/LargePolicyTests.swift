import Processes
import Testing

@Suite("A large policy") struct LargePolicyTests {
  @Test("whose first blocker closes closes all that wait for each other", arguments: [false, true])
  func chain(isReversed: Bool) throws {
    let gate = try GateFolder()
    let ids = Array(0..<1_500)
    var blockers = [GateFolder.blocker("b0", root: "\(gate.folder)/missing")]
    blockers += ids.dropFirst().map { id in
      GateFolder.blocker("b\(id)", root: gate.folder, more: "needs: [b\(id - 1)], ")
    }
    try gate.writePolicy((isReversed ? blockers.reversed() : blockers).joined())
    let result = gate.readiness(["check", "policy.yaml"])
    #expect(result.termination == .exited(3))
    #expect(result.output.contains("1500 blockers: 1 unknown, 1499 blocked"))
  }

  @Test("does not run the gate out of descriptors")
  func descriptors() throws {
    let gate = try GateFolder()
    try gate.writePolicy((0..<120).map { GateFolder.blocker("b\($0)", root: gate.folder) }.joined())
    let result = gate.run(
      "/bin/sh",
      [
        "-c", "ulimit -n 400; exec \"$0\" check policy.yaml", gate.program,
      ])
    #expect(result.isSuccess, "\(result.output.suffix(400))")
    #expect(result.output.contains("120 blockers: 120 pass"))
  }
}
